import { expect, mainLog, test } from './fixture-app.ts'

test('the policy of the response holds: no inline script or style, no foreign connection', async ({
  page,
}) => {
  expect(await page.evaluate(() => window.inlineRan)).toBe(undefined)
  const violations = await page.evaluate(async () => {
    const seen: string[] = []
    addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective))
    document.body.setAttribute('style', 'color: red')
    // Violations are reported in tasks of their own.
    const both = new Promise<void>((resolve) => {
      addEventListener('securitypolicyviolation', () => seen.length === 2 && resolve())
    })
    const fetched = await fetch('https://example.com/').then(
      () => 'reached',
      () => 'refused',
    )
    await both
    return { seen, fetched, ran: window.inlineRan }
  })
  expect(violations.seen).toContain('style-src-attr')
  expect(violations.seen).toContain('connect-src')
  expect(violations).toMatchObject({ fetched: 'refused', ran: undefined })
})

test('trusted types hold, and specs can still evaluate', async ({ page }) => {
  const result = await page.evaluate(() => {
    try {
      document.createElement('div').innerHTML = '<b>x</b>'
      return 'assigned'
    } catch (error) {
      return error instanceof Error ? error.name : 'other'
    }
  })
  expect(result).toBe('TypeError')
})

test('the custom scheme is a secure origin with storage', async ({ page }) => {
  const result = await page.evaluate(async () => {
    localStorage.setItem('kept', 'yes')
    const missing = await fetch('./nothing.json')
    return { secure: isSecureContext, kept: localStorage.getItem('kept'), missing: missing.status }
  })
  expect(result).toEqual({ secure: true, kept: 'yes', missing: 404 })
})

test('a module worker loads, imports and fetches from the custom scheme', async ({ page }) => {
  const answer = await page.evaluate(() => {
    const policy = window.trustedTypes.createPolicy('fixture', { createScriptURL: (url: string) => url })
    const worker = new Worker(policy.createScriptURL('./worker.js'), { type: 'module' })
    return new Promise((resolve) => {
      worker.addEventListener('message', (event) => resolve(event.data))
      worker.addEventListener('error', (event) => resolve(`failed: ${event.message}`))
    })
  })
  expect(answer).toEqual({ word: 'ready', status: 200 })
})

test('window.open is denied and its handler hears the address', async ({ page, electronApp }) => {
  expect(await page.evaluate(() => window.open('https://example.com/opened'))).toBe(null)
  await expect.poll(() => mainLog(electronApp)).toContainEqual({ windowOpen: 'https://example.com/opened' })
  expect(electronApp.windows().length).toBe(1)
})

test('a link with target=_blank is denied and its handler hears the address', async ({
  page,
  electronApp,
}) => {
  await page.locator('#blank').click()
  await expect.poll(() => mainLog(electronApp)).toContainEqual({ windowOpen: 'https://example.com/blank' })
  await expect.poll(() => electronApp.windows().length).toBe(1)
})

test('a navigation to elsewhere is asked about and blocked', async ({ page, electronApp }) => {
  await page.locator('#away').click()
  await expect.poll(() => mainLog(electronApp)).toContainEqual({ willNavigate: 'https://example.com/away' })
  await page.evaluate(() => (location.href = 'https://example.com/script'))
  await expect.poll(() => mainLog(electronApp)).toContainEqual({ willNavigate: 'https://example.com/script' })
  await expect(page.locator('#state')).toHaveText('ready')
  expect(await page.evaluate(() => window.api.echo('still here'))).toBe('still here')
})

test('onBeforeRequest sees requests of pages and can cancel them', async ({ page, electronApp }) => {
  await electronApp.evaluate(({ session }) => {
    session.defaultSession.webRequest.onBeforeRequest((details, decide) => {
      decide({ cancel: details.url.endsWith('word.js') })
    })
  })
  const results = await page.evaluate(() =>
    Promise.all(
      ['./style.css', './word.js'].map((url) =>
        fetch(url).then(
          (reply) => reply.status,
          () => 'cancelled',
        ),
      ),
    ),
  )
  expect(results).toEqual([200, 'cancelled'])
})

test('onHeadersReceived can add a header', async ({ page, electronApp }) => {
  await electronApp.evaluate(({ session }) => {
    session.defaultSession.webRequest.onHeadersReceived((details, decide) => {
      decide({ responseHeaders: { ...details.responseHeaders, 'x-added': ['by main'] } })
    })
  })
  expect(await page.evaluate(async () => (await fetch('./style.css')).headers.get('x-added'))).toBe('by main')
})

test('console messages reach main with their level', async ({ page, electronApp }) => {
  await electronApp.evaluate(({ BrowserWindow }) => {
    const log = Reflect.get(globalThis, 'log') as unknown[]
    BrowserWindow.getAllWindows()[0]?.webContents.on('console-message', ({ level, message }) =>
      log.push({ level, message }),
    )
  })
  await page.evaluate(() => console.warn('careful', 1))
  await expect.poll(() => mainLog(electronApp)).toContainEqual({ level: 'warning', message: 'careful 1' })
})

test('a page that cannot load rejects loadURL and emits did-fail-load', async ({ electronApp }) => {
  const result = await electronApp.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents
    const failed = new Promise<[number, string]>((resolve) => {
      contents.once('did-fail-load', (_event, code, description) => resolve([code, description]))
    })
    const rejected = await contents.loadURL('file:///no/such/file.html').then(
      () => 'loaded',
      (error: Error & { code: string }) => error.code,
    )
    return { rejected, failed: await failed }
  })
  expect(result).toEqual({ rejected: 'ERR_FILE_NOT_FOUND', failed: [-6, 'ERR_FILE_NOT_FOUND'] })
})

test('permissions a page asks for follow the handlers of main', async ({ page }) => {
  const state = await page.evaluate(
    async () => (await navigator.permissions.query({ name: 'geolocation' })).state,
  )
  expect(state).toBe('denied')
})
