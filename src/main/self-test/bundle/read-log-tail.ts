import { open } from 'node:fs/promises'
import { LOG_FILES_KEPT } from '../../lib/log-file.ts'
import type { LogTail } from './bundle-facts.ts'

export const LOG_TAIL_MAX_BYTES = 1024 * 1024

/**
 * The newest whole lines of a rotated log, up to `max_bytes`, oldest first; over a file that is missing between others, too.
 * Nothing there is no error: it is empty.
 */
export async function readLogTail(path: string, max_bytes = LOG_TAIL_MAX_BYTES): Promise<LogTail> {
  const pieces: string[] = []
  let left = max_bytes
  for (let n = 0; n < LOG_FILES_KEPT; n++) {
    const piece = await endOfFile(n === 0 ? path : `${path}.${n}`, left)
    if (piece === null) continue
    pieces.unshift(piece.text)
    left -= Buffer.byteLength(piece.text)
    if (piece.cut) return { lines: linesOf(pieces), older: true }
  }
  return { lines: linesOf(pieces), older: false }
}

const linesOf = (pieces: readonly string[]): string[] =>
  pieces.flatMap((piece) => piece.split('\n')).filter((line) => line !== '')

/** The last whole lines of a file, at most `max_bytes` of them; null when there is no such file. `cut`: there was more. */
async function endOfFile(path: string, max_bytes: number): Promise<{ text: string; cut: boolean } | null> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (!file) return null
  try {
    const { size } = await file.stat()
    const from = Math.max(0, size - max_bytes)
    const buffer = Buffer.alloc(size - from)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
    const text = buffer.subarray(0, bytesRead).toString('utf8')
    // It begins in the middle of a line: only what follows is whole.
    return from === 0
      ? { text, cut: false }
      : { text: text.slice(text.indexOf('\n') + 1 || text.length), cut: true }
  } finally {
    await file.close()
  }
}
