// What the desktop does for an app: dialogs, notifications, the tray, other programs. Nothing here is drawn;
// each call is recorded, answers with a typed default and can be replaced by a spec.
import { spawn } from 'node:child_process'
import type {
  Clipboard,
  Dialog,
  GlobalShortcut,
  Notification as ElectronNotification,
  NotificationConstructorOptions,
  PowerMonitor,
  PowerSaveBlocker,
  Shell,
  Tray as ElectronTray,
} from 'electron'
import { KnownEvents } from './emitter.ts'
import { options } from './lifecycle.ts'
import { audibleRecorder, recorder } from './recorder.ts'
import { strict } from './strict.ts'

const dialogCall = audibleRecorder('dialog')

/** A dialog to open a file is answered with the file of SLUICE_OPEN_DIALOG where there is one, else as cancelled. */
function openAnswer(): Electron.OpenDialogReturnValue {
  const path = process.env['SLUICE_OPEN_DIALOG']
  return path ? { canceled: false, filePaths: [path] } : { canceled: true, filePaths: [] }
}

export const dialog = strict<Dialog>('dialog', {
  showOpenDialog: dialogCall('showOpenDialog', Promise.resolve(openAnswer())),
  showSaveDialog: dialogCall('showSaveDialog', Promise.resolve({ canceled: true, filePath: '' })),
  showMessageBox: dialogCall('showMessageBox', Promise.resolve({ response: 0, checkboxChecked: false })),
  showOpenDialogSync: dialogCall('showOpenDialogSync', undefined),
  showSaveDialogSync: dialogCall('showSaveDialogSync', ''),
  showMessageBoxSync: dialogCall('showMessageBoxSync', 0),
  showErrorBox(title: string, content: string) {
    console.error(`${title}: ${content}`)
    dialogCall('showErrorBox', undefined)(title, content)
  },
} satisfies Partial<Dialog>)

const shellCall = recorder('shell')
const OPENERS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'xdg-open',
  darwin: 'open',
  win32: 'explorer',
}

/** A person's link opens in their browser; a test run only records it. */
async function openExternal(url: string): Promise<void> {
  shellCall('openExternal', undefined)(url)
  const opener = OPENERS[process.platform]
  if (options.underPlaywright || !opener) return
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true })
  child.on('error', () => console.error(`Open this address in your browser: ${url}`))
  child.unref()
}

export const shell = strict<Shell>('shell', {
  openExternal,
  openPath: shellCall('openPath', Promise.resolve('')),
  showItemInFolder: shellCall('showItemInFolder', undefined),
  trashItem: shellCall('trashItem', Promise.resolve()),
  beep: shellCall('beep', undefined),
} satisfies Partial<Shell>)

type ClipboardEntry = string | Blob | Electron.ClipboardBookmark | Promise<string | Blob>

/** One thing on the clipboard in several forms; only text is understood here. */
export class ClipboardItem implements Electron.ClipboardItem {
  readonly #forms: ReadonlyMap<string, Blob>

  constructor(forms: Record<string, ClipboardEntry>) {
    this.#forms = new Map(
      Object.entries(forms).map(([type, form]) => {
        if (typeof form !== 'string') throw new Error(`The double's clipboard takes text, not this ${type}`)
        return [type, new Blob([form], { type })]
      }),
    )
  }

  get types(): string[] {
    return [...this.#forms.keys()]
  }

  getType(type: string): Promise<never> {
    const form = this.#forms.get(type)
    return form ? Promise.resolve(form as never) : Promise.reject(new Error(`No ${type} on the clipboard`))
  }
}

let clipboardItems: Electron.ClipboardItem[] = []
const clipboardCall = recorder('clipboard')
export const clipboard = strict<Clipboard>('clipboard', {
  read: () => Promise.resolve(clipboardItems),
  async readText() {
    const item = clipboardItems.find(({ types }) => types.includes('text/plain'))
    return item ? await (await item.getType('text/plain')).text() : ''
  },
  async write(items: Electron.ClipboardItem[]) {
    clipboardCall('write', undefined)(items.map(({ types }) => types))
    clipboardItems = items
  },
  async writeText(text: string) {
    clipboardCall('writeText', undefined)(text)
    clipboardItems = [new ClipboardItem({ 'text/plain': text })]
  },
  clear() {
    clipboardItems = []
  },
})

const notificationCall = audibleRecorder('notification')
class NotificationDouble extends KnownEvents {
  title: string
  body: string
  readonly #how: NotificationConstructorOptions

  constructor(how: NotificationConstructorOptions = {}) {
    super('notification', ['show', 'close'], ['click', 'reply', 'action', 'failed'])
    this.#how = how
    this.title = how.title ?? ''
    this.body = how.body ?? ''
  }

  show(): void {
    notificationCall('show', undefined)(this.#how)
    this.emit('show')
  }

  close(): void {
    this.emit('close')
  }

  static isSupported(): boolean {
    return true
  }
}
export const Notification = strict<typeof ElectronNotification>('Notification', NotificationDouble)

const trayCall = recorder('tray')
class TrayDouble extends KnownEvents {
  #destroyed = false

  constructor(..._args: unknown[]) {
    super('tray', [], ['click', 'right-click', 'double-click', 'balloon-click', 'mouse-enter', 'mouse-leave'])
    trayCall('new', undefined)(..._args)
  }

  setImage = trayCall('setImage', undefined)
  setPressedImage = trayCall('setPressedImage', undefined)
  setToolTip = trayCall('setToolTip', undefined)
  setTitle = trayCall('setTitle', undefined)
  setContextMenu = trayCall('setContextMenu', undefined)
  popUpContextMenu = trayCall('popUpContextMenu', undefined)
  isDestroyed = () => this.#destroyed
  destroy(): void {
    this.#destroyed = true
  }
}
export const Tray = strict<typeof ElectronTray>('Tray', TrayDouble)

class PowerMonitorDouble extends KnownEvents {
  constructor() {
    const power = [
      'suspend',
      'resume',
      'on-ac',
      'on-battery',
      'shutdown',
      'thermal-state-change',
      'speed-limit-change',
    ]
    super(
      'powerMonitor',
      [],
      [...power, 'lock-screen', 'unlock-screen', 'user-did-become-active', 'user-did-resign-active'],
    )
  }

  isOnBatteryPower = () => false
  getSystemIdleTime = () => 0
  getSystemIdleState = () => 'active' as const
}
/** Specs emit 'suspend' and 'resume' themselves. */
export const powerMonitor = strict<PowerMonitor>('powerMonitor', new PowerMonitorDouble())

const blockers = new Set<number>()
let lastBlocker = 0
export const powerSaveBlocker = strict<PowerSaveBlocker>('powerSaveBlocker', {
  start() {
    blockers.add(++lastBlocker)
    return lastBlocker
  },
  stop: (id: number) => blockers.delete(id),
  isStarted: (id: number) => blockers.has(id),
} satisfies Partial<PowerSaveBlocker>)

const shortcutCall = recorder('globalShortcut')
export const globalShortcut = strict<GlobalShortcut>('globalShortcut', {
  register: shortcutCall('register', true),
  unregister: shortcutCall('unregister', undefined),
  unregisterAll: shortcutCall('unregisterAll', undefined),
  isRegistered: () => false,
} satisfies Partial<GlobalShortcut>)

export const crashReporter = strict<Electron.CrashReporter>('crashReporter', {
  start: recorder('crashReporter')('start', undefined),
} satisfies Partial<Electron.CrashReporter>)
