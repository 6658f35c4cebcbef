import { Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../shared/menu-command.ts'

export interface MenuActions {
  command: (command: MenuCommand) => void
  newWindow: () => void
  quit: () => void
  development: boolean
}

type Item = MenuItemConstructorOptions

/** The application menu. Its accelerators are also its documentation; the page knows the same ones. */
export function installMenu(actions: MenuActions): void {
  const isMac = process.platform === 'darwin'
  const menus = [
    fileMenu(actions, isMac),
    EDIT,
    chatMenu(actions),
    viewMenu(actions),
    WINDOW,
    helpMenu(actions),
  ]
  const template = isMac ? [macMenu(actions), ...menus] : menus
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

const SEPARATOR: Item = { type: 'separator' }
const EDIT: Item = { role: 'editMenu' }
const WINDOW: Item = { role: 'windowMenu' }

function item({ command }: MenuActions, label: string, name: MenuCommand, accelerator?: string): Item {
  return {
    id: name,
    label,
    ...(accelerator && { accelerator, registerAccelerator: false }),
    click: () => command(name),
  }
}

const settings = (actions: MenuActions): Item => item(actions, 'Settings…', 'settings', 'CmdOrCtrl+,')

function macMenu(actions: MenuActions): Item {
  return {
    label: 'Sluice',
    submenu: [
      { role: 'about' },
      SEPARATOR,
      settings(actions),
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { label: 'Quit Sluice', accelerator: 'Cmd+Q', click: actions.quit },
    ],
  }
}

function fileMenu(actions: MenuActions, isMac: boolean): Item {
  const { newWindow, quit } = actions
  const elsewhere: Item[] = [
    settings(actions),
    SEPARATOR,
    { id: 'quit', label: 'Quit', accelerator: 'Ctrl+Q', click: quit },
  ]
  return {
    label: 'File',
    submenu: [
      item(actions, 'New Chat', 'new_chat', 'CmdOrCtrl+N'),
      { id: 'new_window', label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
      SEPARATOR,
      item(actions, 'Models…', 'models', 'CmdOrCtrl+Shift+M'),
      item(actions, 'Export Chats…', 'export_chats'),
      item(actions, 'Import Chats…', 'import_chats'),
      SEPARATOR,
      { role: 'close' },
      ...(isMac ? [] : elsewhere),
    ],
  }
}

function chatMenu(actions: MenuActions): Item {
  return {
    label: 'Chat',
    submenu: [
      item(actions, 'Stop', 'stop', 'Esc'),
      item(actions, 'Stop All', 'stop_all'),
      item(actions, 'Search All Chats', 'search', 'CmdOrCtrl+K'),
      item(actions, 'Write a Message', 'focus_composer', 'CmdOrCtrl+L'),
    ],
  }
}

function viewMenu(actions: MenuActions): Item {
  return {
    label: 'View',
    submenu: [
      item(actions, 'Hide or Show Sidebar', 'toggle_sidebar', 'CmdOrCtrl+B'),
      SEPARATOR,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      SEPARATOR,
      { role: 'togglefullscreen' },
      ...(actions.development ? [{ role: 'toggleDevTools' as const }] : []),
    ],
  }
}

function helpMenu(actions: MenuActions): Item {
  return {
    role: 'help',
    submenu: [
      item(actions, 'Inspect Streams', 'inspector', 'CmdOrCtrl+I'),
      item(actions, 'Simulator Controls', 'simulator'),
      SEPARATOR,
      item(actions, 'Stability Test', 'stability_test'),
      item(actions, 'Diagnose', 'diagnose'),
      item(actions, 'Save a Diagnostics Report…', 'bundle'),
    ],
  }
}
