import { askSavePath } from './file-dialogs.ts'

/** Asks where a report shall be saved; null when the person changed their mind. */
export function askWhereToSave(file_name: string): Promise<string | null> {
  return askSavePath({ title: 'Save the diagnostics report', file_name, kind: 'Text' })
}
