import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HttpStream } from '../../src/main/engines/wire/http-stream.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { HTTP_KINDS, HttpCore, eventually } from '../support/fault-server-core.ts'
import { startFaultServerProcess } from '../support/fault-server-process.ts'
import type { FaultServerProcess } from '../support/fault-server-process.ts'

const MIB = 1024 * 1024
/** 64 MiB come in; what an unfinished line and the buffers on the way may hold is a few. */
const GROWTH_MAX_BYTES = 40 * MIB

let server: FaultServerProcess
beforeEach(async () => void (server = await startFaultServerProcess()))
afterEach(async () => server.stop())

/** How much this process grew at most while `run` ran, in bytes. */
async function growth(run: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 1)
  await run()
  clearInterval(timer)
  return Math.max(most, process.memoryUsage.rss()) - before
}

describe.each(HTTP_KINDS)('%s: a hostile server cannot fill the memory', (kind) => {
  // The server is another process, so that its own buffers are not measured here.
  test.each(['huge-line', 'gzip-bomb', 'endless-error'])('%s', async (model) => {
    const core = new HttpCore(kind, server.url)
    await core.ask('normal')
    const bytes = await growth(async () => {
      const { done } = await core.ask(model)
      expect(done?.reason).toBe('error')
    })
    console.log(`${kind}, ${model}: grew by ${(bytes / MIB).toFixed(1)} MiB at most`)
    expect(bytes).toBeLessThan(GROWTH_MAX_BYTES)
    await core.dispose()
    await eventually(() => core.registry.size === 0, 'all is released')
  })
})

describe('reading by pulling', () => {
  const clock = new AwakeClock()
  const endless = (body_max_bytes?: number): HttpStream => {
    const body = JSON.stringify({ model: 'endless', messages: [{ role: 'user', content: 'x' }] })
    const headers = { 'content-type': 'application/json' }
    const url = new URL(`${server.url}/api/chat`)
    return new HttpStream(
      { method: 'POST', url, headers, body, connect_ms: 3_000, ...(body_max_bytes && { body_max_bytes }) },
      clock,
    )
  }

  test('what is not pulled stays in the network: the server has to wait', async () => {
    const stream = endless()
    await stream.open()
    await stream.read()
    let [written, same] = [-1, 0]
    const timesTheSame = async (): Promise<number> => {
      const now = (await server.records()).at(-1)?.bytes_written ?? 0
      same = now === written ? same + 1 : 0
      written = now
      return same
    }
    await expect.poll(timesTheSame, { timeout: 50_000 }).toBeGreaterThanOrEqual(5)
    console.log(
      `an unread endless answer: the server got rid of ${(written / MIB).toFixed(1)} MiB, then waited`,
    )
    expect(written).toBeLessThan(16 * MIB)
    stream.destroy()
    await stream.closed
  })

  test('a body beyond its cap is ended', async () => {
    const stream = endless(3 * MIB)
    await stream.open()
    let bytes = 0
    let next = await stream.read()
    for (; next !== null && !('failure' in next); next = await stream.read()) bytes += next.length
    expect(next).toMatchObject({ failure: 'too_large' })
    expect(bytes).toBeLessThanOrEqual(3 * MIB)
    await stream.closed
  })
})
