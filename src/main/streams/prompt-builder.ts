import type { PromptMessage } from '../ports.ts'
import type { Message } from '../../shared/session.ts'
import { textOf } from '../../shared/session.ts'

export interface BuiltPrompt {
  messages: PromptMessage[]
  /** Messages of the branch left out because the whole does not fit; shown, never silent. */
  dropped: number
}

/**
 * What the engine is given, from the branch (oldest first, the new prompt last). Partial answers are kept and empty ones
 * dropped; reasoning is left out; consecutive messages of one role are joined by a blank line (stops and supersedes make
 * them, and many chat templates refuse them). Where the whole exceeds `context_chars`, whole turns are left out of the
 * middle: the first turn says what the talk is about, the last ones what was just said. The instructions of the session go
 * first and are never left out. A branch that ends in a partial answer gives a prompt that ends in it, to the letter.
 */
export function buildPrompt(
  branch: readonly Message[],
  context_chars: number | null,
  system_prompt = '',
): BuiltPrompt {
  const turns = splitTurns(branch.filter((message) => textOf(message).trim() !== ''))
  const size = (some: Message[][]): number =>
    some.flat().reduce((chars, message) => chars + textOf(message).length, 0)
  const instructions =
    system_prompt.trim() === '' ? [] : [{ role: 'system' as const, content: system_prompt }]
  const room = (context_chars ?? Number.POSITIVE_INFINITY) - (instructions[0]?.content.length ?? 0)
  let dropped = 0
  while (turns.length > 1 && size(turns) > room) {
    // Keep the first turn while anything lies between it and the last; then only the last is left.
    const [gone] = turns.splice(turns.length > 2 ? 1 : 0, 1)
    dropped += gone?.length ?? 0
  }
  return { messages: [...instructions, ...joinRoles(turns.flat())], dropped }
}

/** A turn is one or more user messages and what answered them. */
function splitTurns(messages: Message[]): Message[][] {
  const turns: Message[][] = []
  for (const message of messages) {
    const current = turns.at(-1)
    const opensTurn = message.role === 'user' && current?.at(-1)?.role !== 'user'
    if (!current || opensTurn) turns.push([message])
    else current.push(message)
  }
  return turns
}

function joinRoles(messages: Message[]): PromptMessage[] {
  const joined: PromptMessage[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    if (last?.role === message.role) last.content += `\n\n${textOf(message)}`
    else joined.push({ role: message.role, content: textOf(message) })
  }
  return joined
}
