import type { Refusal } from '../../shared/ipc-contract.ts'
import { PROMPT_MAX_BYTES, utf8Bytes } from '../../shared/limits.ts'

export const UNSAVED =
  'An earlier answer could not be saved yet, so nothing new is sent. It stays on screen; retry when the disk is well again.'
export const MESSAGE_GONE = 'This message does not exist any more.'

/** Why a prompt is not sent; null when it can be. */
export function promptRefusal(prompt: string): Refusal | null {
  if (prompt.trim() === '') return { refused: 'Type something first.' }
  const bytes = utf8Bytes(prompt)
  if (bytes <= PROMPT_MAX_BYTES) return null
  const mib = (bytes / 1024 / 1024).toFixed(1)
  return {
    refused: `This prompt has ${mib} MiB; the limit is ${PROMPT_MAX_BYTES / 1024 / 1024} MiB. Shorten it, then send again.`,
  }
}

/** What the store refuses is a sentence for people; anything else is a bug and goes on. */
export async function orRefusal<Output>(work: () => Promise<Output>): Promise<Output | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.name === 'StoreError') return { refused: error.message }
    throw error
  }
}
