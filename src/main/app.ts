import { app, clipboard, dialog, nativeTheme, powerMonitor } from 'electron'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { detectServers } from './engines/detect-servers.ts'
import { EngineShelf } from './engines/engine-shelf.ts'
import { SimulatorEngine } from './engines/simulator/simulator-engine.ts'
import { checkServerUrl } from './engines/wire/server-url.ts'
import { PidBook } from './engines/worker/pid-book.ts'
import { UtilityHost } from './engines/worker/utility-host.ts'
import { createBroadcast } from './ipc/broadcast.ts'
import { createHandlers, summary } from './ipc/handlers.ts'
import { serveRequests } from './ipc/serve-requests.ts'
import { SessionTrash } from './ipc/session-trash.ts'
import { AwakeClock } from './lib/awake-clock.ts'
import { Disposer } from './lib/disposer.ts'
import { LogFile } from './lib/log-file.ts'
import type { LogLine, WriteLog } from './ports.ts'
import { SIMULATOR_ID } from './store/connections.ts'
import type { Store } from './store/store.ts'
import { openStore } from './store/store.ts'
import { StreamRegistry } from './streams/stream-registry.ts'
import { isOwnPage, serveApp } from './window/app-protocol.ts'
import { systemVault } from './window/key-vault.ts'
import { installMenu } from './window/menu.ts'
import { openLink } from './window/open-link.ts'
import { ownQuit } from './window/quit.ts'
import { secureSessions } from './window/security.ts'
import { WindowBook } from './window/window-book.ts'

/** Where the built parts lie: beside this file. */
const BUILT = import.meta.dirname
const ENGINE_PROCESS = join(BUILT, 'engine-process.js')
const STORE_WORKER = pathToFileURL(join(BUILT, 'store-worker.js'))
const PRELOAD = join(BUILT, '../preload/index.cjs')
const PAGE_FOLDER = join(BUILT, '../renderer')

/** The composition root: every part once, in order. Reads as a table of contents. Called when Electron is ready. */
export async function startApp(log: LogFile): Promise<void> {
  const parts = new Disposer()
  const writeLog: WriteLog = (line: LogLine) => log.write(line)
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

  const clock = new AwakeClock()
  parts.add('clock', () => clock.dispose())
  powerMonitor.on('suspend', () => clock.suspend())
  powerMonitor.on('resume', () => clock.resume())

  const pidBook = new PidBook(join(folder, 'engine-pids.json'))
  for (const pid of await pidBook.killLeftovers()) writeLog({ event: 'engine_leftover_killed', pid })

  const store = await openStoreOrExplain(folder, clock, writeLog)
  if (!store) return
  parts.add('store', () => store.dispose())
  const timeouts = () => store.settings.get().timeouts
  nativeTheme.themeSource = store.settings.get().theme

  const windows = new WindowBook({
    preload: PRELOAD,
    place: () => store.windowState.get(),
    savePlace: (place) => void store.windowState.set(place).catch(() => {}),
    writeLog,
  })
  const broadcast = createBroadcast(() => windows.pages())

  const simulator = new SimulatorEngine({
    host: new UtilityHost(ENGINE_PROCESS),
    clock,
    writeLog,
    pidBook,
    timeouts,
  })
  const shelf: EngineShelf = new EngineShelf({
    simulator,
    connections: store.connections,
    clock,
    timeouts,
    version: app.getVersion(),
    onChanged: () => broadcast('connections:changed', shelf.statuses()),
  })
  parts.add('engines', () => shelf.dispose())

  let unsaved = 0
  let leaving = false
  const registry: StreamRegistry = new StreamRegistry({
    clock,
    journal: store.journal,
    engineFor: shelf.engineFor,
    writeLog,
    newId: randomUUID,
    sink: {
      opened: (opened) => broadcast('stream:opened', opened),
      event: (event) => broadcast('stream:event', event),
      activity: (session_id, activity) => {
        broadcast('session:activity', { session_id, activity })
        if (activity === 'idle') quitWhenUnwatched()
      },
      unsaved: (count) => {
        unsaved = count
        broadcast('store:unsaved', { count })
      },
    },
  })
  store.sessions.onChanged((session) => broadcast('session:changed', summary(session, registry)))
  const trash = new SessionTrash(store.sessions, registry, clock)
  parts.add('trash', () => trash.dispose())

  serveApp(PAGE_FOLDER)
  secureSessions({ writeLog, onLink: (url) => void openLink(url) })
  const handlers = createHandlers({
    registry,
    store,
    shelf,
    trash,
    broadcast,
    checkUrl: checkServerUrl,
    detect: () => detectServers(clock),
    restartEngine: ({ model }) => simulator.supervisor.restart(model),
    openLink,
    copy: (text) => void clipboard.writeText(text),
    about: { version: app.getVersion(), host, platform: process.platform },
    unsaved: () => unsaved,
    firstModel: { connection_id: SIMULATOR_ID, model: 'normal' },
  })
  const setSettings = handlers['settings:set']
  handlers['settings:set'] = async (change) => {
    const outcome = await setSettings(change)
    nativeTheme.themeSource = store.settings.get().theme
    return outcome
  }
  parts.add('requests', serveRequests({ handlers, isOurs: isOwnPage, writeLog }))
  installMenu({
    command: (command) => windows.focused()?.send('menu:command', { command }),
    newWindow: () => void windows.open(),
    quit: () => app.quit(),
    development: !app.isPackaged,
  })

  ownQuit({
    shutDown: async () => {
      leaving = true
      windows.closeAll()
      const stopped = registry.stopAll('interrupted')
      await Promise.all([registry.saved(), shelf.dispose()])
      await stopped
      const failures = await parts.dispose()
      for (const failure of failures) writeLog({ event: 'dispose_failed', message: failure.message })
    },
    killEverything: () => simulator.supervisor.killAll(),
    writeLog,
    flushLog: () => log.flushNow(),
  })
  app.on('second-instance', () => windows.show())
  app.on('activate', () => windows.show())
  app.on('window-all-closed', () => quitWhenUnwatched())

  /** Without a window the app stays as long as an answer is being written, and on macOS as people there expect. */
  function quitWhenUnwatched(): void {
    if (!leaving && windows.count === 0 && registry.size === 0 && process.platform !== 'darwin') app.quit()
  }

  windows.open()
  void shelf.refreshAll()
}

/** A store that cannot be opened is explained, and the app ends: without it every promise would be a lie. */
async function openStoreOrExplain(
  folder: string,
  clock: AwakeClock,
  writeLog: WriteLog,
): Promise<Store | null> {
  const file = join(folder, 'sluice.db')
  try {
    return await openStore({ file, worker: STORE_WORKER, clock, writeLog, vault: systemVault })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    writeLog({ event: 'store_unopenable', message })
    dialog.showErrorBox('Sluice cannot open its chats', `${message}\n\n${file}`)
    app.exit(1)
    return null
  }
}
