import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import type { LogLine } from '../../../../src/main/ports.ts'
import { foldChunks } from '../../../../src/main/store/chunk-rows.ts'
import type { Store, StoreOptions } from '../../../../src/main/store/store.ts'
import { openStore } from '../../../../src/main/store/store.ts'
import { chunksOf } from '../../../../src/main/store/tables/chunk-table.ts'
import type { StreamId } from '../../../../src/shared/ids.ts'
import type { MessagePart } from '../../../../src/shared/session.ts'

export const STORE_WORKER = new URL('../../../../src/main/store/store-worker.ts', import.meta.url)
/** The same threads, but the writer dies when it is asked to write settings, and the reader when it is asked for an earlier page. */
export const MORTAL_WORKER = new URL('./mortal-worker.ts', import.meta.url)

/** A folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface TempStore extends Store {
  file: string
  log: LogLine[]
}

/** What is on disk of the text of a running stream: no window loads it, a start after a crash folds it. */
export function savedText(file: string, stream_id: StreamId): MessagePart[] {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return foldChunks([], chunksOf(db, stream_id))
  } finally {
    db.close()
  }
}

/** A real store in a file of its own, closed after the test. */
export async function tempStore(options: Partial<StoreOptions> = {}): Promise<TempStore> {
  const file = options.file ?? join(tempFolder(), 'sluice.db')
  const log: LogLine[] = []
  const clock = new AwakeClock()
  const writeLog = (line: LogLine): void => void log.push(line)
  onTestFinished(() => clock.dispose())
  const store = await openStore({ worker: STORE_WORKER, clock, writeLog, ...options, file })
  onTestFinished(() => store.dispose())
  return { ...store, file, log }
}
