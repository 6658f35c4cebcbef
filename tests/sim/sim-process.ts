import type { ChildHandle, ChildListeners, ProcessHost } from '../../src/main/engines/worker/process-host.ts'
import type { ToWorker } from '../../src/main/engines/worker/worker-protocol.ts'
import type { EngineRequest } from '../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import type { Channel } from '../../src/shared/stream-event.ts'
import { Random } from './random.ts'
import type { Owner, SimTime } from './sim-time.ts'

/** One generation as the engine lives it: what invariants I1 and I4 are measured by. */
export interface EngineLife {
  stream_id: StreamId
  session_id: SessionId
  /** All it said up to its finish. */
  said: string
  finished: 'finish' | 'failed' | 'settled' | null
  /** Neither settled nor dead. */
  live: boolean
  /** Whether it was asked to stop, or killed. */
  asked: boolean
}

/** What an engine says, as far as those who look on want to know. */
export interface EngineNews {
  type: string
  run_id?: string
  content?: unknown
  channel?: unknown
  percent?: unknown
}

/** What a world is told of its engines, in the moment it is so. */
export interface EngineWatcher {
  begins(life: EngineLife, prompt: Pick<EngineRequest, 'messages' | 'parameters'>, process?: SimProcess): void
  /** An engine throws instead of starting this one. */
  throws(stream_id: StreamId): void
  spawns(model: string): void
  /** Main is about to hear this; `process`: null for a server. */
  hears(process: SimProcess | null, message: EngineNews): void
}

/** How a process behaves; drawn for each from the seed. */
type Manners = 'prompt' | 'slow' | 'deaf'

const SLOW_MS = [20, 300, 450, 1_500, 2_500]
const HELD_MS = [0, 5, 60, 1_500, 3_000, 30_000]

/** A simulated engine process on the supervisor's own port, between a post in and a post out. */
export class SimProcess implements ChildHandle {
  readonly number: number
  readonly args: string[]
  life: EngineLife | null = null
  killed = false
  gone = false
  crashed = false
  malformed = 0
  #world: ProcessWorld
  #listeners: ChildListeners
  #inbox: ToWorker[] = []
  #outbox: (() => string)[] = []
  #manners: Manners
  #slow_ms: number
  #held_ms: number
  #step_ms: number
  #spawned = false
  #exit_told = false
  #ready = false
  #texts = 0
  #half: Channel | null = null
  #last_run: StreamId | null = null

