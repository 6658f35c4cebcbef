import type { Message } from './session.ts'
import { textOf } from './session.ts'
import type { ErrorType, StreamEnd } from './stream-end.ts'

/** Ends that cut a good answer. After others (e.g. a reply that makes no sense) going on would build on a fault. */
const CUT_BY: readonly ErrorType[] = ['cut_off', 'engine_crashed', 'engine_stalled']

/** Whether an answer ended before it was complete, so that going on with it makes sense. */
export function endedEarly({ reason, finish, error }: StreamEnd): boolean {
  if (reason === 'success') return finish === 'length'
  return reason !== 'error' || (error !== undefined && CUT_BY.includes(error.error_type))
}

/** Whether an engine has to be able to go on: an answer without a word is simply answered again. */
export function needsContinuing(message: Pick<Message, 'parts'>): boolean {
  return textOf(message).trim() !== ''
}

/** `engine`: as people call it. */
export function cannotContinueWords(engine: string): string {
  return `${engine} cannot go on from where an answer ended. Regenerate it instead.`
}
