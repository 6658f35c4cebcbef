import { join } from 'node:path'
import { z } from 'zod'
import type { DownloadId } from '../../../shared/ids.ts'

const text = z.string()
const count = z.number().int().min(0)

/** What is known of a download on disk, so that it goes on after any end of the app. */
export interface DownloadRecord {
  download_id: DownloadId
  /** As asked for, with what may be a secret in it: shown without. */
  url: string
  hub: { repository: string; revision: string; file: string } | null
  folder: string
  file_name: string
  /** What it will be when the app starts next. `run`: it goes on by itself. */
  wish: 'run' | 'pause' | 'failed'
  /** Why it does not run. */
  problem: string | null
  /** So much is certainly on the disk. */
  flushed_bytes: number
  total_bytes: number | null
  validator: string | null
  sha256: string | null
  /** Who says so: a person's is never given up. */
  sha256_by: 'person' | 'hub' | null
  /** The hub was asked for the size and the hash. */
  asked_hub: boolean
}

const record: z.ZodType<DownloadRecord> = z.object({
  download_id: z.custom<DownloadId>((id) => typeof id === 'string' && /^[\w-]{1,64}$/.test(id)),
  url: z.url(),
  hub: z.object({ repository: text, revision: text, file: text }).nullable(),
  folder: text.min(1),
  // Never a path, whatever happened to the book.
  file_name: text.regex(/^(?!\.)[^/\\]{1,255}\.gguf$/i),
  wish: z.enum(['run', 'pause', 'failed']),
  problem: text.nullable(),
  flushed_bytes: count,
  total_bytes: count.nullable(),
  validator: text.nullable(),
  sha256: text.nullable(),
  sha256_by: z.enum(['person', 'hub']).nullable(),
  asked_hub: z.boolean(),
})

export const downloadRecords = z.object({ downloads: z.array(record) })
export type DownloadRecords = z.infer<typeof downloadRecords>

/** The file under another name until it is whole. */
export function partPath({ folder, file_name }: DownloadRecord): string {
  return join(folder, `${file_name}.part`)
}