  constructor(number: number, args: string[], listeners: ChildListeners, world: ProcessWorld) {
    this.number = number
    this.args = args
    this.#listeners = listeners
    this.#world = world
    const random = new Random(world.seed, 1_000 + number)
    this.#manners = random.chance(60) ? 'prompt' : random.chance(50) ? 'slow' : 'deaf'
    this.#slow_ms = SLOW_MS[random.below(SLOW_MS.length)] ?? 0
    this.#held_ms = random.chance(80) ? 0 : (HELD_MS[random.below(HELD_MS.length)] ?? 0)
    this.#step_ms = [0, 10, 100, 400, 900][random.below(5)] ?? 0
    this.#outbox.push(() => {
      this.#spawned = true
      listeners.onSpawn(this.pid ?? 0)
      return 'is started'
    })
  }

  get pid(): number | undefined {
    return this.#spawned && !this.#exit_told ? 1_000 + this.number : undefined
  }

  get name(): string {
    return `engine process ${this.number} (${this.#manners}${this.#held_ms > 0 ? ', held' : ''})`
  }

  get toHear(): number {
    return this.#inbox.length
  }

  get toTell(): number {
    return this.#outbox.length
  }

  send(message: ToWorker): void {
    if (message.type === 'cancel' && this.life?.stream_id === message.run_id) this.life.asked = true
    if (!this.gone) this.#inbox.push(message)
  }

  /** The kernel takes it at once, or once it lets go of it. */
  kill(): void {
    if (this.killed) return
    this.killed = true
    if (this.life) this.life.asked = true
    this.#inbox = []
    if (this.#held_ms === 0) this.#exit(null, 'SIGKILL')
    else this.#world.time.after(this.#held_ms, this.#world.owner, () => this.#exit(null, 'SIGKILL'))
  }

  /** The parent is gone, and with it everybody who could be told. */
  vanish(): void {
    this.gone = true
    this.#endLife()
    this.#outbox = []
  }

  crash(): void {
    if (this.killed) return
    this.crashed = true
    this.#listeners.onStderr('something broke\n')
    this.#exit(134, null)
  }

  /** Hears the next message. What it was. */
  hear(): string {
    const message = this.#inbox.shift()
    if (!message) return ''
    switch (message.type) {
      case 'generate':
        return this.#begin(message)
      case 'cancel':
        return this.#cancel(message.run_id)
      case 'exit':
        if (this.#manners !== 'deaf') this.#exit(0, null)
        return 'hears exit'
      default:
        return `hears ${message.type}`
    }
  }

  /** Main hears the next thing it said. */
  tell(): string {
    return this.#outbox.shift()?.() ?? ''
  }

  /** Does what engines do, right or wrong; `how` is any number. */
  act(how: number): string {
    if (this.gone || this.killed || !this.#spawned) return ''
    const odd = how % 16
    if (!this.#ready) return odd === 0 ? this.#failLoading() : this.#load(odd)
    const { life } = this
    if (!life) return odd < 5 ? this.#stray(odd) : ''
    if (life.asked && this.#manners !== 'deaf') return ''
    const run_id = life.stream_id
    if (odd === 0) return this.#say({ type: 'failed', run_id, error_type: 'internal', message: 'it failed' })
    if (odd === 1) return this.#settle()
    if (odd <= 3) {
      const said = this.#say({ type: 'finish', run_id, finish: how & 32 ? 'stop' : 'length' })
      return how & 64 ? `${said}, ${this.#settle()}` : said
    }
    if (odd === 4) return this.#say({ type: 'status', run_id, status: 'thinking', percent: how % 101 })
    if (odd === 5)
      return this.#say({
        type: 'text',
        run_id: 'nobody',
        channel: 'answer',
        content: 'stray',
        tokens: 1,
        step_ms: 1,
      })
    return this.#text(odd === 6 ? 'reasoning' : 'answer', how >>> 8)
  }

  #load(odd: number): string {
    if (odd === 1) return this.#say({ type: 'loading', percent: 50 })
    this.#ready = true
    const ready = { type: 'ready', step_ms: this.#step_ms }
    if (odd === 2) this.#say(ready)
    return this.#say(ready)
  }

  #failLoading(): string {
    return this.#say({ type: 'load_failed', error_type: 'model_load_failed', message: 'it cannot be loaded' })
  }

  /** What nobody asked for: late, doubled, or not in the protocol at all. */
  #stray(odd: number): string {
    const run_id = this.#last_run ?? 'nobody'
    if (odd === 0) return this.#say({ type: 'settled', run_id })
    if (odd === 1) return this.#say({ type: 'ready' })
    if (odd === 2) return this.#say({ type: 'finish', run_id, finish: 'stop' })
    if (odd === 3) {
      this.malformed++
      return this.#say({ type: 'text', content: 3 })
    }
    return this.#say({ type: 'text', run_id, channel: 'answer', content: 'late', tokens: 1, step_ms: 1 })
  }

  #text(channel: Channel, how: number): string {
    const { life } = this
    if (!life) return ''
    // Each text is its own, so that one that is lost, doubled or somebody else's shows.
    const mark = channel === 'answer' ? '·' : 'ρ'
    // Half of a character, and then the other half, or never.
    const second = this.#half === channel && how % 4 !== 3 ? '\uddea' : ''
    const first = how % 8 === 0 ? '\ud83e' : ''
    this.#half = first === '' ? null : channel
    const content = `${second}${life.stream_id}${mark}${this.#texts++};${first}`
    if (life.finished === null) life.said += content
    return this.#say({
      type: 'text',
      run_id: life.stream_id,
      channel,
      content,
      tokens: 1,
      step_ms: this.#step_ms,
    })
  }

  #begin(message: Extract<ToWorker, { type: 'generate' }>): string {
    const { run_id, session_id } = message
    const life: EngineLife = {
      stream_id: run_id as StreamId,
      session_id: session_id as SessionId,
      said: '',
      finished: null,
      live: true,
      asked: this.#inbox.some((other) => other.type === 'cancel' && other.run_id === run_id),
    }
    this.#world.watcher.begins(life, message, this)
    this.life = life
    this.#half = null
    this.#last_run = life.stream_id
    return `begins to generate ${run_id}`
  }

  #cancel(run_id: string): string {
    const { life } = this
    if (life?.stream_id !== run_id) return `is asked to stop ${run_id}, which it does not have`
    if (this.#manners === 'deaf') return `does not care that ${run_id} is to stop`
    const settle = (): void => {
      if (this.life === life && !this.gone && !this.killed) this.#settle()
    }
    if (this.#manners === 'prompt') settle()
    else this.#world.time.after(this.#slow_ms, this.#world.owner, settle)
    return `is asked to stop ${run_id}`
  }

  #settle(): string {
    const run_id = this.life?.stream_id ?? ''
    const said = this.#say({ type: 'settled', run_id })
    this.#endLife()
    return said
  }

  #endLife(): void {
    if (this.life) {
      this.life.live = false
      this.life.finished ??= 'settled'
    }
    this.life = null
  }

  #say(message: EngineNews & { [field: string]: unknown }): string {
    const { life } = this
    if (
      life &&
      message.run_id === life.stream_id &&
      (message.type === 'finish' || message.type === 'failed')
    ) {
      life.finished ??= message.type
    }
    const what = `${message.type}${typeof message.content === 'string' ? ` “${message.content}”` : ''}`
    this.#outbox.push(() => {
      this.#world.watcher.hears(this, message)
      this.#listeners.onMessage(message)
      return what
    })
    return `says ${what}`
  }

  #exit(code: number | null, signal: string | null): void {
    if (this.gone) return
    this.gone = true
    this.#inbox = []
    this.#endLife()
    this.#outbox.push(() => {
      this.#exit_told = true
      this.#listeners.onExit({ code, signal })
      return `is gone (${signal ?? code})`
    })
  }
}

export interface ProcessWorld {
  seed: number
  time: SimTime
  owner: Owner
  watcher: EngineWatcher
}

/** Starts simulated processes; remembers those that somebody may still hear of. */
export class SimProcessHost implements ProcessHost {
  processes: SimProcess[] = []
  #world: ProcessWorld
  #count = 0

  constructor(world: ProcessWorld) {
    this.#world = world
  }

  spawn(args: string[], listeners: ChildListeners): SimProcess {
    this.#world.watcher.spawns(args[1] ?? '')
    const child = new SimProcess(++this.#count, args, listeners, this.#world)
    this.processes.push(child)
    return child
  }

  /** The app is gone: what it started ends with it. */
  vanish(): void {
    for (const child of this.processes) child.vanish()
    this.processes = []
  }

  forgetGone(): void {
    if (this.processes.length > 16)
      this.processes = this.processes.filter((child) => !child.gone || child.toTell > 0)
  }
}
