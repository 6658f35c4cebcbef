import type { Clock } from '../../lib/clock.ts'
import type { StreamError } from '../../../shared/stream-end.ts'
import { checkAnswer } from './check-answer.ts'
import { unreachable } from './http-failure.ts'
import { HttpStream } from './http-stream.ts'
import { parseObject } from './json-fields.ts'
import type { JsonObject } from './json-fields.ts'

/** A list of every model of a large provider is about one MiB. */
const JSON_MAX_BYTES = 8 * 1024 * 1024

export interface JsonQuestion {
  url: URL
  label: string
  headers?: Record<string, string>
  key_given?: boolean
  clock: Clock
  /** For the whole call, connecting included. */
  within_ms: number
  signal?: AbortSignal | undefined
}

export type JsonAnswer =
  | { body: JsonObject; headers: Record<string, string> }
  | { error: StreamError; status: number | null }

/** One GET. Resolves within its time; never rejects; its socket is closed then. */
export async function getJson(question: JsonQuestion): Promise<JsonAnswer> {
  const { url, headers, clock, within_ms, signal } = question
  const stream = new HttpStream(
    {
      method: 'GET',
      url,
      connect_ms: within_ms,
      body_max_bytes: JSON_MAX_BYTES,
      ...(headers && { headers }),
    },
    clock,
  )
  const stop = (): void => stream.destroy()
  const cancel = clock.after(within_ms, () =>
    stream.destroy({ failure: 'connect_timeout', detail: `${within_ms} ms` }),
  )
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  try {
    return await ask(question, stream)
  } finally {
    cancel()
    signal?.removeEventListener('abort', stop)
    stream.destroy()
    await stream.closed
  }
}

async function ask({ label, key_given, within_ms }: JsonQuestion, stream: HttpStream): Promise<JsonAnswer> {
  const head = await stream.open()
  if ('failure' in head) return { error: unreachable(label, head), status: null }
  const context = {
    label,
    model: 'this model',
    missing_model: 'pick another one',
    key_given: key_given ?? false,
  }
  const bad = await checkAnswer(head, stream, context)
  if (bad) return { error: bad.error, status: bad.status }
  const text = await stream.text(JSON_MAX_BYTES, within_ms)
  const body = parseObject(text)
  if (body) return { body, headers: head.headers }
  return { error: notJson(label), status: head.status }
}

function notJson(label: string): StreamError {
  return {
    content: `${label} did not answer as expected; check the address and that the connection has the right kind of server.`,
    error_type: 'bad_reply',
    retryable: true,
  }
}
