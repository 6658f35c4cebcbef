import { join } from 'node:path'
import { Chromium } from '../browser/chromium.ts'
import { debug } from '../host-log.ts'
import { type LaunchOptions, readLaunchOptions } from '../launch-options.ts'
import { appEvents } from './app-events.ts'
import { hostEvent } from './emitter.ts'

/** What the lifecycle must know of a window. */
export interface OpenWindow {
  /** asks as a person's click would; false when the app refused */
  requestClose(): Promise<boolean>
  /** closes without asking */
  destroy(): void
}

export const openWindows = new Set<OpenWindow>()
/** Undo work for the end of the process: child processes, sockets. */
export const atExit = new Set<() => void>()
/** Switches from app.commandLine, handed on to Chromium. */
export const appendedSwitches: string[] = []

export const options: LaunchOptions = readLaunchOptions(process.argv.slice(2))

const readiness = Promise.withResolvers<void>()
let ready = false
let launched = false
let quitting = false
let exiting = false
let relaunch: (() => void) | undefined
let current: Promise<Chromium> | undefined
let profile = ''

export const isReady = () => ready
export const isQuitting = () => quitting || exiting

/** Where Chromium keeps its profile: with the app's data, so that localStorage survives a restart. */
export function setProfileFolder(userData: string): void {
  profile = join(userData, 'chromium-profile')
}

/** The running Chromium; started again if the last one ended with its last window. */
export function chromium(): Promise<Chromium> {
  current ??= startChromium()
  return current
}

async function startChromium(): Promise<Chromium> {
  const started = await Chromium.start({
    visible: options.visible,
    profile,
    debuggingPort: options.underPlaywright,
    appended: appendedSwitches,
  })
  appEvents.emit('host:chromium', started)
  started.once('gone', () => {
    current = undefined
    if (!exiting) for (const window of openWindows) window.destroy()
  })
  return started
}

/**
 * Starts Chromium and then reports 'ready'. Called when main first shows interest, not before: a second
 * instance leaves before that, and must never see 'ready'.
 */
export function launch(): void {
  if (launched || isQuitting()) return
  launched = true
  // Playwright's own loader for Electron holds 'ready' until the test is attached; it is not loaded here.
  const attached = options.underPlaywright ? playwrightAttached : Promise.resolve()
  chromium()
    .then(() => attached)
    .then(() => new Promise((resolve) => setImmediate(resolve)))
    .then(reportReady)
    .catch((error: unknown) => {
      if (isQuitting()) return
      console.error(error instanceof Error ? error.message : error)
      exit(1)
    })
}

const playwrightAttached = new Promise<void>((resolve) => {
  if (options.underPlaywright) Object.assign(globalThis, { __playwright_run: () => resolve() })
})

function reportReady(): void {
  if (isQuitting()) return
  ready = true
  appEvents.emit('will-finish-launching')
  readiness.resolve()
  appEvents.emit('ready', hostEvent(), {})
}

export function whenReady(): Promise<void> {
  launch()
  return readiness.promise
}

/** Electron's order: before-quit, each window's close, will-quit, quit. Each of the first three may refuse. */
export function quit(): void {
  if (isQuitting()) return
  const event = hostEvent()
  appEvents.emit('before-quit', event)
  if (event.defaultPrevented) return
  quitting = true
  void closeAllWindows().then((all) => {
    if (exiting) return
    if (all && !refusedWillQuit()) exit(0)
    else quitting = false
  })
}

async function closeAllWindows(): Promise<boolean> {
  for (const window of openWindows) {
    if (!(await window.requestClose())) return false
  }
  return true
}

function refusedWillQuit(): boolean {
  const event = hostEvent()
  appEvents.emit('will-quit', event)
  return event.defaultPrevented
}

export function onLastWindowClosed(): void {
  if (isQuitting()) return
  if (appEvents.listenerCount('window-all-closed') > 0) appEvents.emit('window-all-closed')
  else quit()
}

export function exit(code: number): void {
  if (exiting) return
  exiting = true
  appEvents.emit('quit', hostEvent(), code)
  for (const undo of atExit) undo()
  void closeChromium().finally(() => {
    relaunch?.()
    process.exit(code)
  })
}

async function closeChromium(): Promise<void> {
  try {
    await (await current)?.close()
  } catch (error) {
    debug('closing Chromium', error)
  }
}

export function relaunchAtExit(start: () => void): void {
  relaunch = start
}

let signals = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    signals++
    if (signals === 1) quit()
    else exit(1)
  })
}
