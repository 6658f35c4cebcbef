import type { MessagePortMain } from 'electron'
import { behind, strict } from './strict.ts'
import { KnownEvents, type EmitterKeys } from './emitter.ts'

/** What a port end talks to: the other end here, or the wire to an end in a page or child process. */
interface Peer {
  receive(data: unknown, ports: PortEnd[]): void
  peerClosed(): void
}

/** Traffic of ports over a link; pages and children use the same messages. */
export type PortMessage =
  | { type: 'port'; id: string; data: unknown; ports: string[] }
  | { type: 'port-close'; id: string }

/** A port end that lives in this process. */
class PortEnd implements Peer {
  peer: Peer | undefined
  started = false
  closed = false
  /** given away: the object here is dead, the channel lives on elsewhere */
  moved = false
  readonly queue: [unknown, PortEnd[]][] = []
  readonly members = new PortMembers(this)
  readonly face = strict<MessagePortMain>('messagePortMain', this.members)

  receive(data: unknown, ports: PortEnd[]): void {
    if (this.closed) return
    if (!this.started) {
      this.queue.push([data, ports])
      return
    }
    const faces = ports.map((end) => {
      end.moved = false
      return end.face
    })
    this.members.emit('message', { data, ports: faces })
  }

  peerClosed(): void {
    if (this.closed) return
    this.closed = true
    setImmediate(() => this.members.emit('close'))
  }
}

class PortMembers extends KnownEvents implements Partial<Omit<MessagePortMain, EmitterKeys>> {
  readonly #end: PortEnd

  constructor(end: PortEnd) {
    super('messagePortMain', ['message', 'close'])
    this.#end = end
    ends.set(this, end)
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const data = cloned(message)
    if (this.#end.closed || this.#end.moved) return
    const moved = transfer.map(takeAway)
    // The peer is looked up on delivery: it may have moved to a page or child meanwhile.
    setImmediate(() => this.#end.peer?.receive(data, moved))
  }

  start(): void {
    this.#end.started = true
    for (const [data, ports] of this.#end.queue.splice(0)) this.#end.receive(data, ports)
  }

  close(): void {
    if (this.#end.closed) return
    this.#end.closed = true
    this.#end.peer?.peerClosed()
    this.emit('close')
  }
}

const ends = new WeakMap<object, PortEnd>()

/** Electron's wording for what cannot be cloned. */
export function cloned<T>(value: T): T {
  try {
    return structuredClone(value)
  } catch {
    throw new Error('An object could not be cloned.')
  }
}

function takeAway(face: MessagePortMain, index = 0): PortEnd {
  const end = ends.get(behind(face))
  if (!end || end.moved) throw new TypeError(`Port at index ${index} is not a valid port`)
  end.moved = true
  return end
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain

  constructor() {
    const [first, second] = [new PortEnd(), new PortEnd()]
    first.peer = second
    second.peer = first
    this.port1 = first.face
    this.port2 = second.face
  }
}

/** The ports whose other end lives on the far side of one link: a page, or a child process. */
export class PortLink {
  readonly #send: (message: PortMessage) => void
  readonly #wires = new Map<string, { peer: Peer | undefined }>()
  #lastId = 0

  constructor(send: (message: PortMessage) => void) {
    this.#send = send
  }

  /** Hands local ports over; the ids go on the wire with the message that carries them. */
  give(faces: readonly MessagePortMain[]): string[] {
    return faces.map((face, index) => this.#giveEnd(takeAway(face, index)))
  }

  /** Ports that the far side handed over. */
  take(ids: readonly string[]): MessagePortMain[] {
    return ids.map((id) => this.#takeEnd(id).face)
  }

  receive(message: PortMessage): void {
    const wire = this.#wires.get(message.id)
    if (message.type === 'port') {
      wire?.peer?.receive(
        message.data,
        message.ports.map((id) => this.#takeEnd(id)),
      )
      return
    }
    this.#wires.delete(message.id)
    wire?.peer?.peerClosed()
  }

  /** The page navigated or the child exited. */
  dropAll(): void {
    for (const wire of this.#wires.values()) wire.peer?.peerClosed()
    this.#wires.clear()
  }

  #giveEnd(end: PortEnd): string {
    const id = `host${++this.#lastId}`
    const wire = this.#makeWire(id)
    wire.peer = end.peer
    if (end.peer) relink(end.peer, wire)
    for (const [data, ports] of end.queue.splice(0)) wire.receive(data, ports)
    if (end.closed) wire.peerClosed()
    return id
  }

  #takeEnd(id: string): PortEnd {
    const end = new PortEnd()
    const wire = this.#makeWire(id)
    end.peer = wire
    wire.peer = end
    return end
  }

  #makeWire(id: string): Peer & { peer: Peer | undefined } {
    const wire = {
      peer: undefined as Peer | undefined,
      receive: (data: unknown, ports: PortEnd[]) => {
        this.#send({ type: 'port', id, data, ports: ports.map((end) => this.#giveEnd(end)) })
      },
      peerClosed: () => this.#send({ type: 'port-close', id }),
    }
    this.#wires.set(id, wire)
    return wire
  }
}

function relink(peer: Peer, to: Peer): void {
  if ('peer' in peer) peer.peer = to
}
