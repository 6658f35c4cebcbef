import type { FileHandle } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { TransferFault, unlessCancelled } from './transfer-fault.ts'

/** Small enough that main works a few milliseconds on each piece. */
const PIECE_BYTES = 64 * 1024

export interface Reading {
  signal: AbortSignal
  /** Bytes read so far. */
  onBytes: (bytes: number) => void
}

/** A file from its beginning, as text in pieces; whole characters only. What is not UTF-8 is refused with its place. */
export async function* readText(file: FileHandle, { signal, onBytes }: Reading): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const buffer = new Uint8Array(PIECE_BYTES)
  for (let at = 0; ;) {
    unlessCancelled(signal)
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, at)
    const last = bytesRead === 0
    const text = decoded(decoder, buffer.subarray(0, bytesRead), last, at)
    at += bytesRead
    onBytes(at)
    if (text !== '') yield text
    if (last) return
  }
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, last: boolean, at: number): string {
  try {
    return decoder.decode(bytes, { stream: !last })
  } catch {
    throw new TransferFault(`This file is not text in UTF-8 (near byte ${at.toLocaleString('en')}).`)
  }
}
