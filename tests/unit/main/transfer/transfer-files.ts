import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { exportChats } from '../../../../src/main/transfer/export-chats.ts'
import { importChats } from '../../../../src/main/transfer/import-chats.ts'
import type { Imported } from '../../../../src/main/transfer/import-chats.ts'
import type { ChatFormat } from '../../../../src/shared/transfer.ts'
import type { DirectChats } from './direct-chats.ts'

/** What the file of an export says. */
export async function exported(
  source: DirectChats,
  folder: string,
  format: ChatFormat,
  change: Partial<Parameters<typeof exportChats>[0]> = {},
): Promise<string> {
  const path = join(folder, `chats.${format}`)
  await exportChats({
    source,
    session_ids: null,
    format,
    path,
    modelName: ({ model }) => model,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...change,
  })
  return readFileSync(path, 'utf8')
}

/** Imports what a text or bytes say as a file. */
export async function imported(
  store: DirectChats,
  folder: string,
  content: string | Uint8Array,
  change: Partial<Parameters<typeof importChats>[0]> = {},
): Promise<Imported> {
  const path = join(folder, 'in.chats')
  writeFileSync(path, content)
  return importChats({
    store,
    path,
    staged_at: 5,
    signal: new AbortController().signal,
    onProgress: () => {},
    takeBack: () => true,
    ...change,
  })
}
