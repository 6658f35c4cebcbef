import type { ElectronApplication } from '@playwright/test'
import { expect, fixtureRoot, isRunning, mainLog, test } from './fixture-app.ts'

const childFile = `${fixtureRoot}/child.mjs`

/** Forks the fixture's child in main and keeps it in globalThis.child, with its messages and its exit code. */
async function forkChild(
  electronApp: ElectronApplication,
  how: string,
  early: unknown[] = [],
): Promise<number> {
  return electronApp.evaluate(
    ({ utilityProcess }, { file, how: argument, early: first }) => {
      const child = utilityProcess.fork(file, [argument], {
        serviceName: 'fixture child',
        stdio: 'pipe',
        env: { ...process.env, SERVICE: 'given' },
        execArgv: ['--no-warnings'],
      })
      const seen = { messages: [] as unknown[], exit: [] as number[], stderr: '' }
      child.on('message', (message: unknown) => seen.messages.push(message))
      child.on('exit', (code) => seen.exit.push(code))
      child.stderr?.on('data', (chunk: Buffer) => (seen.stderr += chunk.toString()))
      Object.assign(globalThis, { child, seen })
      for (const message of first) child.postMessage(message)
      return new Promise<number>((resolve) => child.once('spawn', () => resolve(child.pid ?? -1)))
    },
    { file: childFile, how, early },
  )
}

interface Seen {
  messages: unknown[]
  exit: number[]
  stderr: string
}
const seenBy = (electronApp: ElectronApplication) =>
  electronApp.evaluate(() => Reflect.get(globalThis, 'seen') as Seen)
const tell = (electronApp: ElectronApplication, message: unknown) =>
  electronApp.evaluate(
    (_, sent) => (Reflect.get(globalThis, 'child') as Electron.UtilityProcess).postMessage(sent),
    message,
  )

test('a utility process answers; its env, arguments and flags arrive, and no others that it would hand on', async ({
  electronApp,
}) => {
  const pid = await forkChild(electronApp, 'echo')
  expect(isRunning(pid)).toBe(true)
  await tell(electronApp, { deep: [1, 'two'] })
  await expect
    .poll(async () => (await seenBy(electronApp)).messages)
    .toEqual([{ echo: { deep: [1, 'two'] }, service: 'given', flags: ['--no-warnings'] }])
})

test('messages sent before the child listens are not lost and keep their order', async ({ electronApp }) => {
  await forkChild(electronApp, 'late', ['first', 'second'])
  const echoes = async () =>
    (await seenBy(electronApp)).messages.map((message) => Reflect.get(Object(message), 'echo') as unknown)
  await expect.poll(echoes).toEqual(['first', 'second'])
})

test('the exit code is reported, to the child object and to app', async ({ electronApp }) => {
  await forkChild(electronApp, 'echo')
  await tell(electronApp, 'exit')
  await expect.poll(async () => (await seenBy(electronApp)).exit).toEqual([7])
  await expect
    .poll(() => mainLog(electronApp))
    .toContainEqual({
      childGone: expect.objectContaining({
        type: 'Utility',
        exitCode: 7,
        name: 'fixture child',
        reason: 'abnormal-exit',
      }),
    })
})

test('SIGKILL from outside is reported with the signal number', async ({ electronApp }) => {
  test.skip(process.platform === 'win32', 'Windows has no signals')
  const pid = await forkChild(electronApp, 'spin')
  await expect.poll(async () => (await seenBy(electronApp)).messages).toEqual(['spinning'])
  process.kill(pid, 'SIGKILL')
  await expect.poll(async () => (await seenBy(electronApp)).exit).toEqual([9])
  await expect.poll(() => isRunning(pid)).toBe(false)
})

test('kill() ends a child that does not object', async ({ electronApp }) => {
  test.skip(process.platform === 'win32', 'Windows has no signals')
  await forkChild(electronApp, 'echo')
  await tell(electronApp, 1)
  await expect.poll(async () => (await seenBy(electronApp)).messages.length).toBe(1)
  const killed = await electronApp.evaluate(() =>
    (Reflect.get(globalThis, 'child') as Electron.UtilityProcess).kill(),
  )
  expect(killed).toBe(true)
  await expect.poll(async () => (await seenBy(electronApp)).exit).toEqual([15])
})

test('stderr is piped', async ({ electronApp }) => {
  await forkChild(electronApp, 'echo')
  await tell(electronApp, 'stderr')
  await expect.poll(async () => (await seenBy(electronApp)).stderr).toBe('said on stderr\n')
})

test('a message that cannot be cloned is refused', async ({ electronApp }) => {
  await forkChild(electronApp, 'echo')
  const refused = await electronApp.evaluate(() => {
    try {
      ;(Reflect.get(globalThis, 'child') as Electron.UtilityProcess).postMessage(() => 1)
      return 'sent'
    } catch (error) {
      return String(error)
    }
  })
  expect(refused).toContain('could not be cloned')
})

test('a MessagePort connects main and a utility process', async ({ electronApp }) => {
  await forkChild(electronApp, 'echo')
  const answer = await electronApp.evaluate(({ MessageChannelMain }) => {
    const { port1, port2 } = new MessageChannelMain()
    ;(Reflect.get(globalThis, 'child') as Electron.UtilityProcess).postMessage('take this', [port2])
    return new Promise((resolve) => {
      port1.on('message', (event) => resolve(event.data))
      port1.start()
      port1.postMessage('ping')
    })
  })
  expect(answer).toEqual({ child: 'ping' })
})

test('a MessagePort connects the page and a utility process', async ({ electronApp, page }) => {
  await forkChild(electronApp, 'echo')
  const answer = page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', ({ data, ports: [port] }) => {
          if (data !== 'port' || !port) return
          port.addEventListener('message', (event) => resolve(event.data))
          port.start()
          port.postMessage({ bytes: new Uint8Array([1, 2]) })
        })
        window.api.send('page-listens')
      }),
  )
  await electronApp.evaluate(({ BrowserWindow, ipcMain, MessageChannelMain }) => {
    const hand = () => {
      const { port1, port2 } = new MessageChannelMain()
      ;(Reflect.get(globalThis, 'child') as Electron.UtilityProcess).postMessage('take this', [port1])
      BrowserWindow.getAllWindows()[0]?.webContents.postMessage('port-for-page', null, [port2])
    }
    ipcMain.on('page-listens', hand)
    hand()
  })
  expect(await answer).toEqual({ child: { bytes: new Uint8Array([1, 2]) } })
})

test('a MessagePort of the page reaches main, and its closing too', async ({ page }) => {
  const answer = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const channel = new MessageChannel()
        channel.port1.addEventListener('message', (event) => resolve(event.data))
        channel.port1.start()
        window.postMessage('port-for-main', '*', [channel.port2])
        channel.port1.postMessage('from the page')
      }),
  )
  expect(answer).toEqual({ echoed: 'from the page' })
})
