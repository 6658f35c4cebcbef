import { EventEmitter } from 'node:events'
import { notInDouble } from './strict.ts'

type Listener = Parameters<EventEmitter['on']>[1]

/**
 * An EventEmitter that knows which events exist. Listening for one that is neither emitted nor knowingly
 * accepted throws: a listener that would never be called must not look registered.
 */
export class KnownEvents extends EventEmitter {
  readonly #owner: string
  readonly #known: ReadonlySet<string>

  constructor(owner: string, emitted: readonly string[], accepted: readonly string[] = []) {
    super()
    this.setMaxListeners(0)
    this.#owner = owner
    this.#known = new Set([...emitted, ...accepted, 'newListener', 'removeListener'])
  }

  override on(event: string | symbol, listener: Listener): this {
    this.#check(event)
    return super.on(event, listener)
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener)
  }

  override once(event: string | symbol, listener: Listener): this {
    this.#check(event)
    return super.once(event, listener)
  }

  override prependListener(event: string | symbol, listener: Listener): this {
    this.#check(event)
    return super.prependListener(event, listener)
  }

  #check(event: string | symbol): void {
    if (typeof event === 'string' && !this.#known.has(event)) {
      throw notInDouble(`event '${event}' of ${this.#owner}`)
    }
  }
}

/** The members every double gets from EventEmitter; their overloads in electron.d.ts are not re-checked. */
export type EmitterKeys = keyof EventEmitter

export interface HostEvent {
  defaultPrevented: boolean
  preventDefault(): void
}

/** Electron's event object: `preventDefault()` and whatever the event carries. */
export function hostEvent<T extends object>(extra?: T): HostEvent & T {
  const event = {
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
    ...extra,
  }
  return event as HostEvent & T
}
