import { app, dialog, nativeTheme, powerMonitor } from 'electron'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { detectServers } from './engines/detect-servers.ts'
import { EngineShelf } from './engines/engine-shelf.ts'
import { LlamaEngine } from './engines/llama/llama-engine.ts'
import { SimulatorEngine } from './engines/simulator/simulator-engine.ts'
import { checkServerUrl } from './engines/wire/server-url.ts'
import { PidBook } from './engines/worker/pid-book.ts'
import { UtilityHost } from './engines/worker/utility-host.ts'
import { Asking } from './ipc/asking.ts'
import type { Broadcast } from './ipc/broadcast.ts'
import { createBroadcast } from './ipc/broadcast.ts'
import { createHandlers, summary } from './ipc/handlers.ts'
import { draftHandlers } from './ipc/draft-handlers.ts'
import { serveRequests } from './ipc/serve-requests.ts'
import { testersHandlers } from './ipc/testers-handlers.ts'
import { SessionTrash } from './ipc/session-trash.ts'
import { tellWindows } from './ipc/tell-windows.ts'
import type { Settings } from '../shared/settings.ts'
import { AwakeClock } from './lib/awake-clock.ts'
import { Disposer } from './lib/disposer.ts'
import type { LogFile } from './lib/log-file.ts'
import { LoopWatch } from './lib/loop-watch.ts'
import type { EngineDirectory, EventSink, WriteLog } from './ports.ts'
import type { RecorderOptions } from './self-test/stream-recorder.ts'
import { StreamRecorder } from './self-test/stream-recorder.ts'
import { SIMULATOR_ID } from './store/connections.ts'
import type { Store } from './store/store.ts'
import { openStore } from './store/store.ts'
import { PromptQueue } from './streams/prompt-queue.ts'
import { StreamRegistry } from './streams/stream-registry.ts'
import { createTestersKit } from './testers-kit.ts'
import type { TransferKitNeeds } from './transfer-kit.ts'
import { createTransferKit } from './transfer-kit.ts'
import type { ModelKitNeeds } from './model-kit.ts'
import { createModelKit, modelsFolder } from './model-kit.ts'
import type { VerifyCoreOptions } from './verify-core.ts'
import { isOwnPage, serveApp } from './window/app-protocol.ts'
import { systemVault } from './window/key-vault.ts'
import { Farewell } from './window/farewell.ts'
import { Leaving } from './window/leaving.ts'
import { installMenu } from './window/menu.ts'
import { openLink } from './window/open-link.ts'
import { writeClipboard } from './window/write-clipboard.ts'
import { PageWatch } from './window/page-watch.ts'
import type { QuitOptions } from './window/quit.ts'
import { ownQuit } from './window/quit.ts'
import { askWhereToSave } from './window/save-bundle.ts'
import { secureSessions } from './window/security.ts'
import { aboutBuild, lookForUpdates } from './window/this-build.ts'
import { WindowBook } from './window/window-book.ts'

/** Where the built parts lie: beside this file. */
const BUILT = import.meta.dirname
const ENGINE_PROCESS = join(BUILT, 'engine-process.js')
const STORE_WORKER = pathToFileURL(join(BUILT, 'store-worker.js'))
const LOOP_WATCH = pathToFileURL(join(BUILT, 'loop-watch.js'))
const THREADS = {
  header: pathToFileURL(join(BUILT, 'model-header.js')),
  hash: pathToFileURL(join(BUILT, 'model-hash.js')),
}
const PRELOAD = join(BUILT, '../preload/index.cjs')
const PAGE_FOLDER = join(BUILT, '../renderer')
/** A core of its own for the stability test, beside the one that answers. */
export const OWN_CORE: VerifyCoreOptions = {
  createHost: (env) => new UtilityHost(ENGINE_PROCESS, env),
  store_worker: STORE_WORKER,
}

/** What a new chat is answered by when nothing was chosen. */
const FIRST_MODEL = { connection_id: SIMULATOR_ID, model: 'normal' }

/** What the parts stand on. */
interface Ground {
  log: LogFile
  folder: string
  host: string
  writeLog: WriteLog
  clock: AwakeClock
  parts: Disposer
}

