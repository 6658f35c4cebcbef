import { z } from 'zod'
import type { ModelFacts } from '../../shared/model-library.ts'

const text = z.string().nullable()
const count = z.number().min(0)

const facts: z.ZodType<ModelFacts> = z.object({
  name: text,
  architecture: z.string(),
  size_label: text,
  quantization: text,
  context_length: count.nullable(),
  licence: text,
  memory_bytes: count,
})

/** What was found out about a file, true as long as its size and time are the same. */
const knownFile = z.object({
  bytes: count,
  modified_ms: z.number(),
  facts: facts.nullable(),
  problem: text,
  sha256: text,
  source: text,
})
export type KnownFile = z.infer<typeof knownFile>

/** By path. */
export const knownFiles = z.record(z.string(), knownFile)
export type KnownFiles = z.infer<typeof knownFiles>

const KNOWN_MAX = 1_000

/** Those of folders that were used before are kept, too, but not for ever. */
export function trimKnown(known: KnownFiles, wanted: ReadonlySet<string>): KnownFiles {
  const entries = Object.entries(known)
  const now = entries.filter(([path]) => wanted.has(path))
  const before = entries.filter(([path]) => !wanted.has(path))
  const room = Math.max(0, KNOWN_MAX - now.length)
  return Object.fromEntries([...before.slice(Math.max(0, before.length - room)), ...now])
}
