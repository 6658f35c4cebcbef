import type { Dispatcher } from 'undici'
import type { Clock } from '../../lib/clock.ts'
import type { FileReader } from '../file-reader.ts'
import { hasOwnHeader } from '../model-file-name.ts'
import { diskEnd, fullEnd, TOO_LONG, wrongEnd } from './attempt-end.ts'
import type { AttemptEnd } from './attempt-end.ts'
import type { DownloadRecord } from './download-record.ts'
import { partPath } from './download-record.ts'
import { hubFiles } from './hub-facts.ts'
import { PartFile } from './part-file.ts'
import { openRemoteFile } from './remote-file.ts'
import type { RemoteFile } from './remote-file.ts'
import { adoptHead } from './resume-rules.ts'

/** Made durable so often: what a power cut can take. */
const FLUSH_BYTES = 32 * 1024 * 1024
const FLUSH_MS = 1_000
/** The header is looked at when so much is there, and then at four times as much until it is whole. */
const LOOK_BYTES = 1024 * 1024
/** What every model file begins with. Less than it is not gone on from. */
const MAGIC = Buffer.from('GGUF')

export interface AttemptParts {
  clock: Clock
  dispatcherOf: (url: string) => Dispatcher
  reader: Pick<FileReader, 'header' | 'sha256'>
  freeBytes: (folder: string) => Promise<number | null>
  hub_url: () => string
  /** No byte for so long is a lost connection. */
  silence_ms: number
  /** Left on the disk for chats and everybody else. */
  keep_free_bytes: number
  /** `record` changed; resolves when that is on the disk, or was refused. */
  save: () => Promise<void>
  /** So much is here now. */
  onBytes: (bytes: number) => void
}

/** Gets what is missing of a file, from one server, once. What is here is kept whatever happens. Never rejects. */
export async function attemptDownload(
  record: DownloadRecord,
  parts: AttemptParts,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  const attempt = new Attempt(record, parts, signal)
  try {
    return await attempt.run()
  } catch (error) {
    return diskEnd(record, error)
  } finally {
    await attempt.close()
  }
}

class Attempt {
  #record: DownloadRecord
  #parts: AttemptParts
  #signal: AbortSignal
  #part: PartFile | null = null
  #flushed_at: number
  #look_at = LOOK_BYTES
  #begin = Buffer.alloc(0)

  constructor(record: DownloadRecord, parts: AttemptParts, signal: AbortSignal) {
    this.#record = record
    this.#parts = parts
    this.#signal = signal
    this.#flushed_at = parts.clock.now()
  }

  async run(): Promise<AttemptEnd> {
    const record = this.#record
    await this.#askHub()
    const part = (this.#part = await PartFile.open(partPath(record), record.flushed_bytes))
    record.flushed_bytes = part.bytes
    if (part.bytes > 0 && part.bytes === record.total_bytes) return { end: 'whole' }
    if (!canResume(record)) await this.#restart(part)
    this.#parts.onBytes(part.bytes)
    const full = await this.#space(part)
    if (full) return full
    const opened = await openRemoteFile({
      ...this.#asking(),
      url: record.url,
      from: part.bytes,
      validator: record.validator,
    })
    if ('end' in opened) {
      if (opened.end === 'anew') await this.#restart(part)
      if (opened.end === 'whole') record.total_bytes = part.bytes
      return opened
    }
    try {
      return await this.#receive(part, opened)
    } finally {
      opened.close()
    }
  }

  async close(): Promise<void> {
    await this.#part?.close()
  }

  #asking() {
    const { clock, silence_ms, dispatcherOf } = this.#parts
    return { clock, silence_ms, dispatcherOf, signal: this.#signal }
  }

  /** Its size and hash, before anything of it is here. A hub that does not say is no hindrance: the file itself may come. */
  async #askHub(): Promise<void> {
    const record = this.#record
    if (!record.hub || record.asked_hub) return
    const { repository, revision, file } = record.hub
    const files = await hubFiles(this.#parts.hub_url(), repository, revision, this.#asking())
    if ('refused' in files) return
    record.asked_hub = true
    const found = files.find((one) => one.file === file)
    if (!found) return
    record.total_bytes ??= found.bytes
    if (record.sha256_by !== 'person' && found.sha256) {
      record.sha256 = found.sha256
      record.sha256_by = 'hub'
    }
  }

  async #receive(part: PartFile, opened: RemoteFile): Promise<AttemptEnd> {
    const record = this.#record
    const adopted = adoptHead(record, opened.head, part.bytes)
    if (adopted === 'restart') await this.#restart(part)
    else if (adopted !== null) {
      if (adopted.end === 'anew') await this.#restart(part)
      return adopted
    }
    const full = await this.#space(part)
    if (full) return full
    for (;;) {
      const piece = await opened.read()
      if (piece === null) return this.#bodyOver(part)
      if ('end' in piece) {
        await this.#checkpoint(part)
        return piece
      }
      const end = await this.#take(part, piece)
      if (end) return end
    }
  }

