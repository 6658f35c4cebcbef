import type { LogLine } from '../ports.ts'

/** What only a stream at its engine can do; a status is told while it still waits, saving goes on after its end. */
const RUNNING_ONLY: ReadonlySet<string> = new Set(['stream_first_token', 'stream_settled'])

/**
 * Holds a lifecycle log to its grammar (invariant I10) and returns each lie in a sentence: opens = ends + discarded, one
 * `stream_end` before the session's next `stream_start`, nothing of a stream that was never opened.
 */
export function findLogLies(log: readonly LogLine[]): string[] {
  const lies: string[] = []
  const open = new Map<unknown, 'open' | 'started' | 'over'>()
  const running = new Map<unknown, unknown>()
  for (const { event, stream_id, session_id } of log) {
    const state = open.get(stream_id)
    switch (event) {
      case 'stream_open':
        if (state) lies.push(`${String(stream_id)} was opened twice`)
        open.set(stream_id, 'open')
        break
      case 'stream_start':
        if (state !== 'open') lies.push(`${String(stream_id)} started without being open`)
        if (running.has(session_id))
          lies.push(`${String(stream_id)} started while another of its session had not ended`)
        open.set(stream_id, 'started')
        running.set(session_id, stream_id)
        break
      case 'stream_end':
        if (state !== 'started') lies.push(`${String(stream_id)} ended without having started`)
        open.set(stream_id, 'over')
        running.delete(session_id)
        break
      case 'stream_discarded':
        if (state !== 'open') lies.push(`${String(stream_id)} was discarded without being open`)
        open.set(stream_id, 'over')
        break
      default:
        if (typeof stream_id === 'string' && !state)
          lies.push(`${stream_id} was never opened, but “${event}”`)
        if (RUNNING_ONLY.has(event) && state !== 'started')
          lies.push(`“${event}” of ${String(stream_id)}, which was not running`)
    }
  }
  for (const [stream_id, state] of open) if (state !== 'over') lies.push(`${String(stream_id)} has no end`)
  return lies
}
