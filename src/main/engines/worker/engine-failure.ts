import type { ErrorType } from '../../../shared/stream-end.ts'

/** What a model in an engine process cannot do, as a sentence for people; any other error is a bug and told as one. */
export class EngineFailure extends Error {
  readonly error_type: ErrorType

  constructor(error_type: ErrorType, sentence: string) {
    super(sentence)
    this.error_type = error_type
  }
}

export function failureOf(error: unknown): { error_type: ErrorType; message: string } {
  const message = error instanceof Error ? error.message : String(error)
  return { error_type: error instanceof EngineFailure ? error.error_type : 'internal', message }
}
