import type { Page } from '@playwright/test'
import { expect, mainLog, test } from './fixture-app.ts'

/** Counts 'tick' messages in the page and notes the first one out of order. */
async function countTicks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { count: 0, next: 0, firstBad: -1, sharedTask: 0, inTask: false }
    Object.assign(window, { seen })
    window.api.on('tick', (n) => {
      if (n !== seen.next && seen.firstBad < 0) seen.firstBad = Number(n)
      seen.next = Number(n) + 1
      seen.count++
      if (seen.inTask) seen.sharedTask++
      seen.inTask = true
      // A microtask runs when this message's task ends; two messages in one task would meet.
      queueMicrotask(() => (seen.inTask = false))
    })
  })
}

interface Seen {
  count: number
  firstBad: number
  sharedTask: number
}
const seenBy = (page: Page) => page.evaluate(() => Reflect.get(window, 'seen') as Seen)

test('1,000 messages a second for 3 seconds: none lost, none out of order', async ({ page, electronApp }) => {
  await countTicks(page)
  await electronApp.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const start = performance.now()
    let sent = 0
    const timer = setInterval(() => {
      const due = Math.min(3_000, Math.floor(performance.now() - start))
      while (sent < due) contents?.send('tick', sent++)
      if (sent === 3_000) clearInterval(timer)
    }, 4)
  })
  await expect.poll(async () => (await seenBy(page)).count).toBe(3_000)
  expect(await seenBy(page)).toMatchObject({ count: 3_000, firstBad: -1, sharedTask: 0 })
})

test('a burst of 5,000 messages: none lost, none out of order, one task each', async ({
  page,
  electronApp,
}) => {
  await countTicks(page)
  await electronApp.evaluate(({ BrowserWindow }) => {
    for (let n = 0; n < 5_000; n++) BrowserWindow.getAllWindows()[0]?.webContents.send('tick', n)
  })
  await expect.poll(async () => (await seenBy(page)).count).toBe(5_000)
  expect(await seenBy(page)).toMatchObject({ firstBad: -1, sharedTask: 0 })
})

test('4 MiB cross both ways', async ({ page }) => {
  const same = await page.evaluate(async () => {
    const sent = new Uint8Array(4 << 20).map((_, index) => index % 251)
    const got = (await window.api.echo(sent)) as Uint8Array
    return got.length === sent.length && got.every((byte, index) => byte === sent[index])
  })
  expect(same).toBe(true)
})

test('handlers answer after a reload, by the page and by main', async ({ page, electronApp }) => {
  await page.reload()
  expect(await page.evaluate(() => window.api.echo('page'))).toBe('page')
  await page.evaluate(() => Object.assign(window, { old: true }))
  await electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
  await page.waitForFunction(() => !('old' in window) && document.readyState === 'complete')
  await expect(page.locator('#state')).toHaveText('ready')
  expect(await page.evaluate(() => window.api.echo('main'))).toBe('main')
})

test('a new document announces itself with did-start-navigation and a new frame', async ({
  page,
  electronApp,
}) => {
  const before = await electronApp.evaluateHandle(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.mainFrame,
  )
  await page.reload()
  const starts = () =>
    mainLog(electronApp).then((log) =>
      log.filter((entry) => JSON.stringify(entry).includes('startNavigation')),
    )
  expect(await starts()).toEqual([
    { startNavigation: 'app://bundle/index.html', isSameDocument: false },
    { startNavigation: 'app://bundle/index.html', isSameDocument: false },
  ])
  expect(await before.evaluate((frame) => frame.detached)).toBe(true)
  await page.evaluate(() => (location.hash = '#part'))
  await expect
    .poll(starts)
    .toContainEqual({ startNavigation: 'app://bundle/index.html#part', isSameDocument: true })
  const url = await electronApp.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
  )
  expect(url).toBe('app://bundle/index.html#part')
})

test('a crashed renderer is reported, and a reload brings the page back', async ({ page, electronApp }) => {
  await expect(page.locator('#state')).toHaveText('ready')
  await electronApp.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await expect
    .poll(async () => JSON.stringify(await mainLog(electronApp)))
    .toMatch(/"gone":"(crashed|killed)"/)
  const state = await electronApp.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents
    const crashed = contents.isCrashed()
    const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()))
    contents.reload()
    await loaded
    const echo = (await contents.executeJavaScript('window.api.echo("back")')) as unknown
    return { crashed, after: contents.isCrashed(), echo }
  })
  expect(state).toEqual({ crashed: true, after: false, echo: 'back' })
})
