import { launchApp, recordedCalls } from '../fixture.ts'
import { expect, fixtureRoot, host, test } from './fixture-app.ts'

test('nativeTheme drives prefers-color-scheme, and says so', async ({ electronApp, page }) => {
  const set = (source: 'dark' | 'light' | 'system') =>
    electronApp.evaluate(({ nativeTheme }, wanted) => {
      let updated = 0
      nativeTheme.once('updated', () => updated++)
      nativeTheme.themeSource = wanted
      return { dark: nativeTheme.shouldUseDarkColors, source: nativeTheme.themeSource, updated }
    }, source)
  const pageIsDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  expect(await set('dark')).toMatchObject({ dark: true, source: 'dark' })
  await expect.poll(pageIsDark).toBe(true)
  await page.reload()
  expect(await pageIsDark()).toBe(true)
  expect(await set('light')).toMatchObject({ dark: false, source: 'light' })
  await expect.poll(pageIsDark).toBe(false)
})

test('safeStorage encrypts, decrypts after a restart, and names its backend', async () => {
  const userDataDir = test.info().outputPath('user data')
  const text = 'a secret with ü and 🔑'
  const first = await launchApp({ root: fixtureRoot, userDataDir })
  const kept = await first.electronApp.evaluate(({ safeStorage }, secret) => {
    if (process.platform === 'linux') safeStorage.setUsePlainTextEncryption(true)
    const encrypted = safeStorage.encryptString(secret)
    return {
      hex: encrypted.toString('hex'),
      holdsText: encrypted.includes(secret),
      available: safeStorage.isEncryptionAvailable(),
    }
  }, text)
  await first.close()
  expect(kept).toMatchObject({ holdsText: false, available: true })
  const second = await launchApp({ root: fixtureRoot, userDataDir })
  const back = await second.electronApp.evaluate(({ safeStorage }, hex) => {
    if (process.platform === 'linux') safeStorage.setUsePlainTextEncryption(true)
    return safeStorage.decryptString(Buffer.from(hex, 'hex'))
  }, kept.hex)
  const backend = await second.electronApp.evaluate(({ safeStorage }) =>
    process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'not asked',
  )
  await second.close()
  expect(back).toBe(text)
  if (process.platform === 'linux') expect(backend).toBe('basic_text')
})

test('without a keyring nothing is encrypted unless plain text was asked for', async ({ electronApp }) => {
  test.skip(process.platform !== 'linux', 'only Linux can lack a keyring')
  const state = await electronApp.evaluate(({ safeStorage }) => ({
    available: safeStorage.isEncryptionAvailable(),
    backend: safeStorage.getSelectedStorageBackend(),
  }))
  expect(state).toEqual({ available: false, backend: 'basic_text' })
})

test('dialogs and the shell can be replaced by a spec', async ({ electronApp }) => {
  const result = await electronApp.evaluate(async ({ dialog, shell }) => {
    const opened: string[] = []
    shell.openExternal = async (url) => void opened.push(url)
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: '/tmp/x.md' })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/tmp/y.json'] })
    await shell.openExternal('https://example.com')
    return {
      opened,
      saved: await dialog.showSaveDialog({}),
      chosen: await dialog.showOpenDialog({ properties: ['openFile'] }),
    }
  })
  expect(result).toEqual({
    opened: ['https://example.com'],
    saved: { canceled: false, filePath: '/tmp/x.md' },
    chosen: { canceled: false, filePaths: ['/tmp/y.json'] },
  })
})

test('a dialog to open a file is answered as cancelled, or with the file that was named', async () => {
  test.skip(host !== 'chromium', 'a promise of the double')
  const answer = async (env?: Record<string, string>): Promise<unknown> => {
    const app = await launchApp({ root: fixtureRoot, ...(env && { env }) })
    const chosen = await app.electronApp.evaluate(({ dialog }) => dialog.showOpenDialog({}))
    await app.close()
    return chosen
  }
  expect(await answer()).toEqual({ canceled: true, filePaths: [] })
  const named = await answer({ SLUICE_OPEN_DIALOG: '/tmp/chats.json' })
  expect(named).toEqual({ canceled: false, filePaths: ['/tmp/chats.json'] })
})

