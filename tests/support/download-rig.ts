import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'vitest'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { downloadRecords } from '../../src/main/models/download/download-record.ts'
import type { DownloadsOptions } from '../../src/main/models/download/downloads.ts'
import { Downloads } from '../../src/main/models/download/downloads.ts'
import { Network } from '../../src/main/models/download/network.ts'
import { FileReader } from '../../src/main/models/file-reader.ts'
import { freeBytes } from '../../src/main/models/free-space.ts'
import { JsonBook } from '../../src/main/models/json-book.ts'
import type { LogLine } from '../../src/main/ports.ts'
import type { DownloadId } from '../../src/shared/ids.ts'
import type { Refusal } from '../../src/shared/ipc-contract.ts'
import type { ModelDownload } from '../../src/shared/model-library.ts'

const THREADS = new URL('../../src/main/', import.meta.url)

export function fileReader(clock: AwakeClock, header_ms?: number): FileReader {
  return new FileReader({
    clock,
    header_thread: new URL('engines/llama/header-thread.ts', THREADS),
    hash_thread: new URL('models/hash-thread.ts', THREADS),
    ...(header_ms !== undefined && { header_ms }),
  })
}

export interface Done {
  path: string
  sha256: string | null
  source: string
}

/** Downloads as the app has them, into `folder`, with a book beside it; impatient, so that faults are over soon. */
export class DownloadRig {
  readonly clock = new AwakeClock()
  readonly log: LogLine[] = []
  readonly done: Done[] = []
  readonly downloads: Downloads
  #network = new Network()
  #changes = 0

  constructor(folder: string, options: Partial<DownloadsOptions> = {}) {
    this.downloads = new Downloads({
      clock: this.clock,
      writeLog: (line) => void this.log.push(line),
      reader: fileReader(this.clock),
      freeBytes,
      book: new JsonBook(join(folder, 'downloads.json'), downloadRecords),
      newId: randomUUID,
      folder: () => join(folder, 'models'),
      hub_url: () => 'https://hub.invalid',
      dispatcherOf: this.#network.dispatcherOf,
      at_once: 2,
      silence_ms: 400,
      keep_free_bytes: 0,
      retry_ms: (fruitless) => (fruitless > 4 ? null : 10),
      onChanged: () => void this.#changes++,
      onDone: (file) => void this.done.push(file),
      ...options,
    })
  }

  async start(source: string, more: { file?: string; sha256?: string } = {}): Promise<DownloadId> {
    const started = await this.downloads.start({ source, ...more })
    if ('refused' in started) throw new Error(started.refused)
    return started.download_id
  }

  async refusal(source: string): Promise<string> {
    const started = await this.downloads.start({ source })
    return (started as Partial<Refusal>).refused ?? 'it was begun'
  }

  view(download_id: DownloadId): ModelDownload | undefined {
    return this.downloads.views().find((one) => one.download_id === download_id)
  }

  /** Waits until it is in this state; `done`: it is not among the downloads any more. */
  async reaches(
    download_id: DownloadId,
    state: ModelDownload['state'] | 'done',
  ): Promise<ModelDownload | undefined> {
    await expect
      .poll(() => this.view(download_id)?.state ?? 'done', { timeout: 20_000, interval: 5 })
      .toBe(state)
    return this.view(download_id)
  }

  async dispose(): Promise<void> {
    await this.downloads.dispose()
    await this.#network.dispose()
    this.clock.dispose()
  }
}