/** A start nobody watches (`--smoke`): no window is shown, no dialog waits for a person; a failure rejects. */
export interface Unwatched {
  /** Told when the app has quit, instead of the end of the process. */
  left: NonNullable<QuitOptions['left']>
}

/** The composition root: every part once, in order. Reads as a table of contents. Called when Electron is ready. */
export async function startApp(log: LogFile, unwatched?: Unwatched): Promise<void> {
  const ground = layGround(log)
  const { parts, clock } = ground
  const recorder = startRecorder(ground, {
    live: () => registry.size,
    processes: () => simulator.supervisor.pids().length + llama.supervisor.pids().length,
    onChanged: (session_id) => broadcast('inspector:changed', { session_id }),
  })
  const { writeLog } = ground
  const pidBook = await clearLeftovers(ground)
  const store = await openStoreOrExplain(ground, unwatched)
  if (!store) return
  nativeTheme.themeSource = store.settings.get().theme

  const { windows, pages, farewell } = openWindowBook(ground, store, unwatched !== undefined)
  const broadcast = createBroadcast(() => windows.pages())
  const { simulator, llama, shelf } = buildEngines(ground, store, pidBook, broadcast)
  const core = buildCore(ground, store, shelf.engineFor, {
    broadcast,
    watch: (sink) => recorder.sink(sink),
    unwatched: () => void leaving.whenUnwatched(),
  })
  const { registry, queue } = core
  const work = { answers: registry, queues: queue, unsaved: core.unsaved }
  const leaving = new Leaving(windows, work, clock)
  store.sessions.onLoadedLate((session_id) => broadcast('session:branch', { session_id }))
  store.sessions.onChanged((session) => broadcast('session:changed', summary(session, registry)))
  const trash = buildTrash(ground, store, core)

  serveApp(PAGE_FOLDER)
  secureSessions({ writeLog, onLink: (url) => void openLink(url) })
  const watched = { log, clock, store, broadcast, recorder, pages }
  const testers = createTestersKit({
    ...watched,
    app: { version: app.getVersion(), host: ground.host, locale: app.getLocale() },
    connections: () => shelf.statuses(),
    ownCore: OWN_CORE,
    askWhere: askWhereToSave,
  })
  const restart = (): void => leaving.startAgain()
  const files = buildFiles(ground, { ...core, store, broadcast, llama, shelf, restart })
  const chat = createHandlers({
    ...core,
    store,
    shelf,
    trash,
    broadcast,
    ...desktop(ground, () => files.models.look()),
    restartEngine: ({ model }) => [simulator, llama].forEach(({ supervisor }) => supervisor.restart(model)),
    makeRoom: (...wanted) => llama.supervisor.makeRoom(...wanted),
  })
  const drafts = draftHandlers({ store, broadcast, farewell })
  const handlers = { ...chat, ...drafts, ...testersHandlers(testers), ...files.handlers }
  parts.add('requests', serveRequests({ handlers, isOurs: isOwnPage, writeLog }))
  ownQuit({
    shutDown: async () => {
      core.asking.close()
      leaving.begin()
      queue.dispose()
      const closing = { dispose: () => windows.closeInOrder() }
      await shutDown(ground, registry, [closing, shelf, testers.stability, files.transfers, files.models])
    },
    killEverything: () => {
      simulator.supervisor.killAll()
      llama.supervisor.killAll()
      testers.stability.killAll()
    },
    writeLog,
    flushLog: () => log.flushNow(),
    left: unwatched?.left,
  })
  obeyDesktop(windows, leaving)
  windows.open()
  store.backups.start()
  parts.add('updates', lookForUpdates({ ...ground, wanted: () => store.settings.get().look_for_updates }))
  void shelf.refreshAll()
  void files.models.open()
  llama.prepareLater()
}

/** The menu, a second start of the app, and the last window closed. */
function obeyDesktop(windows: WindowBook, leaving: Leaving): void {
  installMenu({
    command: (command) => windows.focused()?.send('menu:command', { command }),
    newWindow: () => leaving.orShow(() => void windows.open()),
    quit: () => void leaving.quit(),
    development: !app.isPackaged,
  })
  app.on('second-instance', () => leaving.orShow())
  app.on('activate', () => leaving.orShow())
  app.on('window-all-closed', () => void leaving.whenUnwatched())
}

