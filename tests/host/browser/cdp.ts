import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'

// Only the shapes this host reads; the protocol has thousands more.
export type Params = Record<string, unknown>
// oxlint-disable-next-line typescript/no-explicit-any -- replies are as untyped as JSON; callers name what they read
export type Reply = any

interface Waiting {
  method: string
  resolve: (result: Reply) => void
  reject: (error: Error) => void
}

interface Incoming {
  id?: number
  method?: string
  params?: Params
  sessionId?: string
  result?: Reply
  error?: { message: string }
}

/**
 * The DevTools protocol over --remote-debugging-pipe: JSON messages that end in a zero byte.
 * Emits `root` (method, params), `session:<id>` (method, params) and, once, `close`.
 */
export class Cdp extends EventEmitter {
  readonly #to: Writable
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #closed = false
  #parts: Buffer[] = []

  constructor(to: Writable, from: Readable) {
    super()
    this.setMaxListeners(0)
    this.#to = to
    from.on('data', (chunk: Buffer) => this.#onData(chunk))
    for (const stream of [from, to]) {
      stream.on('close', () => this.#onClose())
      stream.on('error', () => this.#onClose())
    }
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Reply> {
    if (this.#closed) return Promise.reject(new Error(`${method}: the browser is gone`))
    return new Promise<Reply>((resolve, reject) => {
      const id = ++this.#lastId
      this.#waiting.set(id, { method, resolve, reject })
      this.#to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  #onData(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      this.#parts.push(chunk.subarray(from, end))
      const text = Buffer.concat(this.#parts).toString()
      this.#parts = []
      from = end + 1
      this.#onMessage(JSON.parse(text) as Incoming)
    }
    if (from < chunk.length) this.#parts.push(chunk.subarray(from))
  }

  #onMessage(message: Incoming): void {
    if (message.id === undefined) {
      this.emit(
        message.sessionId ? `session:${message.sessionId}` : 'root',
        message.method,
        message.params ?? {},
      )
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`))
    else waiting?.resolve(message.result)
  }

  #onClose(): void {
    if (this.#closed) return
    this.#closed = true
    for (const waiting of this.#waiting.values())
      waiting.reject(new Error(`${waiting.method}: the browser is gone`))
    this.#waiting.clear()
    this.emit('close')
  }
}
