import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FaultProtocol } from './fault-server-protocols.ts'
import { faultTokens, tokensAfter } from './fault-server-text.ts'

/** What the server itself saw of one generation. Times are `performance.now()` of the server's process. */
export interface ExchangeRecord {
  id: number
  protocol: FaultProtocol['name']
  path: string
  model: string
  prompt: string
  /** The answer the messages end in, which is to be gone on with; '' where there is none. */
  partial: string
  /** How it is asked to write: Ollama's `options`, or the fields of the same meaning. */
  parameters: object
  /** The request's fields beside model and messages. */
  fields: string[]
  authorization: string | null
  accept_encoding: string | null
  begin_at: number
  /** The server stopped working on it: not the same as the socket's end. */
  end_at: number | null
  /** The socket was closed. */
  closed_at: number | null
  /** Closed by the client before the server had finished. */
  aborted: boolean
  /** Writes after the socket was closed. */
  late_writes: number
  bytes_written: number
}

/** One generation under way: what a mode works with. */
export class FaultExchange {
  readonly wire: FaultProtocol
  readonly record: ExchangeRecord
  readonly response: ServerResponse
  readonly body: { [field: string]: unknown }
  readonly gone: Promise<void>
  #socket: IncomingMessage['socket']
  #timers: Set<() => void>

  constructor(
    {
      wire,
      record,
      body,
    }: { wire: FaultProtocol; record: ExchangeRecord; body: { [field: string]: unknown } },
    request: IncomingMessage,
    response: ServerResponse,
    timers: Set<() => void>,
  ) {
    this.wire = wire
    this.record = record
    this.body = body
    this.response = response
    this.#socket = request.socket
    this.#timers = timers
    response.on('error', () => {})
    this.gone = new Promise((resolve) => {
      request.socket.once('close', () => {
        record.closed_at = performance.now()
        record.aborted = record.end_at === null
        resolve()
      })
    })
  }

  get closed(): boolean {
    return this.record.closed_at !== null
  }

  /** Of a partial answer only what follows it: begun tokens are finished first. */
  tokens(count?: number): string[] {
    const { model, prompt, partial } = this.record
    return tokensAfter(partial.length, faultTokens(model, prompt, count))
  }

  head(status = 200, headers: Record<string, string> = {}): void {
    this.response.writeHead(status, { 'content-type': this.wire.content_type, ...headers })
    this.response.flushHeaders()
  }

  /** Writes; waits where the client reads slowly. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.closed) {
      this.record.late_writes++
      return
    }
    this.record.bytes_written += typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length
    if (this.response.write(bytes)) return
    await Promise.race([
      new Promise<void>((resolve) => this.response.once('drain', () => resolve())),
      this.gone,
    ])
  }

  /** Text tokens, `every_ms` apart; ends early when the client has gone, unless told to go on. */
  async writeTokens(tokens: readonly string[], every_ms: number, regardless = false): Promise<void> {
    for (const token of tokens) {
      if (this.closed && !regardless) return
      await this.write(this.wire.text(token))
      if (every_ms > 0) await this.pause(every_ms)
    }
  }

  async finish(completion: number, usage = true): Promise<void> {
    await this.write(this.wire.closing('stop', usage ? { prompt: 7, completion } : null))
    this.end()
  }

  /** The server has done its part. */
  end(): void {
    this.record.end_at ??= performance.now()
    this.response.end()
  }

  refuse(status: number, message: string, type = 'error', headers: Record<string, string> = {}): void {
    this.answer(status, 'application/json', this.wire.errorBody(status, message, type), headers)
  }

  answer(status: number, content_type: string, body: string, headers: Record<string, string> = {}): void {
    this.record.end_at = performance.now()
    this.response.writeHead(status, { 'content-type': content_type, ...headers })
    this.response.end(body)
  }

  /** Resets the connection, as a crash does. */
  reset(): void {
    this.record.end_at = performance.now()
    this.#socket.resetAndDestroy()
  }

  /** Ends early when the server is closed. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#timers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#timers.add(wake)
    })
  }
}
