import { stat, truncate, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileReader } from '../file-reader.ts'
import { hasOwnHeader, numberedName, seriesOf } from '../model-file-name.ts'
import type { AttemptEnd } from './attempt-end.ts'
import { diskEnd, wrongEnd } from './attempt-end.ts'
import type { DownloadRecord } from './download-record.ts'
import { partPath } from './download-record.ts'
import { publish } from './part-file.ts'

/** Names that are taken are passed over up to here. */
const NUMBER_MAX = 99

export type FinishEnd = { end: 'done'; path: string; sha256: string | null } | AttemptEnd

/** Reads once more what is on the disk, and gives it its name if it is what it should be. Never rejects. */
export async function finishDownload(
  record: DownloadRecord,
  reader: Pick<FileReader, 'header' | 'sha256'>,
  signal: AbortSignal,
): Promise<FinishEnd> {
  const part = partPath(record)
  try {
    const model_bytes = record.total_bytes ?? 0
    if ((await stat(part)).size !== model_bytes)
      return spoiled(record, 'What is here was changed by somebody else.')
    if (hasOwnHeader(record.file_name)) {
      const reading = await reader.header({ path: part, whole_bytes: null, model_bytes }, signal)
      if (reading === null) return { end: 'aborted' }
      if ('problem' in reading) return await spoiled(record, reading.problem)
    }
    const sha256 = await reader.sha256(part, signal)
    if (signal.aborted) return { end: 'aborted' }
    if (record.sha256 !== null && sha256 !== record.sha256) return await spoiled(record, OTHER_HASH)
    return await named(record, sha256)
  } catch (error) {
    return diskEnd(record, error)
  }
}

const OTHER_HASH = 'What came is not the file it should be: its SHA-256 is another one.'

/**
 * Where the app ended between giving the file its name and noting that: the path under which it is. A name that somebody else
 * gave a file of the same size is told by the part, which then still is another file.
 */
export async function publishedBefore(record: DownloadRecord): Promise<string | null> {
  const { total_bytes, flushed_bytes, folder, file_name } = record
  if (total_bytes === null || flushed_bytes !== total_bytes) return null
  const path = join(folder, file_name)
  const [whole, part] = await Promise.all([statOf(path), statOf(partPath(record))])
  if (!whole || whole.size !== total_bytes) return null
  if (part && (part.ino !== whole.ino || part.dev !== whole.dev)) return null
  await rm(partPath(record), { force: true })
  return path
}

async function statOf(path: string) {
  return stat(path).catch(() => null)
}

async function named(record: DownloadRecord, sha256: string | null): Promise<FinishEnd> {
  const { folder, file_name } = record
  const tries = seriesOf(file_name).length > 1 ? 1 : NUMBER_MAX
  for (let number = 1; number <= tries; number++) {
    const path = join(folder, number === 1 ? file_name : numberedName(file_name, number))
    if (await publish(partPath(record), path)) return { end: 'done', path, sha256 }
  }
  return {
    end: 'failed',
    says: `There is another file “${file_name}” in the folder of models by now. Move it away, then press Resume.`,
    detail: 'name taken',
  }
}

async function spoiled(record: DownloadRecord, says: string): Promise<FinishEnd> {
  record.flushed_bytes = 0
  await truncate(partPath(record), 0)
  return wrongEnd(says)
}
