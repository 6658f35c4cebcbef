import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How one request is answered. Without a word on it the server does all it should. */
export interface Misdeed {
  /** Ends the connection after so many bytes of the body. */
  cut_after?: number
  /** Sends so many bytes of the body, then nothing more, and does not hang up. */
  stall_after?: number
  status?: number
  headers?: Record<string, string>
  /** Sends the whole file, whatever part of it was asked for. */
  ignores_range?: boolean
  /** Sends the rest of whatever file it has now. */
  ignores_if_range?: boolean
  /** Begins elsewhere than asked. */
  shifts_by?: number
  /** Says it has so many bytes more (or less) than it has. */
  claims_more?: number
  /** No length is told. */
  chunked?: boolean
  /** Another file from now on. */
  becomes?: Buffer
  body?: string
  /** Waits between pieces of 64 KiB. */
  piece_ms?: number
}

export interface SeenRequest {
  path: string
  range: string | null
  if_range: string | null
  headers: IncomingMessage['headers']
}

export const PIECE_BYTES = 64 * 1024

/** A real server of one file that misbehaves by plan: one misdeed a request, in order; then it behaves. */
export class FileServer {
  contents: Buffer
  /** undefined: it gives none. */
  etag: string | undefined = '"v1"'
  plan: Misdeed[] = []
  always: Misdeed = {}
  readonly seen: SeenRequest[] = []
  /** Answers before the plan is looked at: for other paths. */
  routes = new Map<string, (response: ServerResponse) => void>()
  #server = createServer((request, response) => void this.#answer(request, response))

  constructor(contents: Buffer) {
    this.contents = contents
    // Of connections that were cut on purpose.
    this.#server.on('clientError', (_error, socket) => socket.destroy())
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this.url
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { range, 'if-range': if_range } = request.headers
    const path = request.url ?? ''
    this.seen.push({
      path,
      range: range ?? null,
      if_range: typeof if_range === 'string' ? if_range : null,
      headers: request.headers,
    })
    const route = this.routes.get(path)
    if (route) return route(response)
    const misdeed = { ...this.always, ...this.plan.shift() }
    if (misdeed.becomes) {
      this.contents = misdeed.becomes
      if (this.etag !== undefined) this.etag = `"v${this.seen.length + 1}"`
    }
    if (misdeed.status !== undefined || misdeed.body !== undefined) {
      response.writeHead(misdeed.status ?? 200, misdeed.headers)
      response.end(misdeed.body ?? '')
      return
    }
    await this.#send(response, misdeed, this.#from(range, if_range, misdeed))
  }

  #from(range: string | undefined, if_range: unknown, misdeed: Misdeed): number {
    const isOther = if_range !== undefined && if_range !== this.etag && !misdeed.ignores_if_range
    if (range === undefined || misdeed.ignores_range || isOther) return 0
    return Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0)
  }

  async #send(response: ServerResponse, misdeed: Misdeed, asked: number): Promise<void> {
    const { length } = this.contents
    if (asked >= length && !misdeed.claims_more) {
      response.writeHead(416, { 'content-range': `bytes */${length}` }).end()
      return
    }
    const from = asked === 0 ? 0 : Math.max(0, asked + (misdeed.shifts_by ?? 0))
    const body = this.contents.subarray(from)
    const claimed = length + (misdeed.claims_more ?? 0)
    response.writeHead(asked > 0 ? 206 : 200, {
      ...(this.etag !== undefined && { etag: this.etag }),
      ...(!misdeed.chunked && { 'content-length': String(claimed - from) }),
      ...(asked > 0 && { 'content-range': `bytes ${from}-${claimed - 1}/${claimed}` }),
      ...misdeed.headers,
    })
    const { cut_after, stall_after } = misdeed
    const end = Math.min(body.length, cut_after ?? body.length, stall_after ?? body.length)
    for (let at = 0; at < end && !response.destroyed; at += PIECE_BYTES) {
      const piece = body.subarray(at, Math.min(end, at + PIECE_BYTES))
      // Called, with an error, also when nobody listens any more.
      await new Promise<void>((resolve) => response.write(piece, () => resolve()))
      if (misdeed.piece_ms) await new Promise((resolve) => setTimeout(resolve, misdeed.piece_ms))
    }
    if (stall_after !== undefined) return
    if (cut_after !== undefined || misdeed.claims_more) {
      // What was written is on its way before the line goes dead.
      response.write('', () => response.socket?.destroySoon())
      return
    }
    response.end()
  }
}