/** Looks over the core's shoulder: from here on every line of the log passes by it. */
function startRecorder(ground: Ground, options: Omit<RecorderOptions, 'clock'>): StreamRecorder {
  const recorder = new StreamRecorder({ clock: ground.clock, ...options })
  ground.parts.add('recorder', () => recorder.dispose())
  ground.writeLog = recorder.writeLog(ground.writeLog)
  return recorder
}

function buildTrash(
  { clock, parts }: Ground,
  store: Store,
  { registry, queue }: ReturnType<typeof buildCore>,
) {
  const trash = new SessionTrash(store.sessions, registry, clock, (session_id) => {
    queue.forget(session_id)
    registry.forget(session_id)
    store.drafts.forget(session_id)
  })
  parts.add('trash', () => trash.dispose())
  return trash
}

/** What the handlers need of this computer's desktop and network. */
function desktop({ clock, host }: Ground, onSettings: () => void) {
  return {
    checkUrl: checkServerUrl,
    detect: () => detectServers(clock),
    openLink,
    copy: writeClipboard,
    onSettings: ({ theme }: Settings) => {
      nativeTheme.themeSource = theme
      onSettings()
    },
    about: aboutBuild(host),
  }
}

function layGround(log: LogFile): Ground {
  const parts = new Disposer()
  const writeLog: WriteLog = (line) => log.write(line)
  const folder = app.getPath('userData')
  mkdirSync(folder, { recursive: true })
  const host = process.versions['sluice-host'] ?? 'electron'
  writeLog({
    event: 'app_start',
    version: app.getVersion(),
    host,
    node: process.versions.node,
    pid: process.pid,
  })
  // In the file before anything the watcher of main's loop may write there by itself.
  log.flushNow()
  const clock = new AwakeClock()
  parts.add('clock', () => clock.dispose())
  const loop = new LoopWatch({ log_path: log.path, worker: LOOP_WATCH, writeLog })
  parts.add('loop watch', () => loop.dispose())
  powerMonitor.on('suspend', () => {
    clock.suspend()
    loop.suspend()
  })
  powerMonitor.on('resume', () => {
    clock.resume()
    loop.resume()
  })
  // The system goes down: asked to wait, it gives us the seconds in which everything is saved.
  // (Its types leave the event out; its documents have it: https://www.electronjs.org/docs/latest/api/power-monitor)
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault()
    app.quit()
  })
  return { log, folder, host, writeLog, clock, parts }
}

/** Ends engine processes that an app killed earlier left behind. */
async function clearLeftovers({ folder, writeLog }: Ground): Promise<PidBook> {
  const pidBook = new PidBook(join(folder, 'engine-pids.json'))
  for (const pid of await pidBook.killLeftovers()) writeLog({ event: 'engine_leftover_killed', pid })
  return pidBook
}

/** A store that cannot be opened is explained, and the app ends: without it every promise would be a lie. */
async function openStoreOrExplain(
  { log, folder, clock, writeLog, parts }: Ground,
  unwatched: Unwatched | undefined,
): Promise<Store | null> {
  const file = join(folder, 'sluice.db')
  try {
    const store = await openStore({ file, worker: STORE_WORKER, clock, writeLog, vault: systemVault })
    parts.add('store', () => store.dispose())
    return store
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    writeLog({ event: 'store_unopenable', message })
    log.flushNow()
    if (unwatched) throw new Error(`the store cannot be opened: ${message}`, { cause: error })
    dialog.showErrorBox('Sluice cannot open its chats', `${message}\n\n${file}`)
    app.exit(1)
    return null
  }
}

