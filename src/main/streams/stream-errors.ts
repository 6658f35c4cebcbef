import type { Engine } from '../ports.ts'
import { cannotContinueWords } from '../../shared/continuing.ts'
import { ANSWER_MAX_BYTES } from '../../shared/limits.ts'
import type { StreamError } from '../../shared/stream-end.ts'

/** What the core itself ends a stream with: each says what happened, where, what became of the text, and what to do. */

export function tooLong(): StreamError {
  const mib = ANSWER_MAX_BYTES / 1024 / 1024
  return {
    content: `The answer was stopped at ${mib} MiB, the longest Sluice keeps; its text is saved.`,
    error_type: 'too_long',
    retryable: false,
  }
}

export function restless(engine: Engine, parts_max: number): StreamError {
  return {
    content: `${engine.label} changed between thinking and answering more than ${parts_max} times, so the answer was ended. What arrived is kept.`,
    error_type: 'bad_reply',
    retryable: true,
  }
}

export function cannotContinue(engine: Engine): StreamError {
  return { content: cannotContinueWords(engine.label), error_type: 'invalid_request', retryable: true }
}

export function cutOff(engine: Engine): StreamError {
  return {
    content: `${engine.label} ended the answer early. What arrived is kept; send again to retry.`,
    error_type: 'cut_off',
    retryable: true,
  }
}

export function stalled(engine: Engine, silent_ms: number): StreamError {
  const seconds = Math.round(silent_ms / 1_000)
  return {
    content: `${engine.label} sent nothing for ${seconds} s, so the answer was ended. Check that it is still running, then send again.`,
    error_type: 'engine_stalled',
    retryable: true,
  }
}

export function engineBug(engine: Engine, error: unknown): StreamError {
  return {
    content: `Something in Sluice went wrong while reading from ${engine.label}: ${String(error)}. Send again to retry.`,
    error_type: 'internal',
    retryable: true,
  }
}

export function storeFailed(error: unknown): StreamError {
  const why = error instanceof Error ? error.message : `${String(error)}.`
  return {
    content: `${why} Your message was not sent; it is back where you wrote it.`,
    error_type: 'store_failed',
    retryable: true,
  }
}

export function ourBug(error: unknown): StreamError {
  return {
    content: `Something in Sluice went wrong (${String(error)}). What arrived is kept; send again to retry.`,
    error_type: 'internal',
    retryable: true,
  }
}
