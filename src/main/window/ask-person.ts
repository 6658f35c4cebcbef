import { BrowserWindow, dialog } from 'electron'
import type { MessageBoxOptions } from 'electron'

/** Asks before the window that has the focus, or on its own where none has. The number of the button that was pressed. */
export async function askPerson(question: MessageBoxOptions): Promise<number> {
  const parent = BrowserWindow.getFocusedWindow()
  const { response } = parent
    ? await dialog.showMessageBox(parent, question)
    : await dialog.showMessageBox(question)
  return response
}
