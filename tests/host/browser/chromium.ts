import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { findChromium } from '../../../scripts/find-chromium.mjs'
import { debug, ignoreGone } from '../host-log.ts'
import { Cdp, type Params } from './cdp.ts'
import { browserFlags, type FlagOptions, windowFlags } from './chromium-flags.ts'

const CLOSE_WITHIN_MS = 3_000
const STDERR_LINES = 10
const APP_WINDOW_WITHIN_MS = 10_000

const BLANK = 'data:text/html,<title>%20</title><!--'

/** The blank page an app window starts on, which is none of the app's; Chromium may write its brackets as %3C and %3E. */
export function isBlankStart(url: string): boolean {
  return url
    .slice(0, 2 * BLANK.length)
    .replaceAll('%3C', '<')
    .replaceAll('%3E', '>')
    .startsWith(BLANK)
}

/** What a page wanted to open by itself (a link with target=_blank, a form with a target). */
export interface Popup {
  targetId: string
  openerId: string
  url: string
}

/**
 * One running Chromium. Emits `popup` (Popup), `target-gone` (target id), `download` (params) and `gone`.
 * It exits by itself when this process dies, because its pipe closes.
 */
export class Chromium extends EventEmitter {
  readonly cdp: Cdp
  version = 'unknown'
  readonly #process: ChildProcess
  readonly #path: string
  readonly #options: FlagOptions
  /** what it printed until it was ready: the reason, if it never is */
  readonly #stderr: string[] = []

  private constructor(path: string, process: ChildProcess, options: FlagOptions) {
    super()
    this.#path = path
    this.#process = process
    this.#options = options
    this.cdp = new Cdp(process.stdio[3] as Writable, process.stdio[4] as Readable)
    this.cdp.on('root', (method: string, params: Params) => this.#onEvent(method, params))
    process.once('exit', () => this.emit('gone'))
  }

  static async start(options: FlagOptions): Promise<Chromium> {
    const found = findChromium()
    if (!found)
      throw new Error('No Chromium was found. Run `node scripts/find-chromium.mjs` to see how to get one.')
    mkdirSync(options.profile, { recursive: true })
    const child = spawn(found.path, browserFlags(options), {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: environment(options),
    })
    const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
    const chromium = new Chromium(found.path, child, options)
    try {
      await Promise.race([chromium.#prepare(), failed])
      return chromium
    } catch (error) {
      const said = chromium.#stderr.slice(-STDERR_LINES).join('\n')
      throw new Error(`Chromium (${found.path}) did not start: ${String(error)}\n${said}`, { cause: error })
    }
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Opens an empty window and returns its target id. */
  async openWindow(size: { width: number; height: number }): Promise<string> {
    if (this.#options.visible) {
      const appWindow = await this.#openAppWindow(size)
      if (appWindow) return appWindow
    }
    const created = await this.cdp.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...size,
    })
    return created.targetId as string
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = once(this.#process, 'exit')
    ignoreGone(this.cdp.send('Browser.close'))
    const deadline = setTimeout(() => this.#process.kill('SIGKILL'), CLOSE_WITHIN_MS)
    await gone
    clearTimeout(deadline)
  }

  async #prepare(): Promise<void> {
    const stderr = createInterface({ input: this.#process.stderr as Readable })
    const listening = new Promise<void>((resolve) => {
      if (!this.#options.debuggingPort) resolve()
      stderr.on('line', (line) => {
        if (this.version === 'unknown') this.#stderr.push(line)
        if (!line.startsWith('DevTools listening')) return debug(line)
        process.stderr.write(`${line}\n`)
        resolve()
      })
    })
    const { product } = await this.cdp.send('Browser.getVersion')
    this.version = String(product).replace(/^\w+\//, '')
    await this.cdp.send('Target.setDiscoverTargets', { discover: true })
    // New pages wait, so that a popup can be refused before it runs anything.
    await this.cdp.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: [{ type: 'page' }, { exclude: true }],
    })
    await this.cdp.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true })
    await listening
  }

  #onEvent(method: string, params: Params): void {
    if (method === 'Target.attachedToTarget') this.#onAttached(params)
    else if (method === 'Target.targetDestroyed') this.emit('target-gone', params['targetId'])
    else if (method === 'Target.targetCreated' || method === 'Target.targetInfoChanged') {
      this.emit('target-info', params['targetInfo'])
    } else if (method === 'Browser.downloadWillBegin') this.emit('download', params)
  }

  #onAttached(params: Params): void {
    const { sessionId, waitingForDebugger } = params as { sessionId: string; waitingForDebugger: boolean }
    const target = params['targetInfo'] as { targetId: string; openerId?: string; url: string }
    if (!waitingForDebugger) return
    if (target.openerId === undefined) {
      ignoreGone(this.cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId))
      return
    }
    const popup: Popup = { targetId: target.targetId, openerId: target.openerId, url: target.url }
    ignoreGone(
      this.cdp
        .send('Target.closeTarget', { targetId: target.targetId })
        .then(() => this.emit('popup', popup)),
    )
  }

  /**
   * A window without tabs and address bar exists only through `--app=`, so a second Chromium process asks the
   * running one for it. The blank page's unique address tells which new target it is.
   */
  async #openAppWindow(size: { width: number; height: number }): Promise<string | undefined> {
    const address = `${BLANK}${crypto.randomUUID()}-->`
    const opened = new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => finish(undefined), APP_WINDOW_WITHIN_MS)
      const onInfo = (info: { targetId: string; type: string; url: string }) => {
        if (info.type === 'page' && decodeURIComponent(info.url) === decodeURIComponent(address))
          finish(info.targetId)
      }
      const finish = (targetId: string | undefined) => {
        clearTimeout(timer)
        this.off('target-info', onInfo)
        resolve(targetId)
      }
      this.on('target-info', onInfo)
    })
    const flags = [
      ...windowFlags(this.#options),
      `--window-size=${size.width},${size.height}`,
      `--app=${address}`,
    ]
    const asker = spawn(this.#path, flags, { stdio: 'ignore', env: environment(this.#options) })
    asker.on('error', (error) => debug('app window', error.message))
    return opened
  }
}

const SOCKET_PATH_BYTES = 100

/**
 * Chromium's temporary folder goes beside its profile, so that a killed one leaves nothing in the system's; not
 * where the path would be too long for the socket it makes there. A headless one finds no D-Bus to complain about.
 */
function environment({ profile, visible }: FlagOptions): NodeJS.ProcessEnv {
  const temporary = join(profile, 'tmp')
  const socket = join(temporary, 'org.chromium.Chromium.XXXXXX', 'SingletonSocket')
  if (Buffer.byteLength(socket) < SOCKET_PATH_BYTES) mkdirSync(temporary, { recursive: true })
  return {
    ...process.env,
    ...(existsSync(temporary) ? { TMPDIR: temporary } : {}),
    ...(visible ? {} : { DBUS_SESSION_BUS_ADDRESS: '/dev/null' }),
  }
}