function openWindowBook({ clock, writeLog, parts }: Ground, store: Store, hidden: boolean) {
  const pages = new PageWatch({ clock, writeLog })
  parts.add('pages', () => pages.dispose())
  const farewell = new Farewell(clock)
  const windows = new WindowBook({
    preload: PRELOAD,
    place: () => store.windowState.get(),
    savePlace: (place) => void store.windowState.set(place).catch(() => {}),
    writeLog,
    hidden,
    forgetPage: (page_id) => pages.forget(page_id),
    farewell: (contents) => farewell.ask(contents),
  })
  return { windows, pages, farewell }
}

/** Every answer is settled in this tick; the disk and whoever holds processes then have their bounded time side by side. */
async function shutDown(
  { parts, writeLog }: Ground,
  registry: StreamRegistry,
  holders: { dispose(): Promise<void> }[],
): Promise<void> {
  const stopped = registry.stopAll('interrupted')
  registry.dispose()
  const saved = registry.saved().then(() => registry.retrySaves())
  const held = await Promise.allSettled([saved, ...holders.map((holder) => holder.dispose()), stopped])
  for (const end of held) {
    // The store is closed all the same.
    if (end.status === 'rejected') writeLog({ event: 'dispose_failed', message: String(end.reason) })
  }
  for (const { message } of await parts.dispose()) writeLog({ event: 'dispose_failed', message })
}

function buildEngines(
  { clock, folder, writeLog, parts }: Ground,
  store: Store,
  pidBook: PidBook,
  broadcast: Broadcast,
) {
  const timeouts = () => store.settings.get().timeouts
  const processes = { host: new UtilityHost(ENGINE_PROCESS), clock, writeLog, pidBook, timeouts }
  const simulator = new SimulatorEngine(processes)
  const llama = new LlamaEngine({
    ...processes,
    folder: () => store.settings.get().local_models.folder ?? modelsFolder(folder),
    added: () => store.settings.get().local_models.files,
    idle_ms: () => store.settings.get().local_models.unload_after_ms,
  })
  const shelf: EngineShelf = new EngineShelf({
    simulator,
    llama,
    connections: store.connections,
    clock,
    timeouts,
    version: app.getVersion(),
    onChanged: () => broadcast('connections:changed', shelf.statuses()),
  })
  parts.add('engines', () => shelf.dispose())
  return { simulator, llama, shelf }
}

/** Chats to files and back, the backups, and the model files. */
function buildFiles(
  { clock, writeLog, folder }: Ground,
  core: Omit<TransferKitNeeds & ModelKitNeeds, 'clock' | 'writeLog' | 'folder' | 'threads'>,
) {
  const { transfers, handlers } = createTransferKit({ ...core, clock, writeLog })
  const models = createModelKit({ ...core, clock, writeLog, folder, threads: THREADS })
  return { transfers, models, handlers: { ...handlers, ...models.handlers } }
}

interface Surroundings {
  broadcast: Broadcast
  /** Looks at the news on their way to the windows. */
  watch: (sink: EventSink) => EventSink
  /** Nothing runs, or nothing waits any more: an app without a window may go. */
  unwatched: () => void
}

/** The answers, and the prompts that wait for them: what waited when the app ended waits for a click. */
function buildCore(
  { clock, writeLog }: Ground,
  store: Store,
  engineFor: EngineDirectory,
  { broadcast, watch, unwatched }: Surroundings,
) {
  const { sink: windows, unsaved } = tellWindows(broadcast, unwatched)
  const core = { clock, writeLog, newId: randomUUID }
  const giveBack = store.drafts.giveBack.bind(store.drafts)
  const queue = new PromptQueue(
    {
      ...core,
      store: store.queue,
      open: (...prompt) => asking.openNext(...prompt),
      activity: (session_id) => registry.activity(session_id),
      saved: () => registry.saved(),
      blocked: () => asking.blocked(),
      onChanged: (changed) => {
        broadcast('queue:changed', changed)
        unwatched()
      },
    },
    store.queue.found,
  )
  const sink = queue.sink(watch(windows))
  const journal = queue.journal(store.journal)
  const registry = new StreamRegistry({ ...core, journal, sink, engineFor, giveBack })
  store.drafts.follow((session_id) => registry.promptsSaved(session_id))
  const asking = new Asking({ registry, store, unsaved, firstModel: FIRST_MODEL })
  return { registry, queue, asking, unsaved }
}
