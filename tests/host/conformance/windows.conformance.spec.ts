import { loaded } from '../fixture.ts'
import { expect, mainLog, test } from './fixture-app.ts'

test('close can be refused; destroy asks nobody', async ({ electronApp, page }) => {
  await electronApp.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!
    window.on('close', (event) => event.preventDefault())
    window.close()
  })
  expect(await page.evaluate(() => window.api.echo('open'))).toBe('open')
  const events = await electronApp.evaluate(async ({ app, BrowserWindow }) => {
    // Keeps the app alive although its last window closes.
    app.removeAllListeners('window-all-closed')
    app.on('window-all-closed', () => {})
    const window = BrowserWindow.getAllWindows()[0]!
    const contents = window.webContents
    const closed = new Promise<void>((resolve) => window.once('closed', () => resolve()))
    window.destroy()
    await closed
    return {
      window: window.isDestroyed(),
      contents: contents.isDestroyed(),
      left: BrowserWindow.getAllWindows().length,
    }
  })
  expect(events).toEqual({ window: true, contents: true, left: 0 })
})

test('a second window is a page of its own and closes alone', async ({ electronApp, page }) => {
  const [second] = await Promise.all([
    electronApp.waitForEvent('window'),
    electronApp.evaluate(() => {
      const createWindow = Reflect.get(globalThis, 'createWindow') as () => void
      createWindow()
    }),
  ])
  await loaded(second)
  await expect(second.locator('#state')).toHaveText('ready')
  const ids = await electronApp.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(
      (window) =>
        BrowserWindow.fromId(window.id) === window &&
        BrowserWindow.fromWebContents(window.webContents) === window,
    ),
  )
  expect(ids).toEqual([true, true])
  await second.close()
  await expect
    .poll(() => electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length))
    .toBe(1)
  expect(await page.evaluate(() => window.api.echo('first'))).toBe('first')
})

test('browserWindow() finds the window of a page', async ({ electronApp, page }) => {
  const window = await electronApp.browserWindow(page)
  expect(await window.evaluate((found) => found.getSize())).toEqual([640, 480])
  expect(await window.evaluate((found) => found.webContents.getURL())).toBe('app://bundle/index.html')
})

test('a window is shown when it is ready, and keeps its state', async ({ electronApp }) => {
  await expect
    .poll(() => electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true)
  const state = await electronApp.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!
    window.setBounds({ width: 700, height: 500 })
    window.setTitle('Renamed')
    window.hide()
    const hidden = !window.isVisible()
    window.show()
    return { hidden, visible: window.isVisible(), size: window.getSize(), title: window.getTitle() }
  })
  expect(state).toEqual({ hidden: true, visible: true, size: [700, 500], title: 'Renamed' })
})

test('the page is as large as the window was asked to be', async ({ electronApp, page }) => {
  await electronApp.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(800, 400),
  )
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([800, 400])
})

test('zoom makes CSS pixels larger, and survives a reload', async ({ electronApp, page }) => {
  const zoom = await electronApp.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents
    contents.setZoomFactor(2)
    return contents.getZoomFactor()
  })
  expect(zoom).toBe(2)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(320)
  await page.reload()
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(320)
})

test('window.close() of the page closes the window, and the app quits by window-all-closed', async ({
  launched,
}) => {
  const { electronApp, page, output } = launched
  const exited = electronApp.waitForEvent('close')
  await page.evaluate(() => window.close()).catch(() => {})
  await exited
  expect(output().match(/event .+/g)).toEqual([
    'event window-all-closed',
    'event before-quit',
    'event will-quit',
    'event quit',
  ])
})

test('a title change of the page reaches the window', async ({ electronApp, page }) => {
  const title = () =>
    electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
  await expect.poll(title).toBe('Host fixture')
  await page.evaluate(() => (document.title = 'Changed'))
  await expect.poll(title).toBe('Changed')
  expect(await mainLog(electronApp)).not.toContain('before-quit')
})