test('what cannot be drawn is written down', async ({ electronApp }) => {
  test.skip(host !== 'chromium', 'a promise of the double')
  await electronApp.evaluate(async ({ dialog, Notification }) => {
    await dialog.showMessageBox({ message: 'Sure?', buttons: ['Yes', 'No'] })
    new Notification({ title: 'Done' }).show()
  })
  expect(await recordedCalls(electronApp, 'dialog.showMessageBox')).toEqual([
    { name: 'dialog.showMessageBox', args: [{ message: 'Sure?', buttons: ['Yes', 'No'] }] },
  ])
  expect(await recordedCalls(electronApp, 'notification.show')).toHaveLength(1)
})

test('the application menu can be read and clicked', async ({ electronApp }) => {
  const result = await electronApp.evaluate(({ Menu }) => {
    let clicked = 0
    Menu.setApplicationMenu(
      Menu.buildFromTemplate([
        { label: 'File', submenu: [{ id: 'new', label: 'New', click: () => clicked++ }, { role: 'quit' }] },
        { label: 'View', submenu: [{ id: 'check', type: 'checkbox', label: 'Check', checked: false }] },
      ]),
    )
    const menu = Menu.getApplicationMenu()
    menu?.getMenuItemById('new')?.click()
    return { clicked, labels: menu?.items.map((item) => item.label), none: menu?.getMenuItemById('nothing') }
  })
  expect(result).toEqual({ clicked: 1, labels: ['File', 'View'], none: null })
})

test('powerMonitor passes on what a spec emits', async ({ electronApp }) => {
  const heard = await electronApp.evaluate(({ powerMonitor }) => {
    const events: string[] = []
    powerMonitor.once('suspend', () => events.push('suspend'))
    powerMonitor.once('resume', () => events.push('resume'))
    powerMonitor.emit('suspend')
    powerMonitor.emit('resume')
    return events
  })
  expect(heard).toEqual(['suspend', 'resume'])
})

test('what the double lacks throws, and says what to do', async ({ electronApp, page }) => {
  test.skip(host !== 'chromium', 'a promise of the double')
  const message = (text: string) =>
    `Error: host chromium: ${text} is not available in the double; add it to tests/host and to conformance.spec.ts`
  const thrown = await electronApp.evaluate((electron) => {
    const attempt = (work: () => unknown) => {
      try {
        return `nothing thrown: ${String(work())}`
      } catch (error) {
        return String(error)
      }
    }
    const { app, autoUpdater, BrowserWindow, session } = electron
    const window = BrowserWindow.getAllWindows()[0]!
    return {
      app: attempt(() => app.getAppMetrics()),
      window: attempt(() => window.setOpacity(1)),
      contents: attempt(() => window.webContents.printToPDF({})),
      session: attempt(() => session.defaultSession.getUserAgent()),
      module: attempt(() => autoUpdater.checkForUpdates()),
      name: attempt(() => Reflect.get(electron, 'nonsense')),
      event: attempt(() => app.on('no-such-event' as 'ready', () => {})),
      write: attempt(() => (app.badgeCount = 1)),
    }
  })
  expect(thrown).toEqual({
    app: message('app.getAppMetrics'),
    window: message('browserWindow.setOpacity'),
    contents: message('webContents.printToPDF'),
    session: message('session.getUserAgent'),
    module: message('autoUpdater.checkForUpdates'),
    name: message('electron.nonsense'),
    event: message("event 'no-such-event' of app"),
    write: message('app.badgeCount ='),
  })
  const preload = await page.evaluate(() => {
    try {
      return window.api.unknownMember()
    } catch (error) {
      return String(error)
    }
  })
  expect(preload).toBe(message('ipcRenderer.sendToNowhere'))
})
