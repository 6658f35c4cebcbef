import type {
  Menu as ElectronMenu,
  MenuItem as ElectronMenuItem,
  MenuItemConstructorOptions,
  PopupOptions,
} from 'electron'
import { BrowserWindow } from './browser-window.ts'
import { type EmitterKeys, hostEvent, KnownEvents } from './emitter.ts'
import { quit } from './lifecycle.ts'
import { calls } from './recorder.ts'
import { behind, strict } from './strict.ts'

let lastCommandId = 0

class MenuItemDouble {
  id: string
  label: string
  type: NonNullable<MenuItemConstructorOptions['type']>
  role?: NonNullable<ElectronMenuItem['role']>
  accelerator: ElectronMenuItem['accelerator']
  icon?: NonNullable<MenuItemConstructorOptions['icon']>
  sublabel: string
  toolTip: string
  enabled: boolean
  visible: boolean
  checked: boolean
  registerAccelerator: boolean
  acceleratorWorksWhenHidden: boolean
  submenu?: ElectronMenu
  commandId = ++lastCommandId
  /** As a person's click: specs call it as `item.click()`. */
  click: (event?: unknown, window?: ElectronWindow | null) => void

  constructor(how: MenuItemConstructorOptions) {
    this.id = how.id ?? ''
    if (how.role) this.role = how.role as NonNullable<ElectronMenuItem['role']>
    this.label = how.label ?? how.role ?? ''
    this.type = how.type ?? (how.submenu ? 'submenu' : 'normal')
    this.accelerator = how.accelerator ?? null
    if (how.icon !== undefined) this.icon = how.icon
    this.sublabel = how.sublabel ?? ''
    this.toolTip = how.toolTip ?? ''
    this.enabled = how.enabled ?? true
    this.visible = how.visible ?? true
    this.checked = how.checked ?? false
    this.registerAccelerator = how.registerAccelerator ?? true
    this.acceleratorWorksWhenHidden = how.acceleratorWorksWhenHidden ?? true
    const { submenu } = how
    if (submenu) this.submenu = Array.isArray(submenu) ? MenuDouble.buildFromTemplate(submenu) : submenu
    this.click = (event = hostEvent(), window = BrowserWindow.getFocusedWindow()) => {
      if (this.type === 'checkbox') this.checked = !this.checked
      if (how.click)
        how.click(
          strict<ElectronMenuItem>('menuItem', this),
          window ?? undefined,
          event as Electron.KeyboardEvent,
        )
      else if (this.role) performRole(this.role, window)
    }
  }
}

type ElectronWindow = Electron.BrowserWindow

/** Roles with a meaning for windows act; editing roles reach a page only through real keys, and are recorded. */
function performRole(role: string, window: ElectronWindow | null): void {
  calls.push({ name: `menuItem.role.${role}`, args: [] })
  if (role === 'quit') quit()
  else if (role === 'close') window?.close()
  else if (role === 'minimize') window?.minimize()
  else if (role === 'reload' || role === 'forceReload') window?.reload()
  else if (role === 'togglefullscreen') window?.setFullScreen(!window.isFullScreen())
}

class MenuDouble extends KnownEvents implements Partial<Omit<ElectronMenu, EmitterKeys>> {
  readonly items: ElectronMenuItem[] = []

  constructor() {
    super('menu', ['menu-will-show', 'menu-will-close'])
  }

  append(item: ElectronMenuItem): void {
    this.items.push(item)
  }

  insert(position: number, item: ElectronMenuItem): void {
    this.items.splice(position, 0, item)
  }

  getMenuItemById(id: string): ElectronMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }

  /** Nothing is drawn: a spec finds the menu in `__calls` and clicks its items. */
  popup(how?: PopupOptions): void {
    calls.push({ name: 'menu.popup', args: [strict<ElectronMenu>('menu', this), how] })
    this.emit('menu-will-show')
  }

  closePopup(): void {
    calls.push({ name: 'menu.closePopup', args: [] })
    this.emit('menu-will-close')
  }

  static #application: ElectronMenu | null = null

  static buildFromTemplate(template: (MenuItemConstructorOptions | ElectronMenuItem)[]): ElectronMenu {
    const menu = new MenuDouble()
    for (const item of template) {
      const isBuilt = behind(item) instanceof MenuItemDouble
      menu.append(
        isBuilt
          ? (item as ElectronMenuItem)
          : strict<ElectronMenuItem>('menuItem', new MenuItemDouble(item as MenuItemConstructorOptions)),
      )
    }
    return strict<ElectronMenu>('menu', menu)
  }

  static setApplicationMenu(menu: ElectronMenu | null): void {
    MenuDouble.#application = menu
  }

  static getApplicationMenu(): ElectronMenu | null {
    return MenuDouble.#application
  }
}

export const Menu = strict<typeof ElectronMenu>('Menu', MenuDouble)
export const MenuItem = strict<typeof ElectronMenuItem>('MenuItem', MenuItemDouble)
