/** Why a stream ended. The first cause wins and is never overwritten. */
export type EndReason = 'success' | 'stopped' | 'superseded' | 'interrupted' | 'error'

/** How a successful generation finished: by itself, at its length limit, or by the server's content filter. */
export type Finish = 'stop' | 'length' | 'filter'

export const ERROR_TYPES = [
  'engine_unreachable',
  'engine_busy',
  'model_not_found',
  'model_load_failed',
  'out_of_memory',
  'context_overflow',
  'engine_crashed',
  'engine_stalled',
  'cut_off',
  'bad_reply',
  'rate_limited',
  'unauthorized',
  'invalid_request',
  'too_long',
  'store_failed',
  'internal',
] as const
export type ErrorType = (typeof ERROR_TYPES)[number]

/** What went wrong, for people: `content` is one sentence that names the engine and what to do. */
export interface StreamError {
  content: string
  error_type: ErrorType
  /** True when sending the same prompt again can help. */
  retryable: boolean
}

/** Token counts, where the engine reports them; for an answer that was cut, those known by then. */
export interface Usage {
  prompt_tokens?: number
  /** Of these, how many were known from before and had not to be read. */
  kept_tokens?: number
  completion_tokens?: number
  /** How many prompt and answer may have together. */
  context_tokens?: number
  /** Earlier messages of the chat that were left out because the whole does not fit; never 0. */
  not_sent?: number
}

/** Measured in main on its monotonic clock, from the moment of opening. */
export interface Timings {
  /** Opening to the first token; null when none came. */
  first_token_ms: number | null
  /** Opening to the end. */
  total_ms: number
  /** Tokens of text received, reasoning included; for servers, the pieces they sent. */
  tokens: number
}

/** How a stream ended, as data: a stop is not an error. `error` is present exactly when `reason` is 'error'. */
export interface StreamEnd {
  reason: EndReason
  finish?: Finish
  error?: StreamError
  usage?: Usage
  timings: Timings
}
