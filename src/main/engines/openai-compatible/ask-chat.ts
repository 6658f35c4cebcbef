import type { EngineRequest } from '../../ports.ts'
import { WIRE_LINE_MAX_BYTES } from '../../../shared/limits.ts'
import type { StreamError } from '../../../shared/stream-end.ts'
import { checkAnswer } from '../wire/check-answer.ts'
import type { BadAnswer } from '../wire/check-answer.ts'
import { unreachable } from '../wire/http-failure.ts'
import type { OpenCall } from '../wire/http-run.ts'
import type { HttpRequest, HttpStream } from '../wire/http-stream.ts'
import type { ErrorContext } from '../wire/server-error.ts'
import { endpoint } from '../wire/server-url.ts'
import { isWrongPath } from './api-bases.ts'
import { continuationOf } from './continuation.ts'
import { parameterFields } from './parameter-fields.ts'

/** What was learned about the server, so that the next run asks right the first time. */
export interface Dialect {
  /** Base addresses still possible, the most likely first. */
  bases: string[]
  /** The server refuses fields it does not know. */
  strict: boolean
}

export interface ChatQuestion {
  request: EngineRequest
  /** Who serves the model, by the server's own word: what it takes beside the messages depends on it. */
  owned_by: string | undefined
  open: OpenCall
  auth: Record<string, string>
  connect_ms: number
  context: ErrorContext
  dialect: Dialect
}

/** An answer that streams, one that came as a whole, or why there is none. */
export type ChatAsked = { stream: HttpStream } | { whole: string } | { error: StreamError }

/**
 * Asks for a completion. A server that has nothing at this path, or refuses the optional fields, has generated nothing: so
 * the next base address is tried, or the same again without those fields. At most three tries; the first complaint is told.
 */
export async function askChat(question: ChatQuestion): Promise<ChatAsked> {
  const { open, context, dialect } = question
  let first: BadAnswer | null = null
  let [base = '', ...others] = dialect.bases
  for (;;) {
    const call = await open(chatRequest(question, base))
    if ('failure' in call) return { error: unreachable(context.label, call) }
    const bad = await checkAnswer(call.head, call.stream, context)
    const whole =
      bad || !isWhole(call.head.headers) ? null : await call.stream.text(WIRE_LINE_MAX_BYTES, null)
    if (isWrongPath(call.head.status, bad?.body ?? whole ?? 'a stream') && others.length > 0) {
      first = bad
      ;[base = '', ...others] = others
    } else if (bad && !dialect.strict && refusesFields(bad)) dialect.strict = true
    else if (bad) return { error: isWrongPath(bad.status, bad.body) && first ? first.error : bad.error }
    else {
      dialect.bases = [base, ...others]
      return whole === null ? { stream: call.stream } : { whole }
    }
  }
}

function chatRequest(question: ChatQuestion, base: string): HttpRequest {
  const { request, owned_by, auth, connect_ms, dialect } = question
  const { model, messages } = request
  const goOn = messages.at(-1)?.role === 'assistant' ? continuationOf(owned_by)?.fields : {}
  const optional = { stream_options: { include_usage: true }, return_progress: true }
  return {
    method: 'POST',
    url: endpoint(base, '/chat/completions'),
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...auth },
    body: JSON.stringify({
      model,
      messages,
      stream: true,
      ...parameterFields(request.parameters, owned_by),
      ...goOn,
      ...(!dialect.strict && optional),
    }),
    connect_ms,
  }
}

function isWhole(headers: Record<string, string>): boolean {
  return /^\s*application\/json\b/i.test(headers['content-type'] ?? '')
}

function refusesFields({ status, body }: BadAnswer): boolean {
  return (status === 400 || status === 422) && /stream_options|return_progress/.test(body)
}
