import { readFileSync } from 'node:fs'
import { freemem, totalmem } from 'node:os'
import type { HeldModel, MemoryRules } from '../worker/memory-rules.ts'

const MIB = 1024 ** 2
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

/** Whoever starts Sluice may let its models have less than the computer has: so many mebibytes. */
export const MEMORY_VARIABLE = 'SLUICE_MODEL_MEMORY_MB'

/** macOS fills its memory with caches and calls the rest free: half of all is what can be had there. */
export function systemMemory(limit = process.env[MEMORY_VARIABLE]): Memory {
  const total_bytes = totalmem()
  const available_bytes = process.platform === 'darwin' ? total_bytes / 2 : freemem()
  const most = (/^[1-9]\d*$/.test(limit ?? '') ? Number(limit) : Infinity) * MIB
  return { total_bytes: Math.min(total_bytes, most), available_bytes: Math.min(available_bytes, most) }
}

export interface LlamaMemoryOptions {
  memory: () => Memory
  /** The size of a model's file; for the name '' what a model will take that is not known yet. */
  bytesOf: (model: string) => number
  idle_ms: () => number | null
  /** See `mappedBytes`. */
  mapped?: typeof mappedBytes
}

export function llamaMemoryRules(options: LlamaMemoryOptions): MemoryRules {
  const { memory, bytesOf, idle_ms, mapped = mappedBytes } = options
  /** The model loaded last is the one that would be loaded again. */
  let last = ''
  const taken = ({ model, pid, ready }: HeldModel): number =>
    ready && pid !== undefined ? mapped(pid, bytesOf(model)) : bytesOf(model)
  const fits = (model: string, held: readonly HeldModel[]): boolean => {
    const taken_bytes = held.reduce((bytes, one) => bytes + taken(one), 0)
    return memory().available_bytes - taken_bytes >= bytesOf(model) + BESIDE_BYTES
  }
  return {
    hasRoomFor: (model, held) => fits((last = model), held),
    mayKeepSpare: (held) => memory().total_bytes > SMALL_BYTES && fits(last, held),
    isShort: () => memory().available_bytes < SHORT_BYTES,
    idle_ms,
  }
}

/**
 * Of a loaded model, what the system still calls available: on Linux the pages that are mapped from its file, which are cache
 * to it (https://www.kernel.org/doc/html/latest/filesystems/proc.html, MemAvailable and RssFile); on macOS all of it, as
 * `systemMemory` only guesses there.
 */
export function mappedBytes(pid: number, file_bytes: number): number {
  if (process.platform === 'darwin') return file_bytes
  if (process.platform !== 'linux') return 0
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/RssFile:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  } catch {
    // It is gone, and its memory free.
    return 0
  }
}
