import type { Message } from './session.ts'
import { textOf } from './session.ts'
import type { ErrorType, StreamEnd } from './stream-end.ts'

/** After these, going on would build on a fault, or come to the same end. */
const HOPELESS: readonly ErrorType[] = [
  'bad_reply',
  'too_long',
  'context_overflow',
  'invalid_request',
  'store_failed',
]

/** Whether an answer ended before it was complete, so that going on with it makes sense. */
export function endedEarly({ reason, finish, error }: StreamEnd): boolean {
  if (reason === 'success') return finish === 'length'
  return reason !== 'error' || (error !== undefined && !HOPELESS.includes(error.error_type))
}

/** Whether an engine has to be able to go on: an answer without a word is simply answered again. */
export function needsContinuing(message: Pick<Message, 'parts'>): boolean {
  return textOf(message).trim() !== ''
}

/** `engine`: as people call it. */
export function cannotContinueWords(engine: string): string {
  return `${engine} cannot go on from where an answer ended. Regenerate it instead.`
}
