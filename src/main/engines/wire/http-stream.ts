import type { Socket } from 'node:net'
import { Client } from 'undici'
import type { Dispatcher } from 'undici'
import { ANSWER_MAX_BYTES } from '../../../shared/limits.ts'
import type { Clock, Undo } from '../../lib/clock.ts'
import { socketConnector } from './connect-socket.ts'
import { failureOf } from './http-failure.ts'
import type { HttpFailure } from './http-failure.ts'

/** The longest answer, each token of four bytes wrapped in 250 of JSON: a body beyond this is no answer. */
export const BODY_MAX_BYTES = ANSWER_MAX_BYTES * 64

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: URL
  headers?: Record<string, string>
  body?: string
  /** For name look-up, TCP and TLS together. */
  connect_ms: number
  body_max_bytes?: number
}

export interface HttpHead {
  status: number
  /** Lower case, one value each. */
  headers: Record<string, string>
}

/**
 * One request on a socket of its own, closed at the end and never used again: so destroying it is the one sure way to tell
 * the server to stop, and nothing of an old answer can reach a new one. Read by pulling: what is not pulled stays in the
 * network, where the server feels it. Nothing here throws or rejects.
 *
 * undici's headers and body timeouts are off: it counts bytes, and during sleep, while a run counts progress of the model on
 * the awake clock. Each wait has its end in the core's watchdog, or for the short calls in their own time limit.
 */
export class HttpStream {
  /** Resolves when the socket is really closed, or will never be opened. */
  readonly closed: Promise<void>
  #request: HttpRequest
  #clock: Clock
  #client: Client
  #socket: Socket | null = null
  #chunks: AsyncIterator<Uint8Array> | null = null
  #bytes = 0
  #over: HttpFailure | 'ended' | null = null
  #sent = false
  #cancelDeadline: Undo | null = null
  #resolveClosed!: () => void

  constructor(request: HttpRequest, clock: Clock) {
    this.#request = request
    this.#clock = clock
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve))
    const connect = socketConnector(request.connect_ms, clock, {
      onSocket: (socket) => this.#adopt(socket),
      onConnected: () => (this.#sent = true),
    })
    // HTTP/1.1 only: in HTTP/2 answers share one socket, and closing it would end them all.
    this.#client = new Client(request.url.origin, {
      connect,
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
    })
  }

  /** Whether the server was reached: it may be at work. */
  get sent(): boolean {
    return this.#sent
  }

  async open(): Promise<HttpHead | HttpFailure> {
    const { method, url, headers, body } = this.#request
    if (this.#over) return this.#failure()
    try {
      const answer = await this.#client.request({
        method,
        path: `${url.pathname}${url.search}`,
        headers: { 'accept-encoding': 'identity', 'user-agent': 'Sluice', ...headers },
        ...(body !== undefined && { body }),
        reset: true,
      })
      answer.body.on('error', () => {})
      this.#chunks = answer.body[Symbol.asyncIterator]()
      return { status: answer.statusCode, headers: flatten(answer.headers) }
    } catch (error) {
      return this.#fail(failureOf(error))
    }
  }

  /** The next bytes; null at the end of the body. */
  async read(): Promise<Uint8Array | HttpFailure | null> {
    if (this.#over || !this.#chunks) return this.#over === 'ended' ? null : this.#failure()
    try {
      const next = await this.#chunks.next()
      if (this.#isEnded()) return null
      if (next.done) {
        this.destroy('ended')
        return null
      }
      this.#bytes += next.value.length
      if (this.#bytes > (this.#request.body_max_bytes ?? BODY_MAX_BYTES)) {
        return this.#fail({ failure: 'too_large', detail: `${this.#bytes} bytes` })
      }
      return next.value
    } catch (error) {
      return this.#isEnded() ? null : this.#fail(failureOf(error))
    }
  }

  /** The rest of the body as text, at most `max_bytes` of it and no longer than `within_ms`; then the socket is closed. */
  async text(max_bytes: number, within_ms: number | null): Promise<string> {
    if (within_ms !== null) this.endWithin(within_ms)
    const decoder = new TextDecoder()
    let text = ''
    for (let room = max_bytes; room > 0;) {
      const bytes = await this.read()
      if (bytes === null || 'failure' in bytes) break
      text += decoder.decode(bytes.subarray(0, room), { stream: true })
      room -= bytes.length
    }
    this.destroy('ended')
    return text + decoder.decode()
  }

  /** From now on the body may last this long; then it ends as if the server had ended it. */
  endWithin(ms: number): void {
    if (this.#over) return
    this.#cancelDeadline?.()
    this.#cancelDeadline = this.#clock.after(ms, () => this.destroy('ended'))
  }

  /** Closes the socket now, whatever state it is in. A pending `open` or `read` ends. */
  destroy(why: HttpFailure | 'ended' = { failure: 'aborted', detail: 'aborted' }): void {
    if (this.#over) return
    this.#over = why
    this.#cancelDeadline?.()
    this.#client.destroy(() => {})
    if (this.#socket) this.#socket.destroy()
    else this.#resolveClosed()
  }

  #adopt(socket: Socket): void {
    if (this.#over) {
      socket.destroy()
      return
    }
    this.#socket = socket
    socket.once('close', () => this.#resolveClosed())
  }

  #fail(failure: HttpFailure): HttpFailure {
    this.destroy(failure)
    return this.#failure()
  }

  /** The first cause wins: an abort stays an abort, whatever error the dying socket reports after it. */
  #failure(): HttpFailure {
    if (this.#over && this.#over !== 'ended') return this.#over
    return { failure: 'closed', detail: 'read after its end' }
  }

  #isEnded(): boolean {
    return this.#over === 'ended'
  }
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    flat[name] = Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
  return flat
}
