import { InsufficientMemoryError } from 'node-llama-cpp'
import { NO_MEMORY } from '../worker/crash-sentence.ts'
import { EngineFailure } from '../worker/engine-failure.ts'

const UNKNOWN_KIND = /unknown (?:model )?architecture:? *'?([\w.-]{0,40})/i
const WORDS_MAX_CHARS = 200

/** Why a model could not be loaded, from the library's error and from what llama.cpp said meanwhile. */
export function loadFailure(error: unknown, words: string, name: string): EngineFailure {
  if (error instanceof EngineFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof InsufficientMemoryError || NO_MEMORY.test(`${message} ${words}`)) {
    return new EngineFailure(
      'out_of_memory',
      `there is not enough memory for “${name}”. Choose a smaller model or a smaller context, or close other programs, then send again.`,
    )
  }
  const [, kind] = UNKNOWN_KIND.exec(`${words} ${message}`) ?? []
  if (kind !== undefined) {
    return new EngineFailure(
      'model_load_failed',
      `“${name}” is a model of a kind (${kind || 'without a name'}) that this version of Sluice cannot run. Choose another model, or look for an update.`,
    )
  }
  const told = (words || message).slice(-WORDS_MAX_CHARS)
  return new EngineFailure(
    'model_load_failed',
    `“${name}” could not be loaded (${told}). Get the file again, or choose another model.`,
  )
}

/** Why llama.cpp itself could not be loaded. */
export function libraryFailure(error: unknown): EngineFailure {
  const message = error instanceof Error ? error.message : String(error)
  const told = message.replace(/\s+/g, ' ').slice(0, WORDS_MAX_CHARS)
  return NO_MEMORY.test(message)
    ? new EngineFailure(
        'out_of_memory',
        'there is not enough memory to run a model. Close other programs, then send again.',
      )
    : new EngineFailure(
        'model_load_failed',
        `llama.cpp cannot be loaded on this computer (${told}). Install Sluice again, or use a model of a server.`,
      )
}
