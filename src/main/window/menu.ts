import { Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../shared/ipc-contract.ts'

export interface MenuActions {
  command: (command: MenuCommand) => void
  newWindow: () => void
  quit: () => void
  development: boolean
}

/** The application menu. Its accelerators are also its documentation; the page knows the same ones. */
export function installMenu({ command, newWindow, quit, development }: MenuActions): void {
  const isMac = process.platform === 'darwin'
  const item = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    ...(accelerator && { accelerator, registerAccelerator: false }),
    click: () => command(name),
  })
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,')
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            label: 'Sluice',
            submenu: [
              { role: 'about' as const },
              { type: 'separator' as const },
              settings,
              { type: 'separator' as const },
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              { type: 'separator' as const },
              { label: 'Quit Sluice', accelerator: 'Cmd+Q', click: quit },
            ],
          },
        ]
      : []),
    {
      label: 'File',
      submenu: [
        item('New Chat', 'new_chat', 'CmdOrCtrl+N'),
        { id: 'new_window', label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
        { type: 'separator' },
        { role: 'close' },
        ...(isMac
          ? []
          : [
              settings,
              { type: 'separator' as const },
              { id: 'quit', label: 'Quit', accelerator: 'Ctrl+Q', click: quit },
            ]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Chat',
      submenu: [
        item('Stop', 'stop', 'Esc'),
        item('Stop All', 'stop_all'),
        item('Write a Message', 'focus_composer', 'CmdOrCtrl+L'),
      ],
    },
    {
      label: 'View',
      submenu: [
        item('Hide or Show Sidebar', 'toggle_sidebar', 'CmdOrCtrl+B'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(development ? [{ role: 'toggleDevTools' as const }] : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        item('Inspect Streams', 'inspector', 'CmdOrCtrl+I'),
        item('Simulator Controls', 'simulator'),
        { type: 'separator' },
        item('Stability Test', 'stability_test'),
        item('Diagnose', 'diagnose'),
        item('Save a Diagnostics Report…', 'bundle'),
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
