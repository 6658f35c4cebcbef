import { ignoreGone } from '../host-log.ts'
import type { PageTarget } from '../browser/page-target.ts'
import codec from '../page/structured-codec.cjs'
import { PortLink, type PortMessage } from './message-ports.ts'

/** What the page's isolated world says to the host. */
export type FromPage =
  | { type: 'send'; channel: string; args: never; ports?: string[] }
  | { type: 'invoke'; id: number; channel: string; args: never }
  | { type: 'preload-done' }
  | { type: 'preload-error'; message: string }
  | { type: 'title'; title: string }
  | { type: 'window-open'; url: string; frameName: string; features: string }
  | { type: 'window-close' }

type ToPage =
  | { type: 'message'; channel: string; args: unknown; ports?: string[] }
  | { type: 'reply'; id: number; value: unknown }
  | { type: 'reply'; id: number; error: string }
  | PortMessage

/**
 * The line to one document's preload. Messages keep their order; while one call to the page is in flight,
 * the next ones are gathered and go together, which the page takes apart again (one message per task).
 */
export class PageChannel {
  readonly ports = new PortLink((message) => {
    this.#deliver(message.type === 'port' ? { ...message, data: codec.encode(message.data) } : message)
  })
  readonly #onMessage: (message: FromPage) => void
  #page: PageTarget | undefined
  #context: number | undefined
  #preloaded = false
  #inFlight = false
  #gathered: ToPage[] = []

  constructor(onMessage: (message: FromPage) => void) {
    this.#onMessage = onMessage
  }

  /** Identifies the document; a reply to another one must not be sent. */
  get context(): number | undefined {
    return this.#context
  }

  /** A new document's isolated world is there; its preload has not run yet. */
  enter(page: PageTarget, context: number): void {
    this.leave()
    this.#page = page
    this.#context = context
  }

  /** The document is gone: what was meant for it is lost, as in Electron. */
  leave(): void {
    this.#context = undefined
    this.#preloaded = false
    this.#inFlight = false
    this.#gathered = []
    this.ports.dropAll()
  }

  receive(payload: string): void {
    const message = JSON.parse(payload) as FromPage | PortMessage
    if (message.type === 'port') this.ports.receive({ ...message, data: codec.decode(message.data as never) })
    else if (message.type === 'port-close') this.ports.receive(message)
    else {
      if (message.type === 'preload-done') {
        this.#preloaded = true
        this.#flush()
      }
      this.#onMessage(message)
    }
  }

  send(channel: string, args: unknown[], ports: string[] = []): void {
    this.#deliver({ type: 'message', channel, args: codec.encode(args), ports })
  }

  reply(id: number, value: unknown): void {
    this.#deliver({ type: 'reply', id, value: codec.encode(value) })
  }

  replyError(id: number, error: string): void {
    this.#deliver({ type: 'reply', id, error })
  }

  #deliver(message: ToPage): void {
    if (this.#context === undefined) return
    this.#gathered.push(message)
    if (this.#preloaded) this.#flush()
  }

  #flush(): void {
    if (this.#inFlight || this.#gathered.length === 0 || !this.#page) return
    const batch = JSON.stringify(this.#gathered)
    const context = this.#context
    this.#gathered = []
    this.#inFlight = true
    const call = this.#page.send('Runtime.callFunctionOn', {
      functionDeclaration: `function (batch) { ${this.#page.config.receiver}(batch) }`,
      arguments: [{ value: batch }],
      executionContextId: context,
      silent: true,
    })
    const next = () => {
      if (this.#context !== context) return
      this.#inFlight = false
      this.#flush()
    }
    ignoreGone(call.finally(next))
  }
}
