import type { PromptMessage } from '../../ports.ts'

export interface FittedTurns {
  messages: PromptMessage[]
  /** Left out of the middle. */
  dropped: number
}

/**
 * Leaves whole turns out of the middle until it fits: the instructions and the first turn say what the talk is about, the last
 * ones what was just said. null when not even the last turn fits. The same rule as the core's, in tokens.
 */
export function fitTurns(
  messages: readonly PromptMessage[],
  fits: (messages: PromptMessage[]) => boolean,
): FittedTurns | null {
  const instructions = messages.filter(({ role }) => role === 'system')
  const turns = splitTurns(messages.filter(({ role }) => role !== 'system'))
  const whole = (): PromptMessage[] => [...instructions, ...turns.flat()]
  let dropped = 0
  while (!fits(whole())) {
    if (turns.length < 2) return null
    const [gone] = turns.splice(turns.length > 2 ? 1 : 0, 1)
    dropped += gone?.length ?? 0
  }
  return { messages: whole(), dropped }
}

function splitTurns(messages: PromptMessage[]): PromptMessage[][] {
  const turns: PromptMessage[][] = []
  for (const message of messages) {
    const current = turns.at(-1)
    if (!current || message.role === 'user') turns.push([message])
    else current.push(message)
  }
  return turns
}
