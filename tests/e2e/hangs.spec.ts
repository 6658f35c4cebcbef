import type { Page } from '@playwright/test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import type { WatchedApp } from './support/watched-app.ts'
import { expect, test } from './support/watched-app.ts'

// Every hang of a page, and every stale event a page dropped, is in main's log.

type Line = Record<string, unknown>

function logged(userDataDir: string, event: string): Line[] {
  const file = join(userDataDir, 'logs', 'sluice.log')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line['event'] === event)
}

/** When a line was written, by the clock of the wall: also when nobody could look while something hung. */
const toldAt = (line: Line | undefined): number => Date.parse(String(line?.['time']))

/** Blocks the page's main thread, in a task of its own. */
function hang(page: Page, ms: number): Promise<void> {
  return page.evaluate((hang_ms) => {
    setTimeout(() => {
      for (const until = performance.now() + hang_ms; performance.now() < until;);
    })
  }, ms)
}

/** A second window, which shows the app and is closed again. */
async function openAndCloseAnother(app: WatchedApp): Promise<void> {
  const opened = app.electronApp.waitForEvent('window')
  await app.electronApp.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('new_window')?.click()
  })
  const other = app.watch(await opened)
  await expect(other.message).toBeVisible()
  const closed = other.page.waitForEvent('close')
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    const newest = BrowserWindow.getAllWindows().toSorted((a, b) => b.id - a.id)[0]
    newest?.close()
  })
  await closed
}

test('a page that hangs for 7 s is told of while it hangs, when it is back, and with its long task', async ({
  app,
  chat,
  userDataDir,
}) => {
  await openAndCloseAnother(app)
  const pageTasks = (): Line[] =>
    logged(userDataDir, 'loop_blocked').filter(
      (line) => line['where'] === 'window' && Number(line['ms']) > 6_900,
    )
  const from = Date.now()
  await hang(chat.page, 7_000)
  await expect.poll(() => logged(userDataDir, 'renderer_unresponsive').length).toBe(1)
  await expect.poll(() => logged(userDataDir, 'renderer_responsive').length).toBe(1)
  await expect.poll(() => pageTasks().length).toBe(1)
  const [silent] = logged(userDataDir, 'renderer_unresponsive')
  const [back] = logged(userDataDir, 'renderer_responsive')
  expect(Number(silent?.['ms'])).toBeGreaterThanOrEqual(5_000)
  expect(toldAt(silent)).toBeLessThan(from + 7_000)
  expect(Number(back?.['ms'])).toBeGreaterThan(Number(silent?.['ms']))
  // The window that was closed is not missed.
  expect(logged(userDataDir, 'renderer_unresponsive')).toHaveLength(1)
  expect(new Set([silent, back, ...pageTasks()].map((line) => line?.['page_id'])).size).toBe(1)
})

test('a page that was busy for 2 s is no page that hangs, and the answer it shows is whole', async ({
  chat,
  userDataDir,
}) => {
  await chat.newChatsUse('normal?rate=100&length=300&first_ms=50')
  await chat.say('Go on meanwhile')
  await chat.writing(40)
  await hang(chat.page, 2_000)
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.lastAnswer).toContainText(/300 tokens/)
  await expect
    .poll(() => logged(userDataDir, 'loop_blocked').some((line) => Number(line['ms']) > 1_900))
    .toBe(true)
  expect(logged(userDataDir, 'renderer_unresponsive')).toEqual([])
})

test('a main process that hangs for 7 s is told of while it hangs, and no window is blamed for it', async ({
  app,
  userDataDir,
}) => {
  const main = (): Line[] =>
    logged(userDataDir, 'loop_blocked').filter(
      (line) => line['where'] === 'main' && Number(line['ms']) >= 1_000,
    )
  const from = Date.now()
  await app.electronApp.evaluate(() => {
    for (const until = performance.now() + 7_000; performance.now() < until;);
  })
  await expect.poll(() => main().map((line) => line['ongoing'] ?? false)).toEqual([true, true, false])
  for (const ongoing of main().slice(0, 2)) expect(toldAt(ongoing)).toBeLessThan(from + 7_000)
  expect(Number(main()[2]?.['ms'])).toBeGreaterThan(6_800)
  expect(logged(userDataDir, 'renderer_unresponsive')).toEqual([])
})

test('what the gate of a window dropped is in the log, by stream and reason', async ({
  app,
  chat,
  userDataDir,
}) => {
  await chat.newChatsUse('normal?rate=60&length=100000&first_ms=50')
  await chat.say('Twice')
  await chat.writing(60)
  const { open_session_id } = await chat.ask('app:state', null)
  const loaded = await chat.ask('session:load', { session_id: open_session_id as SessionId })
  const stream_id = loaded?.messages.at(-1)?.stream_id as StreamId
  const stream = await chat.ask('stream:snapshot', { stream_id })
  if (!stream) throw new Error('no stream is running')
  await app.electronApp.evaluate(({ BrowserWindow }, sent) => {
    const [window] = BrowserWindow.getAllWindows()
    for (const seq of [0, 1, 2]) window?.webContents.send('stream:event', { ...sent, seq })
  }, tokenOf(stream))
  await expect.poll(() => logged(userDataDir, 'stale_dropped').length).toBe(1)
  expect(logged(userDataDir, 'stale_dropped')).toMatchObject([
    { where: 'window', why: 'duplicate', count: 3, stream_id, session_id: open_session_id },
  ])
  await expect(chat.page.getByText('INJECTED')).toHaveCount(0)
})

function tokenOf({
  stream_id,
  session_id,
  message_id,
  trace_id,
  generation,
}: Record<'stream_id' | 'session_id' | 'message_id' | 'trace_id', string> & {
  generation: number
}): Line {
  const identity = { stream_id, session_id, message_id, trace_id, generation }
  return { type: 'token', content: ' INJECTED ', channel: 'answer', ...identity }
}
