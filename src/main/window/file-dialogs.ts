import { app, BrowserWindow, dialog } from 'electron'
import type { OpenDialogOptions } from 'electron'
import { existsSync } from 'node:fs'
import { join, parse } from 'node:path'

type Folder = Parameters<typeof app.getPath>[0]

export interface SaveQuestion {
  title: string
  file_name: string
  /** What kind of file it is, for the dialog's list. */
  kind: string
}

/**
 * Asks where a file shall be saved; null when the person changed their mind. The stand-in host can draw no dialog and answers
 * every one as cancelled: there the file goes into the Downloads folder, beside what is there, and the window says where it is.
 */
export async function askSavePath({ title, file_name, kind }: SaveQuestion): Promise<string | null> {
  const question = {
    title,
    defaultPath: join(firstFolder('documents', 'desktop'), file_name),
    filters: [{ name: kind, extensions: [parse(file_name).ext.slice(1)] }],
    properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
  }
  const parent = BrowserWindow.getFocusedWindow()
  const { canceled, filePath } = parent
    ? await dialog.showSaveDialog(parent, question)
    : await dialog.showSaveDialog(question)
  if (!canceled && filePath) return filePath
  if (!isStandIn()) return null
  return freePath(firstFolder('downloads'), file_name)
}

/** Asks which file of chats; null when the person changed their mind. */
export async function askChatFile(): Promise<string | { refused: string } | null> {
  const paths = await askOpen({
    title: 'Import chats',
    defaultPath: firstFolder('documents', 'desktop'),
    filters: [
      { name: 'Chats of Sluice', extensions: ['json', 'ndjson'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile'],
  })
  return Array.isArray(paths) ? (paths[0] ?? null) : paths
}

/** Asks which model files; null when the person changed their mind. */
export async function askModelFiles(): Promise<string[] | { refused: string } | null> {
  return askOpen({
    title: 'Add models',
    defaultPath: firstFolder('downloads', 'documents'),
    filters: [
      { name: 'Models (GGUF)', extensions: ['gguf'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile', 'multiSelections'],
  })
}

/** Asks for the folder of the model files; null when the person changed their mind. */
export async function askModelFolder(folder: string | null): Promise<string | { refused: string } | null> {
  const paths = await askOpen({
    title: 'Folder of the model files',
    defaultPath: folder !== null && existsSync(folder) ? folder : firstFolder('documents', 'desktop'),
    properties: ['openDirectory', 'createDirectory'],
  })
  return Array.isArray(paths) ? (paths[0] ?? null) : paths
}

async function askOpen(question: OpenDialogOptions): Promise<string[] | { refused: string } | null> {
  const parent = BrowserWindow.getFocusedWindow()
  const { canceled, filePaths } = parent
    ? await dialog.showOpenDialog(parent, question)
    : await dialog.showOpenDialog(question)
  if (!canceled && filePaths.length > 0) return filePaths
  return isStandIn() && process.env['SLUICE_OPEN_DIALOG'] === undefined ? { refused: NO_DIALOG } : null
}

const NO_DIALOG =
  'Sluice runs on the system’s Chromium here, which shows no file dialog. Start it with SLUICE_OPEN_DIALOG=<path> to choose that file or folder.'

function isStandIn(): boolean {
  return process.versions['sluice-host'] === 'chromium'
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
