import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { findLeaks } from '../../../../src/main/self-test/leaks.ts'
import { quietStock } from '../../../support/quiet-stock.ts'

/** For a leak that is meant to be seen. */
const SOON = { within_ms: 50 }

describe('a planted leak is found, and gone once it is undone', () => {
  test('a timer', async () => {
    const before = await quietStock()
    const timer = setInterval(() => {}, 60_000)
    expect(await findLeaks(before, [], SOON)).toEqual(['Timeout: 1 more than before'])
    clearInterval(timer)
    expect(await findLeaks(before, [])).toEqual([])
  })

  test('a socket that listens', async () => {
    const before = await quietStock()
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    expect(await findLeaks(before, [], SOON)).toEqual(['TCPServerWrap: 1 more than before'])
    server.close()
    expect(await findLeaks(before, [])).toEqual([])
  })

  test('a listener on the process', async () => {
    const before = await quietStock()
    const listener = (): void => {}
    process.on('SIGUSR2', listener)
    expect((await findLeaks(before, [], SOON)).join()).toContain('listener SIGUSR2')
    process.off('SIGUSR2', listener)
    expect(await findLeaks(before, [])).toEqual([])
  })

  test('an engine process', async () => {
    const before = await quietStock()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], { stdio: 'ignore' })
    await new Promise((resolve) => child.once('spawn', resolve))
    const pid = child.pid ?? 0
    const leaks = await findLeaks(before, [pid], SOON)
    expect(leaks).toContain(`engine process ${pid} is still alive`)
    expect(leaks.join()).toContain('ProcessWrap')
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await exited
    expect(await findLeaks(before, [pid])).toEqual([])
  })
})

test('what takes a moment to close is no leak', async () => {
  const before = await quietStock()
  setTimeout(() => {}, 200)
  expect(await findLeaks(before, [])).toEqual([])
})

test('less than before is no leak', async () => {
  const timer = setInterval(() => {}, 60_000)
  const before = await quietStock()
  clearInterval(timer)
  expect(await findLeaks(before, [])).toEqual([])
})
