import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Stock } from '../../src/main/self-test/leaks.ts'
import { assertNothingLeft, quietStock } from '../support/quiet-stock.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import { CREDIT_BYTES } from '../../src/shared/limits.ts'
import { WorkerCore } from '../support/run-worker.ts'

const MIB = 1024 * 1024
/** 4 MB of text is kept by the stream and the journal; the rest is what the collector leaves lying about for a while. */
const GROWTH_MAX_BYTES = 200 * MIB
const QUIET_MS = 1_000
const MESSAGE_MAX_BYTES = 64 * 1024
const FLOOD = 'flood?length=10000000'

let stock: Stock
let core: WorkerCore
beforeEach(async () => {
  stock = await quietStock()
  core = new WorkerCore()
})
afterEach(async () => {
  await core.dispose()
  await assertNothingLeft(stock, core.pids)
})

test('flood: what is told stays at one event a frame, and unread text within the credit', async () => {
  await core.ask('normal?rate=2000&length=20&first_ms=0')
  const rss = process.memoryUsage.rss()
  const from = performance.now()
  const stream = core.send(FLOOD)
  await core.text(stream, 1_000_000)
  const ms = performance.now() - from
  const growth = process.memoryUsage.rss() - rss
  const released = await core.registry.stop(stream)
  const { in_flight_max_bytes, largest_message_bytes } = core.host
  const tokens = core.of(stream).filter((event) => event.type === 'token').length
  console.log(
    `flood: 1,000,000 characters in ${ms.toFixed(0)} ms, ${tokens} events, memory grew by ${(growth / MIB).toFixed(1)} MiB, ` +
      `at most ${(in_flight_max_bytes / 1024).toFixed(0)} KiB unread, stopped in ${released.release_ms.toFixed(0)} ms`,
  )
  expect(in_flight_max_bytes).toBeLessThanOrEqual(CREDIT_BYTES + largest_message_bytes)
  expect(growth).toBeLessThan(GROWTH_MAX_BYTES)
  // The first event, the last one, and the status between.
  expect(tokens).toBeLessThan(ms / 15 + 5)
})

test('a consumer that does not pull makes the process wait: the credit and one message, no more', async () => {
  const { run, abort } = start(FLOOD)
  await run.replies.next()
  const stuck_bytes = await whenQuiet()
  const { largest_message_bytes } = core.host
  console.log(
    `not pulled: the process stopped at ${(stuck_bytes / 1024).toFixed(0)} KiB unread and sent nothing for ${QUIET_MS} ms; ` +
      `largest message ${(largest_message_bytes / 1024).toFixed(0)} KiB`,
  )
  expect(stuck_bytes).toBeGreaterThan(CREDIT_BYTES / 2)
  expect(stuck_bytes).toBeLessThanOrEqual(CREDIT_BYTES + largest_message_bytes)

  // What waited is paid back message by message, and it goes on, within the credit again: no catching up in one heap.
  const received = core.host.received_bytes
  while (core.host.received_bytes < received + 4 * CREDIT_BYTES) await run.replies.next()
  expect(core.host.in_flight_max_bytes).toBeLessThanOrEqual(CREDIT_BYTES + core.host.largest_message_bytes)
  expect(core.host.largest_message_bytes).toBeLessThanOrEqual(MESSAGE_MAX_BYTES)
  abort.abort()
  await run.released
})

test('a process that waits for credit still hears a stop', async () => {
  const { run, abort } = start(FLOOD)
  await run.replies.next()
  await whenQuiet()
  const from = performance.now()
  abort.abort()
  await run.released
  console.log(`waiting for credit, Stop to released: ${(performance.now() - from).toFixed(0)} ms`)
  expect(core.engine.supervisor.stats.kills).toBe(0)
})

/** A run in the test's own hands: pulled only when the test does. */
function start(model: string) {
  const abort = new AbortController()
  const run = core.engine.start(
    {
      stream_id: 'run' as StreamId,
      session_id: 'session' as SessionId,
      model,
      messages: [{ role: 'user', content: 'Flood me' }],
      parameters: {},
    },
    abort.signal,
  )
  return { run, abort }
}

/** Unread bytes once the process has sent text and then nothing for a whole second. */
async function whenQuiet(): Promise<number> {
  let [last, since] = [0, performance.now()]
  const isQuiet = (): boolean => {
    const { received_bytes } = core.host
    if (received_bytes !== last) since = performance.now()
    last = received_bytes
    return last > 0 && performance.now() - since > QUIET_MS
  }
  await expect.poll(isQuiet, { timeout: 50_000 }).toBe(true)
  return core.host.received_bytes - core.host.credited_bytes
}
