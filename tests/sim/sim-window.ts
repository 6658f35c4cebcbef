import type { App, createApp } from '../../src/renderer/state/create-app.ts'
import type { Bridge, BroadcastName } from '../../src/shared/ipc-contract.ts'
import type { Owner } from './sim-time.ts'

/** What a window asks of main and main has not heard yet. */
export interface Asking {
  window: SimWindow
  name: string
  input: unknown
  resolve: (output: never) => void
  reject: (error: unknown) => void
}

/** Signs of life and reports for testers: nothing of the core hangs on them. */
const IDLE_TALK: readonly string[] = ['window:alive', 'window:dropped', 'inspector:streams', 'session:place']

/** One window: everything it knows and can do, through the real state, over a post that delivers when the world wills it. */
export class SimWindow {
  readonly page_id: number
  readonly owner: Owner
  readonly app: App
  /** What it asked, oldest first. */
  asked: Asking[] = []
  closed = false
  #news: { name: BroadcastName; payload: unknown }[] = []
  #replies: (() => void)[] = []
  #listeners = new Map<string, ((payload: unknown) => void)[]>()
  #stop: () => void

  constructor(page_id: number, owner: Owner, create: typeof createApp) {
    this.page_id = page_id
    this.owner = owner
    const bridge = {
      request: (name: string, input: unknown) => this.#request(name, input),
      on: (name: string, listener: (payload: unknown) => void) => {
        this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener])
        return () => this.#listeners.delete(name)
      },
    } as unknown as Bridge
    this.app = create(bridge)
    this.#stop = this.app.start()
  }

  send(name: BroadcastName, payload: unknown): void {
    if (!this.closed) this.#news.push({ name, payload })
  }

  reply(told: () => void): void {
    if (!this.closed) this.#replies.push(told)
  }

  get newsToHear(): number {
    return this.#news.length
  }

  get repliesToHear(): number {
    return this.#replies.length
  }

  /** Hears the next of main's broadcasts. What it was. */
  hear(): { name: BroadcastName; payload: unknown } | null {
    const news = this.#news.shift()
    if (!news) return null
    for (const listener of this.#listeners.get(news.name) ?? []) listener(news.payload)
    return news
  }

  hearReply(): void {
    this.#replies.shift()?.()
  }

  /** Its page is gone: nothing in it runs any more. */
  close(): void {
    this.closed = true
    this.owner.gone = true
    this.#stop()
    this.#news = []
    this.#replies = []
    this.asked = []
  }

  #request(name: string, input: unknown): Promise<unknown> {
    if (this.closed) return new Promise(() => {})
    if (IDLE_TALK.includes(name)) return Promise.resolve(null)
    return new Promise((resolve, reject) => this.asked.push({ window: this, name, input, resolve, reject }))
  }
}