  async #take(part: PartFile, piece: Buffer): Promise<AttemptEnd | null> {
    const { total_bytes } = this.#record
    if (total_bytes !== null && part.bytes + piece.length > total_bytes) {
      await this.#restart(part)
      return TOO_LONG
    }
    if (part.bytes < MAGIC.length) {
      this.#begin = Buffer.concat([this.#begin, piece.subarray(0, MAGIC.length)])
      const seen = this.#begin.subarray(0, MAGIC.length)
      if (!seen.equals(MAGIC.subarray(0, seen.length))) return this.#wrong(part, noModel(piece))
    }
    await part.append(piece)
    this.#parts.onBytes(part.bytes)
    if (part.bytes >= this.#look_at) return this.#look(part)
    const { flushed_bytes } = this.#record
    const due = this.#parts.clock.now() - this.#flushed_at >= FLUSH_MS
    if (!due && part.bytes - flushed_bytes < FLUSH_BYTES) return null
    await this.#checkpoint(part)
    return this.#space(part)
  }

  /** As far as the header is here: what is no model is not downloaded to its end. */
  async #look(part: PartFile): Promise<AttemptEnd | null> {
    this.#look_at = part.bytes * 4
    const { total_bytes: whole_bytes, file_name } = this.#record
    if (whole_bytes === null || !hasOwnHeader(file_name)) return null
    await this.#checkpoint(part)
    const question = { path: partPath(this.#record), whole_bytes, model_bytes: whole_bytes }
    const reading = await this.#parts.reader.header(question, this.#signal)
    if (reading && 'facts' in reading) this.#look_at = Number.POSITIVE_INFINITY
    return reading && 'problem' in reading ? this.#wrong(part, reading.problem) : null
  }

  async #bodyOver(part: PartFile): Promise<AttemptEnd> {
    await this.#checkpoint(part)
    const record = this.#record
    record.total_bytes ??= part.bytes
    if (part.bytes < record.total_bytes)
      return { end: 'again', says: 'The connection was lost.', detail: 'cut short', after_ms: null }
    if (part.bytes < MAGIC.length) return this.#wrong(part, 'What the server sent is no model file.')
    return { end: 'whole' }
  }

  async #wrong(part: PartFile, says: string): Promise<AttemptEnd> {
    await this.#restart(part)
    return wrongEnd(says)
  }

  async #restart(part: PartFile): Promise<void> {
    await part.restart()
    this.#begin = Buffer.alloc(0)
    this.#look_at = LOOK_BYTES
    this.#record.flushed_bytes = 0
    this.#parts.onBytes(0)
    await this.#parts.save()
  }

  async #checkpoint(part: PartFile): Promise<void> {
    await part.flush()
    this.#record.flushed_bytes = part.bytes
    this.#flushed_at = this.#parts.clock.now()
    await this.#parts.save()
  }

  /** Before the disk is full for everybody. Chats may be on it. */
  async #space(part: PartFile): Promise<AttemptEnd | null> {
    const { freeBytes, keep_free_bytes } = this.#parts
    const free = await freeBytes(this.#record.folder)
    const missing = (this.#record.total_bytes ?? part.bytes) - part.bytes
    return free !== null && free < missing + keep_free_bytes
      ? fullEnd(this.#record, missing + keep_free_bytes - free)
      : null
  }
}

/** The rest of a file nobody can tell from another one is not taken. */
function canResume({ flushed_bytes, validator, sha256 }: DownloadRecord): boolean {
  return flushed_bytes >= MAGIC.length && (validator !== null || sha256 !== null)
}

function noModel(piece: Buffer): string {
  return piece.toString('latin1').trimStart().startsWith('<')
    ? 'The server sent a web page instead of a model file.'
    : 'What the server sent is no GGUF model.'
}
