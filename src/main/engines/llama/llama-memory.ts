import { freemem, totalmem } from 'node:os'
import type { MemoryRules } from '../worker/memory-rules.ts'

const GIB = 1024 ** 3
/** Beside the model's file: its context, and what everybody else needs to go on well. */
const BESIDE_BYTES = GIB
/** A computer with this much or less has no room for processes that only wait. */
const SMALL_BYTES = 8 * GIB
/** What is idle goes when less is left. */
const SHORT_BYTES = GIB / 2

export interface Memory {
  total_bytes: number
  available_bytes: number
}

/** macOS fills its memory with caches and calls the rest free: half of all is what can be had there. */
export function systemMemory(): Memory {
  const total_bytes = totalmem()
  return { total_bytes, available_bytes: process.platform === 'darwin' ? total_bytes / 2 : freemem() }
}

export interface LlamaMemoryOptions {
  memory: () => Memory
  /** The size of a model's file; 0 when it is not known. */
  bytesOf: (model: string) => number
  idle_ms: () => number | null
}

export function llamaMemoryRules({ memory, bytesOf, idle_ms }: LlamaMemoryOptions): MemoryRules {
  /** The model loaded last is the one that would be loaded again. */
  let last = ''
  const fits = (model: string): boolean => memory().available_bytes >= bytesOf(model) + BESIDE_BYTES
  return {
    hasRoomFor: (model) => fits((last = model)),
    mayKeepSpare: () => memory().total_bytes > SMALL_BYTES && fits(last),
    isShort: () => memory().available_bytes < SHORT_BYTES,
    idle_ms,
  }
}
