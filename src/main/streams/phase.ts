/**
 * A stream's life. It has two moments: `ended` (its one end is fixed and told) and `released` (the engine is really gone
 * from it). Like a guest who has said goodbye and a guest whose car has left the drive: the next one needs the second.
 */
export type Phase = 'opened' | 'running' | 'ended' | 'released'

const LEGAL: Record<Phase, readonly Phase[]> = {
  opened: ['running', 'ended'],
  running: ['ended'],
  ended: ['released'],
  released: [],
}

/** Returns `to`, or throws: an illegal move is a bug, never a condition. */
export function move(from: Phase, to: Phase): Phase {
  if (!LEGAL[from].includes(to)) throw new Error(`illegal move of a stream: ${from} -> ${to}`)
  return to
}
