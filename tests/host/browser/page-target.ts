import { randomBytes } from 'node:crypto'
import { type PageConfig, pageScripts } from '../page/page-scripts.ts'
import type { Params, Reply } from './cdp.ts'
import type { Chromium } from './chromium.ts'

export interface PageSetup {
  width: number
  height: number
  /** where a visible window goes; Chromium chooses when absent */
  position?: { left: number; top: number } | undefined
  /** fixed in a headless run, where window chrome would eat from the page; free where a person resizes */
  fixedSize: boolean
  preload: string | undefined
  argv: string[]
}

/** One page of Chromium with its DevTools session, prepared with the preload and the bridge. */
export class PageTarget {
  readonly targetId: string
  /** name of the world the preload runs in */
  readonly world: string
  readonly config: PageConfig
  readonly #chromium: Chromium
  readonly #sessionId: string
  /** known for pages of fixed size only */
  #size: { width: number; height: number } | undefined
  #zoom = 1

  private constructor(chromium: Chromium, targetId: string, sessionId: string, argv: string[]) {
    this.#chromium = chromium
    this.targetId = targetId
    this.#sessionId = sessionId
    const secret = randomBytes(8).toString('hex')
    this.world = `electron-isolated-${secret}`
    this.config = {
      binding: `__send_${secret}`,
      receiver: `__receive_${secret}`,
      toMainWorld: `main-${secret}`,
      toIsolatedWorld: `isolated-${secret}`,
      platform: process.platform,
      arch: process.arch,
      versions: { ...process.versions },
      argv,
    }
  }

  /** `onEvent` hears every event of the page, from before its first document. */
  static async open(
    chromium: Chromium,
    setup: PageSetup,
    onEvent: (method: string, params: Params) => void,
  ): Promise<PageTarget> {
    const targetId = await chromium.openWindow(setup)
    const { sessionId } = await chromium.cdp.send('Target.attachToTarget', { targetId, flatten: true })
    const page = new PageTarget(chromium, targetId, String(sessionId), setup.argv)
    chromium.cdp.on(`session:${sessionId}`, onEvent)
    await page.#prepare(setup)
    return page
  }

  send(method: string, params?: Params): Promise<Reply> {
    return this.#chromium.cdp.send(method, params, this.#sessionId)
  }

  /** Gives a headless page its size, whatever its window's chrome would leave of it. */
  async resize(width: number, height: number): Promise<void> {
    this.#size = { width, height }
    await this.#applyMetrics()
  }

  /** Fewer, larger CSS pixels, so that the page flows anew; a visible page takes it from its root's style. */
  async zoom(factor: number): Promise<void> {
    this.#zoom = factor
    if (this.#size) return this.#applyMetrics()
    const expression = `document.documentElement.style.zoom = ${factor}`
    await this.send('Runtime.evaluate', { expression })
  }

  /** Window-level requests; only windows that a person sees are really moved. */
  async setWindowBounds(bounds: Params): Promise<void> {
    const { windowId } = await this.#chromium.cdp.send('Browser.getWindowForTarget', {
      targetId: this.targetId,
    })
    await this.#chromium.cdp.send('Browser.setWindowBounds', { windowId, bounds })
  }

  async setPermission(permission: object, setting: 'granted' | 'denied', origin: string): Promise<void> {
    await this.#chromium.cdp.send('Browser.setPermission', { permission, setting, origin })
  }

  async close(): Promise<void> {
    await this.#chromium.cdp.send('Target.closeTarget', { targetId: this.targetId })
  }

  async #applyMetrics(): Promise<void> {
    if (!this.#size) return
    await this.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(this.#size.width / this.#zoom),
      height: Math.round(this.#size.height / this.#zoom),
      deviceScaleFactor: this.#zoom,
      mobile: false,
    })
  }

  async #prepare(setup: PageSetup): Promise<void> {
    const scripts = pageScripts(this.config, setup.preload)
    const onNewDocument = 'Page.addScriptToEvaluateOnNewDocument'
    await Promise.all([
      this.send('Page.enable'),
      this.send('Runtime.enable'),
      this.send('Inspector.enable'),
      this.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      setup.fixedSize
        ? this.resize(setup.width, setup.height)
        : this.setWindowBounds({ ...setup.position, width: setup.width, height: setup.height }),
      this.send('Runtime.addBinding', { name: this.config.binding, executionContextName: this.world }),
      this.send(onNewDocument, { source: scripts.mainWorld }),
      this.send(onNewDocument, { source: scripts.isolatedWorld, worldName: this.world }),
    ])
  }
}
