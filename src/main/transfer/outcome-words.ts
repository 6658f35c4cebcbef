import { basename } from 'node:path'
import type { TransferState } from '../../shared/transfer.ts'
import type { Imported } from './import-chats.ts'

export function exportedWords(chats: number, path: string): string {
  return chats === 0
    ? 'There was no chat to export.'
    : `${chatsWords(chats)} exported to “${basename(path)}”.`
}

/** “3 chats imported. 2 were here already.” */
export function importedWords({ imported, copied, skipped }: Imported['counts']): string {
  if (imported + copied + skipped === 0) return 'The file has no chats; nothing was imported.'
  const sentences: string[] = []
  if (imported > 0) sentences.push(`${chatsWords(imported)} imported.`)
  if (copied > 0) {
    const own = copied === 1 ? 'is here with other contents and came as a copy' : COPIES
    sentences.push(`${chatsWords(copied)} ${own}, named “(imported)”.`)
  }
  if (skipped > 0) {
    sentences.push(`${chatsWords(skipped)} ${skipped === 1 ? 'was' : 'were'} here already, just the same.`)
  }
  return sentences.join(' ')
}

const COPIES = 'are here with other contents and came as copies'

export function cancelledWords(kind: TransferState['kind']): string {
  switch (kind) {
    case 'export':
      return 'The export was cancelled; no file was written.'
    case 'import':
      return 'The import was cancelled; nothing was imported.'
    case 'backup':
      return 'The backup was cancelled.'
  }
}

/** What went wrong, and that nothing came of it. */
export function failedWords(kind: TransferState['kind'], what: string): string {
  switch (kind) {
    case 'export':
      return what
    case 'import':
      return `${what} Nothing was imported.`
    case 'backup':
      return `${what} No backup was made.`
  }
}

function chatsWords(chats: number): string {
  return `${chats.toLocaleString('en')} ${chats === 1 ? 'chat' : 'chats'}`
}
