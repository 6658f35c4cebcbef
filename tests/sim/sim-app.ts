import type { ChatHandlers } from '../../src/main/ipc/handlers.ts'
import type { Engine, EventSink, LogLine } from '../../src/main/ports.ts'
import type { WorkerSupervisor } from '../../src/main/engines/worker/worker-supervisor.ts'
import type { PidBook } from '../../src/main/engines/worker/pid-book.ts'
import type { Clock } from '../../src/main/lib/clock.ts'
import type { StoreReader } from '../../src/main/store/store-reader.ts'
import type { StoreClient } from '../../src/main/store/store-client.ts'
import type { Store } from '../../src/main/store/store.ts'
import type { EngineShelf } from '../../src/main/engines/engine-shelf.ts'
import type { ConnectionId, SessionId } from '../../src/shared/ids.ts'
import type { BroadcastName, Broadcasts } from '../../src/shared/ipc-contract.ts'
import type { ModelRef } from '../../src/shared/session.ts'
import type { TokenEvent } from '../../src/shared/stream-event.ts'
import type { Settings } from '../../src/shared/settings.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import type { SimModules } from './modules.ts'
import type { SimDisk } from './sim-disk.ts'
import type { SimProcessHost } from './sim-process.ts'
import { SIM_LIMITS } from './sim-limits.ts'
import type { SimServer } from './sim-server.ts'
import type { DiskWatcher } from './sim-store-client.ts'
import { SimStoreClient } from './sim-store-client.ts'
import type { Owner, SimTime } from './sim-time.ts'
import { newOwner } from './sim-time.ts'

export const MODELS: ModelRef[] = ['pool', 'one', 'server'].map((name) => ({
  connection_id: name as ConnectionId,
  model: name,
}))

export interface AppGround {
  modules: SimModules
  time: SimTime
  disk: SimDisk
  host: SimProcessHost
  server: SimServer
  memory: { short: boolean }
  /** Counts the lives of the app: names of an earlier one are never given again. */
  life: number
  sink: EventSink
  /** Text on its way into the journal. */
  appended: (event: TokenEvent) => void
  writeLog: (line: LogLine) => void
  diskWatcher: DiskWatcher
  /** Engines that crashed may start again. */
  forgive: () => void
  broadcast: <Name extends BroadcastName>(
    name: Name,
    payload: Broadcasts[Name],
    except?: { page_id: number },
  ) => void
}

export const QUIT_WITHIN_MS = 3_000
const EXIT_MS = 200

/** The app's main process, put together as src/main/app.ts does it; what it stands on is simulated. */
export class SimApp {
  readonly owner: Owner
  readonly client: SimStoreClient
  readonly registry
  readonly queue
  readonly sessions
  readonly journal
  readonly handlers: Record<string, (input: never, asker: { page_id: number }) => unknown>
  /** Set while it quits; `gone` once it has. */
  quitting: { from_ms: number; why: 'in order' | 'took too long' | null } | null = null
  unsaved = 0
  #supervisors: WorkerSupervisor[]
  #asking
  #trash
  #drafts
  #ground: AppGround

