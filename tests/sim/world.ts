import type { SessionId } from '../../src/shared/ids.ts'
import type { BroadcastName, Requests } from '../../src/shared/ipc-contract.ts'
import type { StreamEvent } from '../../src/shared/stream-event.ts'
import { demand } from './broken.ts'
import { DiskJudge } from './judge-disk.ts'
import { PromptJudge } from './judge-prompts.ts'
import { WindowJudge } from './judge-windows.ts'
import type { Told } from './told.ts'
import { Judge } from './judge.ts'
import type { SimModules } from './modules.ts'
import { firstSessions, QUIT_WITHIN_MS, SimApp } from './sim-app.ts'
import { SimDisk } from './sim-disk.ts'
import { SimProcessHost } from './sim-process.ts'
import { SimServer } from './sim-server.ts'
import type { Owner } from './sim-time.ts'
import { newOwner, SimTime } from './sim-time.ts'
import type { Asking } from './sim-window.ts'
import { SimWindow } from './sim-window.ts'
import { runPromises } from './virtual-globals.ts'

/** After so long text has to be on its way to the disk. */
const A_WHILE_MS = 110

/** So few that most chats have more than one page. */
const PAGE_MESSAGES = 3

/** Where something can happen next without anybody's doing: it says in words what did. */
type Happening = () => string

/** The whole app with all it stands on, in one thread, on one clock: nothing in it happens but by a step. */
export class World {
  readonly time = new SimTime()
  readonly disk = new SimDisk(PAGE_MESSAGES)
  readonly judge: Judge
  readonly diskJudge: DiskJudge
  readonly promptJudge: PromptJudge
  readonly windowJudge: WindowJudge
  readonly host: SimProcessHost
  readonly server: SimServer
  readonly memory = { short: false }
  /** null while it is not running. */
  app: SimApp | null = null
  windows: SimWindow[] = []
  /** Whose code runs now. */
  owner: Owner
  /** What happened, in words; null while nobody wants to know. */
  trace: string[] | null = null
  /** How many texts persons wrote. */
  texts = 0
  #modules: SimModules
  #lives = 0
  #window_ids = 0
  #outside = newOwner('the world')

