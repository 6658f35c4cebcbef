import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { downloadRecords } from '../../src/main/models/download/download-record.ts'
import type { DownloadsOptions } from '../../src/main/models/download/downloads.ts'
import { Downloads } from '../../src/main/models/download/downloads.ts'
import { Network } from '../../src/main/models/download/network.ts'
import { FileReader } from '../../src/main/models/file-reader.ts'
import { freeBytes } from '../../src/main/models/free-space.ts'
import { JsonBook } from '../../src/main/models/json-book.ts'

const THREADS = new URL('../../src/main/', import.meta.url)

export function fileReader(clock: AwakeClock, header_ms?: number): FileReader {
  return new FileReader({
    clock,
    header_thread: new URL('engines/llama/header-thread.ts', THREADS),
    hash_thread: new URL('models/hash-thread.ts', THREADS),
    ...(header_ms !== undefined && { header_ms }),
  })
}

/** Downloads as the app has them, into `folder`, with a book beside it; impatient, so that faults are over soon. */
export function createDownloads(folder: string, options: Partial<DownloadsOptions> = {}) {
  const clock = new AwakeClock()
  const network = new Network()
  const downloads = new Downloads({
    clock,
    writeLog: () => {},
    reader: fileReader(clock),
    freeBytes,
    book: new JsonBook(join(folder, 'downloads.json'), downloadRecords),
    newId: randomUUID,
    folder: () => join(folder, 'models'),
    hub_url: () => 'https://hub.invalid',
    dispatcherOf: network.dispatcherOf,
    at_once: 2,
    silence_ms: 5_000,
    keep_free_bytes: 0,
    retry_ms: (fruitless) => (fruitless > 4 ? null : 10),
    onChanged: () => {},
    onDone: () => {},
    ...options,
  })
  const dispose = async (): Promise<void> => {
    await downloads.dispose()
    await network.dispose()
    clock.dispose()
  }
  return { clock, downloads, dispose }
}
