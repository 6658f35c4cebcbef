import { app, BrowserWindow, dialog } from 'electron'
import { existsSync } from 'node:fs'
import { join, parse } from 'node:path'

type Folder = Parameters<typeof app.getPath>[0]

/**
 * Asks where a report shall be saved; null when the person changed their mind. The stand-in host can draw no dialog and
 * answers every one as cancelled: there the report goes into the Downloads folder, beside what is there, and the window says
 * where it is.
 */
export async function askWhereToSave(file_name: string): Promise<string | null> {
  const question = {
    title: 'Save the diagnostics report',
    defaultPath: join(firstFolder('documents', 'desktop'), file_name),
    filters: [{ name: 'Text', extensions: ['txt'] }],
    properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
  }
  const parent = BrowserWindow.getFocusedWindow()
  const { canceled, filePath } = parent
    ? await dialog.showSaveDialog(parent, question)
    : await dialog.showSaveDialog(question)
  if (!canceled && filePath) return filePath
  if (process.versions['sluice-host'] !== 'chromium') return null
  return freePath(firstFolder('downloads'), file_name)
}

/** Nobody is asked whether something may be overwritten: a name that is taken gets a number, “report (2).txt”. */
function freePath(folder: string, file_name: string): string {
  const { name, ext } = parse(file_name)
  let path = join(folder, file_name)
  for (let n = 2; existsSync(path); n++) path = join(folder, `${name} (${n})${ext}`)
  return path
}

/** The first of these that is there, else the home folder. */
function firstFolder(...names: Folder[]): string {
  const paths = names.map((name) => app.getPath(name))
  return paths.find((path) => existsSync(path)) ?? app.getPath('home')
}
