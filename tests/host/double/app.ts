import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { App, CommandLine } from 'electron'
import { switchValue } from '../launch-options.ts'
import { appEvents } from './app-events.ts'
import { getName, getPath, setName, setPath } from './app-paths.ts'
import type { EmitterKeys } from './emitter.ts'
import {
  appendedSwitches,
  exit,
  isReady,
  launch,
  options,
  quit,
  relaunchAtExit,
  whenReady,
} from './lifecycle.ts'
import { recorder } from './recorder.ts'
import { hasLock, releaseLock, requestLock } from './single-instance.ts'
import { strict } from './strict.ts'

const record = recorder('app')

const commandLine = {
  appendSwitch(name: string, value?: string) {
    appendedSwitches.push(value === undefined || value === '' ? `--${name}` : `--${name}=${value}`)
  },
  appendArgument: record('commandLine.appendArgument', undefined),
  hasSwitch: (name: string) => allSwitches(name) !== undefined,
  getSwitchValue: (name: string) => allSwitches(name) ?? '',
} satisfies Partial<CommandLine>

/** Of what was asked of the app: Playwright starts every app with `--no-sandbox` of its own. */
function allSwitches(name: string): string | undefined {
  return switchValue(appendedSwitches, name) ?? switchValue(options.appArgs, name)
}

const members = {
  isPackaged: false,
  get name() {
    return getName()
  },
  set name(value: string) {
    setName(value)
  },
  commandLine: strict<CommandLine>('app.commandLine', commandLine),
  whenReady,
  isReady,
  quit,
  exit: (code = 0) => exit(code),
  relaunch(how?: { args?: string[]; execPath?: string }) {
    relaunchAtExit(() => startAgain(how?.args ?? options.args))
  },
  focus: record('focus', undefined),
  getPath,
  setPath,
  getVersion: () => options.manifest.version ?? '0.0.0',
  getName,
  setName,
  getAppPath: () => options.root,
  getLocale: () => 'en-US',
  getSystemLocale: () => 'en-US',
  getPreferredSystemLanguages: () => ['en-US'],
  getLocaleCountryCode: () => 'US',
  requestSingleInstanceLock: (data?: unknown) => requestLock(data),
  releaseSingleInstanceLock: releaseLock,
  hasSingleInstanceLock: hasLock,
  enableSandbox: record('enableSandbox', undefined),
  disableHardwareAcceleration: () => void appendedSwitches.push('--disable-gpu'),
  setAppUserModelId: record('setAppUserModelId', undefined),
  setAboutPanelOptions: record('setAboutPanelOptions', undefined),
  showAboutPanel: record('showAboutPanel', undefined),
  setAppLogsPath: record('setAppLogsPath', undefined),
  setLoginItemSettings: record('setLoginItemSettings', undefined),
  setBadgeCount: record('setBadgeCount', true),
  hide: record('hide', undefined),
  show: record('show', undefined),
} satisfies Partial<Omit<App, EmitterKeys>>

// One object carries both: the known events, and the members above.
const target = Object.defineProperties(appEvents, {
  ...Object.getOwnPropertyDescriptors(members),
  // Electron has no dock except on macOS; code asks with `app.dock?.…`.
  dock: { value: undefined, writable: true },
})
target.on('newListener', (event) => {
  if (event === 'ready') setImmediate(launch)
})

export const app = strict<App>('app', target as typeof appEvents & typeof members)

/** A new, independent process after this one is gone; a test run never starts one. */
function startAgain(args: string[]): void {
  if (options.underPlaywright) return
  const boot = join(import.meta.dirname, '..', 'boot.ts')
  spawn(process.execPath, [...process.execArgv, boot, ...args], { detached: true, stdio: 'ignore' }).unref()
}
