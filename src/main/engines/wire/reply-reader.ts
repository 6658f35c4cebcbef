import type { EngineReply } from '../../ports.ts'
import { WIRE_LINE_MAX_BYTES } from '../../../shared/limits.ts'
import type { StreamError } from '../../../shared/stream-end.ts'
import { cutOff, tooMuch } from './http-failure.ts'
import type { HttpFailure } from './http-failure.ts'
import { isWebPage } from './server-complaint.ts'
import { webPage } from './server-error.ts'
import type { WireDecoder } from './wire-decoder.ts'

/** One protocol's way to read payloads. Keeps its own state, e.g. half a tag. */
export interface ReplyParser {
  /** What one payload says, in order; null when it cannot be read. A `finish` or `failed` is the last reply of all. */
  read(payload: string): EngineReply[] | null
  /** Text held back so far. Called before any end the server did not announce. */
  flush(): EngineReply[]
  /** The answer is complete but for its last formalities. */
  readonly complete: boolean
  /** The body is over after `complete`. */
  finish(): EngineReply[]
}

/** Where bytes come from: an `HttpStream`. */
export interface ByteSource {
  read(): Promise<Uint8Array | HttpFailure | null>
  endWithin(ms: number): void
}

/** A line that cannot be read is skipped; at this many the answer is given up. */
export const MALFORMED_MAX = 3
/** A server that finished its answer but neither says so nor hangs up is not waited for longer than this. */
export const AFTER_FINISH_MS = 1_000

/**
 * The policy all HTTP engines share. Text that was understood is delivered before any failure; an unreadable payload is
 * skipped and counted; an answer without its end is cut off. Yields `finish` or `failed` last, exactly once, unless the run
 * was aborted: then it just ends.
 */
export async function* readReplies(
  source: ByteSource,
  decoder: WireDecoder,
  parser: ReplyParser,
  label: string,
): AsyncGenerator<EngineReply, void, undefined> {
  let malformed = 0
  for (let first = true; ; first = false) {
    const bytes = await source.read()
    const over = bytes === null || 'failure' in bytes
    if (first && !over && isWebPage(new TextDecoder().decode(bytes))) {
      yield { type: 'failed', error: webPage(label) }
      return
    }
    const complete_before = parser.complete
    for (const payload of over ? decoder.end() : decoder.push(bytes)) {
      const replies = parser.read(payload)
      // A last line that was cut is no bad reply.
      if (replies === null && !over && ++malformed >= MALFORMED_MAX) {
        yield* failing(parser, unreadable(label))
        return
      }
      for (const reply of replies ?? []) {
        yield reply
        if (reply.type === 'finish' || reply.type === 'failed') return
      }
    }
    if (decoder.overflowed) {
      yield* failing(parser, lineTooLong(label))
      return
    }
    if (over) {
      yield* ending(parser, bytes, label)
      return
    }
    if (parser.complete && !complete_before) source.endWithin(AFTER_FINISH_MS)
  }
}

async function* ending(
  parser: ReplyParser,
  how: HttpFailure | null,
  label: string,
): AsyncGenerator<EngineReply> {
  if (how?.failure === 'aborted') return
  if (parser.complete) yield* parser.finish()
  else yield* failing(parser, how?.failure === 'too_large' ? tooMuch(label) : cutOff(label))
}

function* failing(parser: ReplyParser, error: StreamError): Generator<EngineReply> {
  yield* parser.flush()
  yield { type: 'failed', error }
}

function unreadable(label: string): StreamError {
  return {
    content: `${label} sent ${MALFORMED_MAX} lines that could not be read, so the answer was ended. What arrived is kept; check that the connection has the right kind of server.`,
    error_type: 'bad_reply',
    retryable: true,
  }
}

function lineTooLong(label: string): StreamError {
  return {
    content: `${label} sent a line longer than ${WIRE_LINE_MAX_BYTES / 1024 / 1024} MiB, so the answer was ended. What arrived is kept; check that the connection has the right kind of server.`,
    error_type: 'bad_reply',
    retryable: true,
  }
}
