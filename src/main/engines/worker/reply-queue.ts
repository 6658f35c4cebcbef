import type { EngineReply } from '../../ports.ts'

/** Replies between an engine process that pushes and a stream that pulls. Pulling a reply gives its bytes back as credit. */
export class ReplyQueue implements AsyncIterableIterator<EngineReply> {
  #items: { reply: EngineReply; bytes: number }[] = []
  #waiting: ((next: IteratorResult<EngineReply>) => void) | null = null
  #closed = false
  #onTaken: (bytes: number) => void

  constructor(onTaken: (bytes: number) => void) {
    this.#onTaken = onTaken
  }

  get closed(): boolean {
    return this.#closed
  }

  /** False when nobody will take it any more. */
  push(reply: EngineReply, bytes = 0): boolean {
    if (this.#closed) return false
    this.#items.push({ reply, bytes })
    this.#serve()
    return true
  }

  /** No more replies come; those queued can still be pulled. */
  close(): void {
    this.#closed = true
    this.#serve()
  }

  next(): Promise<IteratorResult<EngineReply>> {
    return new Promise((resolve) => {
      this.#waiting = resolve
      this.#serve()
    })
  }

  /** The stream wants no more: what is queued is dropped. */
  return(): Promise<IteratorResult<EngineReply>> {
    this.#items = []
    this.close()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #serve(): void {
    const resolve = this.#waiting
    if (!resolve) return
    const item = this.#items.shift()
    if (!item && !this.#closed) return
    this.#waiting = null
    if (!item) return resolve({ done: true, value: undefined })
    if (item.bytes > 0) this.#onTaken(item.bytes)
    resolve({ done: false, value: item.reply })
  }
}