  constructor(modules: SimModules, seed: number) {
    this.#modules = modules
    this.owner = this.#outside
    this.judge = new Judge(this.time, this.disk)
    this.promptJudge = new PromptJudge(this.judge, this.disk)
    this.diskJudge = new DiskJudge(this.judge, this.promptJudge, this.disk, this.time)
    this.windowJudge = new WindowJudge(this.judge, this.disk)
    const ground = { seed, time: this.time, owner: this.#outside, watcher: this.judge }
    this.host = new SimProcessHost(ground)
    this.server = new SimServer(ground)
    firstSessions(this.disk, this.time.wall())
  }

  say(what: string): void {
    this.trace?.push(what)
  }

  start(): void {
    this.disk.recover()
    this.judge.restart()
    this.diskJudge.restart()
    const judge = this.judge
    const life = ++this.#lives
    // An app that died says nothing any more, whatever its promises still do.
    const told = (tell: () => void): void => {
      if (life === this.#lives) judge.hold(tell)
    }
    this.app = new SimApp({
      modules: this.#modules,
      time: this.time,
      disk: this.disk,
      host: this.host,
      server: this.server,
      memory: this.memory,
      life: life - 1,
      sink: {
        opened: (opened) => {
          told(() => judge.opened(opened))
          this.#broadcast('stream:opened', opened)
        },
        event: (event) => {
          told(() => judge.event(event))
          this.#broadcast('stream:event', event)
        },
        activity: (session_id, activity) => this.#broadcast('session:activity', { session_id, activity }),
        unsaved: (count) => {
          judge.unsaved = count
          this.#broadcast('store:unsaved', { count })
        },
      },
      appended: (event) => told(() => judge.appended(event)),
      writeLog: (line) =>
        told(() => {
          judge.logs.see(line)
          this.diskJudge.log(line)
        }),
      diskWatcher: this.diskJudge,
      forgive: () => judge.forgive(),
      broadcast: (name, payload, except) => this.#broadcast(name, payload, except?.page_id),
    })
    const { registry } = this.app
    const open = registry.open.bind(registry)
    registry.open = (request) => {
      if (request.queue_id) judge.hold(() => this.diskJudge.opening(request))
      const opened = judge.within(
        { reason: 'superseded', ends: (told) => told.session_id === request.session_id },
        () => open(request),
      )
      if (request.prompt !== null && !request.queue_id)
        this.promptJudge.accepted(request.prompt, request.session_id, opened.stream_id)
      return opened
    }
    this.say('the app starts')
    this.openWindow()
  }

  openWindow(): void {
    if (!this.app || this.app.quitting || this.windows.length >= 3) return
    const page_id = ++this.#window_ids
    this.owner = newOwner(`window ${page_id}`)
    const window = new SimWindow(page_id, this.owner, this.#modules.createApp)
    this.windows.push(window)
    if (this.windows.length > 1) this.promptJudge.severalWindows()
    this.say(`window ${page_id} opens`)
    runPromises()
  }

  closeWindow(window: SimWindow): void {
    this.in(window, () => window.close())
    this.windows = this.windows.filter((other) => other !== window)
    this.say(`window ${window.page_id} closes`)
  }

  /** Runs what a page does, with its timers. */
  in(window: SimWindow, run: () => void): void {
    this.owner = window.owner
    run()
    runPromises()
  }

  /** The app dies in this instant: what is on disk stays, and of what was on its way as much as the disk had taken. */
  crash(written: number): void {
    const { app } = this
    if (!app) return
    for (let left = written % (app.client.toDo + 1); left > 0; left--) app.client.work()
    this.diskJudge.dies(app.client)
    this.say(`the app is killed, ${written % (app.client.toDo + 1)} writes later`)
    this.#isGone(app)
  }

  quit(): void {
    const { app } = this
    if (!app || app.quitting) return
    for (const window of this.windows) this.closeWindow(window)
    this.say('the app is asked to quit')
    this.judge.within({ reason: 'interrupted', ends: () => true }, () => app.quit())
    runPromises()
    for (const told of this.judge.streams.values()) {
      demand(told.end !== null, 'I5', () => `${told.stream_id} was not ended in the tick of the quit`)
    }
  }

  #isGone(app: SimApp): void {
    app.owner.gone = true
    this.#lives++
    for (const window of this.windows) this.closeWindow(window)
    this.host.vanish()
    this.server.vanish()
    this.app = null
  }

  /** What has to be so after each step. */
  check(): void {
    const { app } = this
    if (!app) return
    this.judge.check()
    this.host.forgetGone()
    const { quitting } = app
    if (!quitting) return
    const took_ms = this.time.fair - quitting.from_ms
    demand(took_ms <= QUIT_WITHIN_MS, 'I5', () => `the app still quits after ${took_ms} ms`)
    if (quitting.why === null) return
    this.judge.count(`quit ${quitting.why}`)
    if (quitting.why === 'in order') this.#leftBehind(app)
    else this.diskJudge.dies(app.client)
    this.say(`the app has quit (${quitting.why})`)
    this.#isGone(app)
  }

  /** I8: after a quit in order nothing is left. */
  #leftBehind(app: SimApp): void {
    demand(app.registry.size === 0, 'I8', () => `${app.registry.size} streams are left after the quit`)
    demand(app.owner.armed === 0, 'I8', () => `${app.owner.armed} timers are left after the quit`)
    const left = this.host.processes.filter((child) => !child.gone && !child.killed)
    demand(left.length === 0, 'I8', () => `${left[0]?.name} is left after the quit`)
    this.judge.end()
  }

  // What can happen next by itself.

  happenings(): Happening[] {
    const found: Happening[] = []
    const { app } = this
    for (const window of this.windows) {
      if (window.newsToHear > 0) found.push(() => this.#hear(window))
      if (window.repliesToHear > 0) found.push(() => this.#hearReply(window))
      if (window.asked.length > 0) found.push(() => this.#answer(window))
    }
    if (app && app.client.toDo > 0) found.push(() => this.#diskWorks(app))
    if (app && app.client.toTell > 0) {
      found.push(() => {
        this.diskJudge.told()
        app.client.tell()
        return 'main hears of the disk'
      })
    }
    for (const child of this.host.processes) {
      if (child.toHear > 0) found.push(() => `${child.name} ${child.hear()}`)
      if (child.toTell > 0) found.push(() => `main hears: ${child.name} ${child.tell()}`)
    }
    for (const connection of this.server.connections) {
      if (connection.toTell > 0) found.push(() => `main hears: ${connection.name} ${connection.tell()}`)
    }
    return found
  }

  /** One of the things that can happen by themselves; false when nothing can. */
  happen(which: number): boolean {
    const all = this.happenings()
    const one = all[which % Math.max(1, all.length)]
    if (!one) return false
    const what = one()
    this.say(what)
    runPromises()
    this.check()
    return true
  }

  /** Time passes, and nobody answers but timers. `late`: they all come at its end, as after a thread that hung. */
  wait(ms: number, late = false): void {
    const until = this.time.now + ms
    if (late) {
      this.time.lost_ms += ms
      this.time.now = until
    }
    runPromises()
    for (let fired = this.time.fire(until); fired; fired = this.time.fire(until)) {
      this.owner = fired.owner
      fired.run()
      runPromises()
      this.check()
    }
    this.time.now = until
    this.check()
    if (this.app && ms >= A_WHILE_MS) this.diskJudge.judgeLoss(this.app.client)
  }

  #diskWorks(app: SimApp): string {
    const refusing = app.client.full_for > 0
    if (refusing) this.diskJudge.refused()
    return `disk: ${app.client.work()}`
  }

  #hear(window: SimWindow): string {
    this.owner = window.owner
    const news = window.hear()
    runPromises()
    if (!news) return ''
    const { session_id } = news.payload as { session_id?: SessionId }
    if (session_id) this.windowJudge.check(window, session_id)
    return `window ${window.page_id} hears ${news.name} ${this.trace ? inShort(news.payload) : ''}`
  }

  #hearReply(window: SimWindow): string {
    this.owner = window.owner
    window.hearReply()
    runPromises()
    for (const session_id of Object.keys(window.app.store.getState().live)) {
      this.windowJudge.check(window, session_id as SessionId)
    }
    return `window ${window.page_id} hears a reply`
  }

  /** Main hears what a window asks. */
  #answer(window: SimWindow): string {
    const asking = window.asked.shift()
    const { app } = this
    if (!asking || !app) return ''
    const { name, input } = asking
    if (name === 'session:draft') {
      const { session_id, text } = input as Requests['session:draft']['input']
      this.promptJudge.drafted(session_id, text)
    }
    const handler = app.handlers[name]
    if (!handler) throw new Error(`nobody answers ${name}`)
    const answered = this.#scoped(asking, () => {
      try {
        return Promise.resolve(handler(input as never, { page_id: window.page_id }))
      } catch (error) {
        return Promise.reject(error)
      }
    })
    answered.then(
      (output) => window.reply(() => asking.resolve(output as never)),
      (error: unknown) => {
        this.judge.hold(() => demand(false, 'bug', () => `${name} failed: ${String(error)}`))
        window.reply(() => asking.reject(error))
      },
    )
    return `main is asked by window ${window.page_id}: ${name} ${this.trace ? inShort(input) : ''}`
  }

  /** Whom a request may end, and whom it has to. */
  #scoped<Result>({ name, input }: Asking, run: () => Result): Result {
    const { session_id, stream_id } = (input ?? {}) as { session_id?: SessionId; stream_id?: string }
    const whom: Record<string, (told: Told) => boolean> = {
      'stream:stop': (told) => told.stream_id === stream_id,
      'stream:stop_all': () => true,
      'session:delete': (told) => told.session_id === session_id,
    }
    const ends = whom[name]
    if (!ends) return run()
    const result = this.judge.within({ reason: 'stopped', ends }, run)
    for (const told of this.judge.latest.values()) {
      demand(
        !ends(told) || told.end !== null,
        'I5',
        () => `${told.stream_id} was not ended in the tick of ${name}`,
      )
    }
    return result
  }

  #broadcast(name: BroadcastName, payload: unknown, except?: number): void {
    for (const window of this.windows) if (window.page_id !== except) window.send(name, payload)
  }
}

function inShort(payload: unknown): string {
  const { type, seq, stream_id, content, reason, status, ...rest } = (payload ?? {}) as Partial<StreamEvent> &
    Record<string, unknown>
  if (type) return `${stream_id} #${seq} ${type} ${JSON.stringify(content ?? reason ?? status)}`
  const { session_id, message_id, prompt, activity, queue_id } = rest as Record<string, string | undefined>
  return [stream_id, session_id, message_id, queue_id, prompt && `“${prompt}”`, activity]
    .filter(Boolean)
    .join(' ')
}
