import { shell } from 'electron'

/** Shows a file or folder in the desktop's file manager. */
export function showFile(path: string): void {
  shell.showItemInFolder(path)
}
