import { writeSync } from 'node:fs'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import type { Store } from '../../src/main/store/store.ts'
import { openStore } from '../../src/main/store/store.ts'

/** For a process that is going to be killed. Written at once, past the buffers of process.stdout: a line that is out was true before the kill. */
export function say(...words: (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

/** The store as the app has it, in a process without the app. */
export function openWholeStore(file: string, clock = new AwakeClock()): Promise<Store> {
  const worker = new URL('../../src/main/store/store-worker.ts', import.meta.url)
  return openStore({ file, worker, clock, writeLog: () => {} })
}
