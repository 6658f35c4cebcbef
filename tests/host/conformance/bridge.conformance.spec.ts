import { expect, host, mainLog, test } from './fixture-app.ts'

test('invoke and its reply keep every value structured clone keeps', async ({ page }) => {
  const came = await page.evaluate(async () => {
    const sent = {
      nothing: undefined,
      bytes: new Uint8Array([1, 2, 255]),
      floats: new Float32Array([1.5]),
      buffer: new Uint8Array([9]).buffer,
      date: new Date(5),
      map: new Map([['key', new Set([1])]]),
      pattern: /a+/gi,
      nan: NaN,
      minusZero: -0,
      big: 10n ** 20n,
      text: '\u2028</script>\ud83d\ude00',
      error: new RangeError('far'),
      holes: [1, null, undefined],
      ['__proto__x']: 1,
    }
    const got = (await window.api.echo(sent)) as typeof sent
    return {
      keys: Object.keys(got).length === Object.keys(sent).length && 'nothing' in got,
      bytes: got.bytes instanceof Uint8Array && [...got.bytes].join(),
      floats: got.floats instanceof Float32Array && got.floats[0],
      buffer: got.buffer instanceof ArrayBuffer && got.buffer.byteLength,
      date: got.date instanceof Date && got.date.getTime(),
      map: got.map.get('key')?.has(1),
      pattern: String(got.pattern),
      nan: Number.isNaN(got.nan),
      minusZero: Object.is(got.minusZero, -0),
      big: String(got.big),
      text: got.text === sent.text,
      error: got.error instanceof Error && got.error.message,
      holes: JSON.stringify(got.holes) + String(2 in got.holes),
    }
  })
  expect(came).toEqual({
    keys: true,
    bytes: '1,2,255',
    floats: 1.5,
    buffer: 1,
    date: 5,
    map: true,
    pattern: '/a+/gi',
    nan: true,
    minusZero: true,
    big: '100000000000000000000',
    text: true,
    error: 'far',
    holes: '[1,null,null]true',
  })
})

test('a rejected invoke names the channel and the error', async ({ page }) => {
  const messages = await page.evaluate(async () => {
    const text = (work: Promise<unknown>) =>
      work.then(
        () => 'resolved',
        (error: Error) => error.message,
      )
    return {
      error: await text(window.api.invoke('fail', 'error')),
      string: await text(window.api.invoke('fail', 'string')),
      missing: await text(window.api.invoke('nobody')),
      isError: await window.api.invoke('fail', 'error').catch((error: unknown) => error instanceof Error),
      functionBack: await text(window.api.invoke('fail', 'function')),
      functionSent: await text(window.api.echo(() => 1)),
    }
  })
  expect(messages.error).toBe("Error invoking remote method 'fail': RangeError: too far")
  expect(messages.string).toBe("Error invoking remote method 'fail': a plain string")
  expect(messages.missing).toBe(
    "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
  )
  expect(messages.isError).toBe(true)
  expect(messages.functionBack).toContain('could not be cloned')
  expect(messages.functionSent).toContain('could not be cloned')
})

test('the exposed api is frozen, passes functions, promises and errors', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const thrown = (() => {
      try {
        return window.api.throws()
      } catch (error) {
        return error instanceof Error ? error.message : 'not an Error'
      }
    })()
    return {
      frozen: Object.isFrozen(window.api) && Object.isFrozen(window.api.versions),
      date: window.api.sync(new Date(7)) instanceof Date,
      callback: window.api.call((value) => Number(value) + 1, 41),
      later: await window.api.later({ deep: [1] }),
      thrown,
      platform: window.api.platform,
    }
  })
  expect(seen).toEqual({
    frozen: true,
    date: true,
    callback: 42,
    later: { deep: [1] },
    thrown: 'from the preload',
    platform: process.platform,
  })
})

test('a listener of the page can be taken off again', async ({ page, electronApp }) => {
  await page.evaluate(() => {
    const got: unknown[] = []
    const off = window.api.on('note', (value) => {
      got.push(value)
      if (value === 2) off()
    })
    Object.assign(window, { got })
  })
  await electronApp.evaluate(({ BrowserWindow }) => {
    for (const n of [1, 2, 3]) BrowserWindow.getAllWindows()[0]?.webContents.send('note', n)
  })
  await page.evaluate(() => window.api.echo(0))
  expect(await page.evaluate(() => Reflect.get(window, 'got') as unknown)).toEqual([1, 2])
})

test('messages from the page arrive in the order they were sent', async ({ page, electronApp }) => {
  await page.evaluate(async () => {
    for (let n = 0; n < 500; n++) window.api.send('numbered', n)
    await window.api.echo('after them')
  })
  const numbers = (await mainLog(electronApp)).filter((entry) => typeof entry === 'number')
  expect(numbers).toEqual(Array.from({ length: 500 }, (_, n) => n))
})

test('main knows which frame asked', async ({ page }) => {
  const sender = await page.evaluate(() => window.api.invoke('sender'))
  expect(sender).toEqual({
    url: 'app://bundle/index.html',
    origin: 'app://bundle',
    parent: null,
    sameFrame: true,
  })
})

test('webContents.ipc answers before ipcMain', async ({ page, electronApp }) => {
  await electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.ipc.handle('echo', () => 'from this window')
  })
  expect(await page.evaluate(() => window.api.echo(1))).toBe('from this window')
  await electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.ipc.removeHandler('echo')
  })
  expect(await page.evaluate(() => window.api.echo(1))).toBe(1)
})

test('a second handler for a channel is refused', async ({ electronApp }) => {
  const message = await electronApp.evaluate(({ ipcMain }) => {
    try {
      return ipcMain.handle('echo', () => 1)
    } catch (error) {
      return String(error)
    }
  })
  expect(message).toBe("Error: Attempted to register a second handler for 'echo'")
})

test('the versions tell the host', async ({ page }) => {
  const { electron, host: named } = await page.evaluate(() => window.api.versions)
  expect(electron).toMatch(/^\d+\.\d+\.\d+/)
  expect(named).toBe(host === 'chromium' ? 'chromium' : undefined)
})
