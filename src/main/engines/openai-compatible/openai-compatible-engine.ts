import type { Clock } from '../../lib/clock.ts'
import type { Engine, EngineReply, EngineRequest } from '../../ports.ts'
import type { Timeouts } from '../../../shared/settings.ts'
import { HttpEngine } from '../wire/http-engine.ts'
import { cutOff } from '../wire/http-failure.ts'
import type { OpenCall } from '../wire/http-run.ts'
import { readReplies } from '../wire/reply-reader.ts'
import type { ErrorContext } from '../wire/server-error.ts'
import { isLoopback } from '../../lib/loopback.ts'
import { SseEvents } from '../wire/sse-events.ts'
import { apiBases } from './api-bases.ts'
import { keyHeaders, unusableKey } from './api-key.ts'
import { askChat } from './ask-chat.ts'
import type { Dialect } from './ask-chat.ts'
import { ChatChunks } from './chat-chunks.ts'
import { continuationOf } from './continuation.ts'

export interface OpenAiCompatibleEngineOptions {
  /** A checked base address, with or without /v1, and the server's name in sentences. */
  connection: { url: string; label: string }
  clock: Clock
  /** Asked at each run, so that a changed setting applies to the next one. */
  timeouts: () => Timeouts
  /** Asked at each run; null without a key. */
  key: () => string | null
  /** Who serves a model by the server's own word (`owned_by`), asked at each run; undefined while it is not known. */
  ownerOf?: (model: string) => string | undefined
  /** A stopped answer may still occupy the server (true), or not any more. */
  onBusy: (busy: boolean) => void
}

/** Any server that speaks OpenAI's chat completions: llama-server, LM Studio, vLLM, hosted ones. */
export function createOpenAiCompatibleEngine(
  options: OpenAiCompatibleEngineOptions,
): Engine & { dispose(): Promise<void> } {
  const { connection, clock, timeouts, onBusy } = options
  const dialect: Dialect = { bases: apiBases(connection.url), strict: false }
  const local = isLoopback(connection.url)
  return new HttpEngine({
    label: connection.label,
    clock,
    onBusy,
    timeouts,
    continues: (model) => continuationOf(options.ownerOf?.(model)) !== null,
    first_token_ms: () => (local ? timeouts().first_token_local_ms : timeouts().first_token_remote_ms),
    talk: (request, open) => talk(request, open, options, dialect),
  })
}

async function* talk(
  request: EngineRequest,
  open: OpenCall,
  options: OpenAiCompatibleEngineOptions,
  dialect: Dialect,
): AsyncGenerator<EngineReply, void, undefined> {
  const { label } = options.connection
  const auth = keyHeaders(options.key())
  if (!auth) {
    yield { type: 'failed', error: unusableKey(label) }
    return
  }
  const context: ErrorContext = {
    label,
    model: request.model,
    missing_model: 'choose another model, or load it there first',
    key_given: 'authorization' in auth,
  }
  const { connect_ms } = options.timeouts()
  const owned_by = options.ownerOf?.(request.model)
  const asked = await askChat({ request, owned_by, open, auth, connect_ms, context, dialect })
  const parser = new ChatChunks(context)
  if ('error' in asked) yield { type: 'failed', error: asked.error }
  else if ('whole' in asked) yield* readWhole(asked.whole, parser, label)
  else yield* readReplies(asked.stream, new SseEvents(), parser, label)
}

/** A server that does not stream sends one JSON object instead of events. */
function* readWhole(body: string, parser: ChatChunks, label: string): Generator<EngineReply> {
  const replies = parser.read(body) ?? []
  yield* replies
  if (replies.at(-1)?.type === 'failed') return
  if (parser.complete) yield* parser.finish()
  else yield { type: 'failed', error: cutOff(label) }
}
