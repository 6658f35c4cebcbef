import type { Engine, EngineReply, EngineRequest, EngineRun } from '../../src/main/ports.ts'
import type { EngineLife, EngineWatcher, ProcessWorld } from './sim-process.ts'
import { Random } from './random.ts'
import { SIM_LIMITS } from './sim-limits.ts'

/** How a server's socket goes away once it is told to. */
type Leaving = 'at once' | 'late' | 'when forced' | 'never'

const LATE_MS = 180
const NEVER_MS = 20_000

/** One simulated answer of a server, on the core's own port: at most one connection, closed by the abort. */
export class SimConnection implements EngineRun {
  readonly released: Promise<void>
  readonly life: EngineLife
  readonly number: number
  readonly replies: AsyncIterableIterator<EngineReply>
  #world: ProcessWorld
  #queue: EngineReply[] = []
  #waiting: ((next: IteratorResult<EngineReply>) => void) | null = null
  #over = false
  #gone = false
  #outbox: (() => string)[] = []
  #leaving: Leaving
  #resolveReleased!: () => void
  #texts = 0
  #patience_ms: number

  constructor(number: number, request: EngineRequest, signal: AbortSignal, world: ProcessWorld) {
    this.number = number
    this.#world = world
    const random = new Random(world.seed, 2_000 + number)
    this.#patience_ms = random.chance(20) ? 60_000 : 250
    const hangs = random.chance(30)
    this.#leaving =
      (['at once', 'at once', 'late', 'when forced', 'never'] as const)[random.below(5)] ?? 'late'
    this.released = new Promise((resolve) => (this.#resolveReleased = resolve))
    const { stream_id, session_id } = request
    this.life = { stream_id, session_id, said: '', finished: null, live: true, asked: signal.aborted }
    this.replies = {
      next: () =>
        new Promise((resolve) => {
          this.#waiting = resolve
          this.#serve()
        }),
      // A reader that hangs holds up nobody.
      return: () => (hangs ? new Promise(() => {}) : Promise.resolve({ done: true, value: undefined })),
      [Symbol.asyncIterator]() {
        return this
      },
    }
    if (signal.aborted) this.#close()
    else signal.addEventListener('abort', () => this.#leave(), { once: true })
  }

  get name(): string {
    return `connection ${this.number} (leaves ${this.#leaving})`
  }

  get toTell(): number {
    return this.#outbox.length
  }

  patience_ms(): number {
    return this.#patience_ms
  }

  force(): void {
    if (this.#leaving === 'when forced') this.#close()
  }

  tell(): string {
    return this.#outbox.shift()?.() ?? ''
  }

  act(how: number): string {
    if (!this.life.live || this.#over) return ''
    const odd = how % 16
    if (odd === 0)
      return this.#end('failed', {
        type: 'failed',
        error: { content: 'it failed', error_type: 'internal', retryable: true },
      })
    if (odd === 1) return this.#end('settled', null)
    if (odd <= 3) return this.#end('finish', { type: 'finish', finish: how & 32 ? 'stop' : 'length' })
    if (odd === 4) return this.#say({ type: 'status', status: 'loading', percent: how % 101 })
    const channel = odd === 5 ? 'reasoning' : 'answer'
    const content = `${this.life.stream_id}${channel === 'answer' ? '·' : 'ρ'}${this.#texts++};`
    this.life.said += content
    return this.#say({ type: 'text', channel, content })
  }

  #end(finished: NonNullable<EngineLife['finished']>, reply: EngineReply | null): string {
    this.life.finished = finished
    if (reply) this.#say(reply)
    this.#over = true
    this.#outbox.push(() => {
      this.#serve()
      return 'says no more'
    })
    this.#outbox.push(() => this.#close())
    return `ends (${finished})`
  }

  #say(reply: EngineReply): string {
    const { life } = this
    const content = reply.type === 'text' ? reply.content : undefined
    this.#outbox.push(() => {
      this.#world.watcher.hears(null, { ...reply, run_id: life.stream_id })
      this.#queue.push(reply)
      this.#serve()
      return `${reply.type} ${content ?? ''}`
    })
    return `says ${reply.type} ${content ?? ''}`
  }

  #serve(): void {
    const resolve = this.#waiting
    if (!resolve) return
    const reply = this.#queue.shift()
    if (!reply && !(this.#over && this.#outbox.length <= 1)) return
    this.#waiting = null
    resolve(reply ? { done: false, value: reply } : { done: true, value: undefined })
  }

  #leave(): void {
    this.life.asked = true
    const { time, owner } = this.#world
    if (this.#leaving === 'at once') this.#outbox.push(() => this.#close())
    else if (this.#leaving === 'late') time.after(LATE_MS, owner, () => this.#close())
    else if (this.#leaving === 'never') time.after(NEVER_MS, owner, () => this.#close())
  }

  /** The app is gone, and with it everybody who could be told. */
  vanish(): void {
    this.#gone = true
    this.life.live = false
    this.#outbox = []
  }

  #close(): string {
    if (this.#gone) return ''
    this.life.live = false
    this.#resolveReleased()
    return 'is closed'
  }
}

/** A server that many sessions share. */
export class SimServer implements Engine {
  readonly label = 'The test server'
  connections: SimConnection[] = []
  #world: ProcessWorld
  #watcher: EngineWatcher
  #count = 0

  constructor(world: ProcessWorld) {
    this.#world = world
    this.#watcher = world.watcher
  }

  vanish(): void {
    for (const connection of this.connections) connection.vanish()
    this.connections = []
  }

  limits() {
    return SIM_LIMITS
  }

  continues(): boolean {
    return false
  }

  start(request: EngineRequest, signal: AbortSignal): EngineRun {
    if (new Random(this.#world.seed, 3_000 + this.#count).chance(3)) {
      this.#count++
      this.#watcher.throws(request.stream_id)
      throw new Error('this engine cannot start')
    }
    const connection = new SimConnection(++this.#count, request, signal, this.#world)
    this.#watcher.begins(connection.life, request)
    if (this.connections.length > 16)
      this.connections = this.connections.filter(({ life, toTell }) => life.live || toTell > 0)
    this.connections.push(connection)
    return connection
  }
}
