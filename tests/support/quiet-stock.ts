import assert from 'node:assert/strict'
import type { Stock } from '../../src/main/self-test/leaks.ts'
import { findLeaks, takeStock } from '../../src/main/self-test/leaks.ts'

const LOOK_EVERY_MS = 50
const SAME_IN_A_ROW = 5

/** The stock once nothing comes or goes: a test runner's own short timers, counted in, would hide a leak of one. */
export async function quietStock(): Promise<Stock> {
  let last = takeStock()
  for (let same = 0; same < SAME_IN_A_ROW;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    const now = takeStock()
    same = JSON.stringify([...now]) === JSON.stringify([...last]) ? same + 1 : 0
    last = now
  }
  return last
}

/** For an `afterEach`: throws when a process is alive or a handle, timer or listener is there beyond the stock. */
export async function assertNothingLeft(stock: Stock, pids: readonly number[]): Promise<void> {
  assert.deepEqual(await findLeaks(stock, pids), [])
}
