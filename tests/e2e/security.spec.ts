import { expect, test } from './support/watched-app.ts'

test('the page cannot reach the network, open a window, navigate or run markup', async ({ app, chat }) => {
  const { page } = chat
  const outcome = await page.evaluate(async () => {
    const violations: string[] = []
    addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'blocked',
    )
    const image = new Image()
    const loaded = new Promise((resolve) => {
      image.addEventListener('load', () => resolve('loaded'))
      image.addEventListener('error', () => resolve('blocked'))
    })
    image.src = 'https://example.com/beacon.png'
    const script = document.createElement('script')
    let injected = 'ran'
    try {
      script.textContent = 'window.ran = true'
      document.body.append(script)
      injected = Reflect.get(window, 'ran') === true ? 'ran' : 'blocked'
    } catch {
      injected = 'blocked'
    }
    let markup = 'parsed'
    try {
      document.createElement('div').innerHTML = '<b>x</b>'
    } catch {
      markup = 'blocked'
    }
    const opened = window.open('https://example.com/') === null ? 'blocked' : 'opened'
    return { fetched, image: await loaded, injected, markup, opened, violations }
  })
  expect(outcome).toMatchObject({
    fetched: 'blocked',
    image: 'blocked',
    injected: 'blocked',
    markup: 'blocked',
    opened: 'blocked',
  })
  expect(outcome.violations).toEqual(expect.arrayContaining(['connect-src', 'img-src']))
  await page.evaluate(() => location.assign('https://example.com/'))
  await expect(chat.message).toBeVisible()
  expect(page.url()).toContain('index.html')
  expect(await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  // Those were provoked; anything else would still fail the spec.
  app.complaints.splice(0)
})

test('the page has no Node, no require and a frozen bridge of three functions', async ({ chat }) => {
  const seen = await chat.page.evaluate(() => ({
    require: typeof Reflect.get(window, 'require'),
    process: typeof Reflect.get(window, 'process'),
    bridge: Object.keys(Reflect.get(window, 'sluice') as object).toSorted(),
    frozen: Object.isFrozen(Reflect.get(window, 'sluice')),
  }))
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    bridge: ['on', 'pathOf', 'request'],
    frozen: true,
  })
})

test('a link in an answer opens outside, after its host was shown, and only if it is one', async ({
  app,
  chat,
}) => {
  await app.electronApp.evaluate(({ dialog, shell }) => {
    const asked: string[] = []
    const opened: string[] = []
    Reflect.set(globalThis, 'linkLog', { asked, opened })
    dialog.showMessageBox = (...args: unknown[]) => {
      const options = args.at(-1) as { message: string }
      asked.push(options.message)
      return Promise.resolve({ response: options.message.includes('refuse') ? 1 : 0, checkboxChecked: false })
    }
    shell.openExternal = async (url) => void opened.push(url)
  })
  const open = (url: string) => chat.ask('link:open', { url })
  expect(await open('https://example.com/a?b=c')).toBe(true)
  expect(await open('https://refuse.example/')).toBe(false)
  for (const url of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'https://bank.example@evil.example/',
  ]) {
    expect(await open(url), url).toBe(false)
  }
  const log = await app.electronApp.evaluate(
    () => Reflect.get(globalThis, 'linkLog') as { asked: string[]; opened: string[] },
  )
  expect(log.opened).toEqual(['https://example.com/a?b=c'])
  expect(log.asked).toEqual(['Open example.com in your browser?', 'Open refuse.example in your browser?'])
})

test('permissions are denied', async ({ chat }) => {
  const state = await chat.page.evaluate(async () => {
    const asked = await navigator.permissions.query({ name: 'geolocation' })
    return asked.state
  })
  expect(state).not.toBe('granted')
})