  constructor(ground: AppGround) {
    const { modules, time, disk, writeLog } = ground
    this.#ground = ground
    this.owner = newOwner('main')
    const clock = time.clockOf(this.owner)
    let ids = 0
    const newId = (): string => `${lifeName(ground.life)}${++ids}`

    const core = { clock, writeLog, newId }

    this.client = new SimStoreClient(disk, modules.StoreError, ground.diskWatcher)
    const client = this.client as unknown as StoreClient
    const reader = memoryReader(modules, client, clock)
    this.sessions = new modules.Sessions({ client, reader, clock }, [...disk.sessions.values()])
    this.journal = new modules.StoreJournal({ client, sessions: this.sessions, clock, writeLog })
    const storeQueue = new modules.StoreQueue(client, reader, disk.found())
    const { engineFor, supervisors } = engines(ground, clock)
    this.#supervisors = supervisors

    this.queue = new modules.PromptQueue(
      {
        ...core,
        store: storeQueue,
        open: (...prompt) => this.#asking.openNext(...prompt),
        activity: (session_id) => this.registry.activity(session_id),
        saved: () => this.registry.saved(),
        blocked: () => this.#asking.blocked(),
        onChanged: (changed) => ground.broadcast('queue:changed', changed),
      },
      storeQueue.found,
    )
    const sink = this.queue.sink({
      ...ground.sink,
      unsaved: (count) => {
        this.unsaved = count
        ground.sink.unsaved(count)
      },
    })
    const journal = this.queue.journal({
      open: (opening) => this.journal.open(opening),
      append: (event) => {
        ground.appended(event)
        this.journal.append(event)
      },
      close: (record) => this.journal.close(record),
    })
    const drafts = (this.#drafts = new modules.Drafts(client, clock, disk.drafts.get('') ?? ''))
    const giveBack = drafts.giveBack.bind(drafts)
    this.registry = new modules.StreamRegistry({ ...core, sink, journal, engineFor, giveBack })
    drafts.follow((session_id) => this.registry.promptsSaved(session_id))
    const store = this.#store(drafts)
    const unsaved = (): number => this.unsaved
    this.#asking = new modules.Asking({
      registry: this.registry,
      store,
      unsaved,
      firstModel: MODELS[0] as ModelRef,
    })
    this.#trash = new modules.SessionTrash(this.sessions, this.registry, clock, (session_id) => {
      this.queue.forget(session_id)
      this.registry.forget(session_id)
      drafts.forget(session_id)
    })
    this.handlers = {
      ...this.#chat(store, unsaved, engineFor),
      ...modules.draftHandlers({ store, broadcast: ground.broadcast, farewell: { left: () => {} } }),
    }
    this.sessions.onLoadedLate((session_id) => ground.broadcast('session:branch', { session_id }))
    this.sessions.onChanged((session) =>
      ground.broadcast('session:changed', {
        ...session,
        activity: this.registry.activity(session.session_id),
      }),
    )
  }

  /** As the app quits: in order, or when that takes too long. */
  quit(): void {
    if (this.quitting) return
    const { time } = this.#ground
    const quitting: NonNullable<SimApp['quitting']> = { from_ms: time.fair, why: null }
    this.quitting = quitting
    const limit = time.after(QUIT_WITHIN_MS - EXIT_MS, newOwner('quit'), () => {
      quitting.why ??= 'took too long'
      this.killAll()
    })
    this.#asking.close()
    this.queue.dispose()
    const stopped = this.registry.stopAll('interrupted')
    this.registry.dispose()
    const saved = this.registry.saved().then(() => this.registry.retrySaves())
    const shutDown = async (): Promise<void> => {
      await Promise.all([saved, ...this.#supervisors.map((one) => one.dispose())])
      await stopped
      this.#trash.dispose()
      await this.client.dispose(
        () => Promise.all([this.journal.flush(), this.#drafts.finish()]),
        2_000,
        time.clockOf(this.owner),
      )
      this.journal.dispose()
    }
    void shutDown().then(() => {
      limit()
      quitting.why ??= 'in order'
      this.killAll()
    })
  }

  killAll(): void {
    for (const supervisor of this.#supervisors) supervisor.killAll()
  }

  restartEngines(model: string): void {
    this.#ground.forgive()
    for (const supervisor of this.#supervisors) supervisor.restart(model)
  }

  #store(drafts: Store['drafts']): Store {
    const { disk } = this.#ground
    let settings: Settings = DEFAULT_SETTINGS
    const parts = {
      sessions: this.sessions,
      journal: this.journal,
      drafts,
      settings: {
        get: () => settings,
        set: async (change: Partial<Settings>) => (settings = { ...settings, ...change }),
      },
      windowState: {
        get: () => ({ open_session_id: disk.open_session_id }),
        set: async (shown: { open_session_id: SessionId | null }) => {
          disk.open_session_id = shown.open_session_id
        },
      },
      report: { unclean: false, interrupted: 0, queued: 0, damage: null },
    }
    return parts as unknown as Store
  }

  #chat(store: Store, unsaved: () => number, engineFor: () => Engine): ChatHandlers {
    const { modules, broadcast } = this.#ground
    return modules.createHandlers({
      registry: this.registry,
      queue: this.queue,
      asking: this.#asking,
      trash: this.#trash,
      store,
      shelf: { engineFor, statuses: () => [] } as unknown as EngineShelf,
      broadcast,
      unsaved,
      checkUrl: () => ({ refused: 'no' }),
      detect: async () => [],
      restartEngine: ({ model }) => this.restartEngines(model),
      makeRoom: () => [],
      openLink: async () => false,
      copy: () => {},
      onSettings: () => {},
      about: {
        version: '',
        host: 'simulation',
        platform: 'linux',
        memory_bytes: 0,
        unsandboxed: false,
        can_update: false,
      },
    })
  }
}

/** Put before the names that a life gives, each life its own: '' for the first, then b, c, … z, aa, bb, … */
function lifeName(life: number): string {
  if (life === 0) return ''
  return String.fromCharCode(97 + (life % 26)).repeat(1 + Math.floor(life / 26))
}

/** In memory there is one connection: the writer reads, too. Its constructor is its own; `open` would start a thread. */
function memoryReader({ StoreReader }: SimModules, client: StoreClient, clock: Clock): StoreReader {
  const Reader = StoreReader as unknown as new (writer: StoreClient, clock: Clock) => StoreReader
  return new Reader(client, clock)
}

/** A pool of processes, one process for each model with memory to watch, and a server. */
function engines({ modules, host, server, memory, writeLog }: AppGround, clock: Clock) {
  const pidBook = { add: () => {}, remove: () => {} } as unknown as PidBook
  const ground = { host, clock, writeLog, pidBook }
  const pool = new modules.WorkerSupervisor({ ...ground, kind: 'pool', label: 'The pool', capacity: 2 })
  const one = new modules.WorkerSupervisor({
    ...ground,
    kind: 'one',
    label: 'Models in files',
    capacity: 2,
    per_model: 1,
    setupOf: ({ parameters }) => ({
      path: '/model',
      context_size: parameters.seed ?? 0,
      gpu_layers: null,
    }),
    memory: {
      hasRoomFor: () => !memory.short,
      mayKeepSpare: () => !memory.short,
      isShort: () => memory.short,
      idle_ms: () => 60_000,
    },
  })
  const engineOf = (supervisor: WorkerSupervisor, label: string): Engine => ({
    label,
    limits: () => SIM_LIMITS,
    continues: () => true,
    start: (request, signal) => supervisor.start(request, signal),
  })
  const shelf: Record<string, Engine> = {
    pool: engineOf(pool, 'The pool'),
    one: engineOf(one, 'Models in files'),
    server,
  }
  const engineFor = (model?: ModelRef): Engine => shelf[model?.connection_id ?? ''] ?? server
  return { engineFor, supervisors: [pool, one] }
}

/** What a disk holds before the app is ever started: a chat for each kind of engine, and one more. */
export function firstSessions(disk: SimDisk, wall_ms: number): void {
  for (const [index, model] of [...MODELS, MODELS[0] as ModelRef].entries()) {
    disk.carryOut('session:insert', {
      session_id: `chat-${index + 1}` as SessionId,
      title: '',
      created_at: wall_ms,
      updated_at: wall_ms,
      model,
      pinned: false,
      archived: false,
      leaf_id: null,
      deleted_at: null,
    })
  }
}
