import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { hostExecutable } from '../fixture.ts'
import { expect, fixtureRoot, host, isRunning, mainLog, test } from './fixture-app.ts'

const events = (output: string) => output.match(/event .+/g)

test('a second instance hands over its arguments and leaves', async ({ electronApp, userDataOf }) => {
  const second = spawn(hostExecutable(), [fixtureRoot, `--user-data-dir=${userDataOf}`, '--hello=there'], {
    stdio: 'ignore',
  })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  await expect
    .poll(() => mainLog(electronApp))
    .toContainEqual(
      expect.objectContaining({
        argv: expect.arrayContaining(['--hello=there']),
        data: { greeting: 'hello', at: [1, 2] },
      }),
    )
})

test('quit asks in order: before-quit, will-quit, quit', async ({ launched }) => {
  await launched.electronApp.close()
  expect(events(launched.output())).toEqual(['event before-quit', 'event will-quit', 'event quit'])
})

test('before-quit can refuse, and a later quit succeeds', async ({ launched }) => {
  const { electronApp, page, output } = launched
  await electronApp.evaluate(({ app }) => {
    app.once('before-quit', (event) => event.preventDefault())
    app.quit()
  })
  expect(await page.evaluate(() => window.api.echo('alive'))).toBe('alive')
  await electronApp.close()
  expect(events(output())).toEqual([
    'event before-quit',
    'event before-quit',
    'event will-quit',
    'event quit',
  ])
})

test('a window that refuses to close stops the quit', async ({ launched }) => {
  const { electronApp, page, output } = launched
  await electronApp.evaluate(({ app, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.once('close', (event) => event.preventDefault())
    app.quit()
  })
  expect(await page.evaluate(() => window.api.echo('alive'))).toBe('alive')
  expect(events(output())).toEqual(['event before-quit'])
})

test('app.exit leaves with its code and asks nobody', async ({ launched }) => {
  const { electronApp, output } = launched
  const child = electronApp.process()
  const exited = once(child, 'exit') as Promise<[number]>
  await electronApp.evaluate(({ app }) => app.exit(3)).catch(() => {})
  expect((await exited)[0]).toBe(3)
  expect(events(output())).toEqual(['event quit'])
})

test('SIGTERM quits like a person', async ({ launched }) => {
  test.skip(process.platform === 'win32', 'Windows has no signals')
  const child = launched.electronApp.process()
  const exited = once(child, 'exit') as Promise<[number]>
  child.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
  expect(events(launched.output())).toEqual(['event before-quit', 'event will-quit', 'event quit'])
})

test('nothing survives a SIGKILL of the app: no browser, no utility process', async ({ launched }) => {
  test.skip(process.platform !== 'linux', 'reads /proc')
  const { electronApp } = launched
  await electronApp.evaluate(
    ({ utilityProcess }, file) =>
      new Promise<void>((resolve) => {
        utilityProcess.fork(file, ['spin']).once('message', () => resolve())
      }),
    `${fixtureRoot}/child.mjs`,
  )
  const children = descendants(electronApp.process())
  expect(children.length).toBeGreaterThan(2)
  electronApp.process().kill('SIGKILL')
  await expect.poll(() => children.filter(isAlive)).toEqual([])
})

test('a browser that dies counts as closed windows: the app quits in order', async ({ launched }) => {
  test.skip(host !== 'chromium' || process.platform !== 'linux', 'a promise of the double; reads /proc')
  const app = launched.electronApp.process()
  const exited = once(app, 'exit') as Promise<[number]>
  for (const pid of childrenOf(app.pid ?? -1)) process.kill(pid, 'SIGKILL')
  expect((await exited)[0]).toBe(0)
  expect(events(launched.output())).toEqual([
    'event window-all-closed',
    'event before-quit',
    'event will-quit',
    'event quit',
  ])
})

test('the app knows its name, version and paths', async ({ electronApp, userDataOf }) => {
  const facts = await electronApp.evaluate(({ app }) => ({
    name: app.getName(),
    version: app.getVersion(),
    userData: app.getPath('userData'),
    root: app.getAppPath(),
    packaged: app.isPackaged,
    ready: app.isReady(),
    switches: [app.commandLine.hasSwitch('user-data-dir'), app.commandLine.getSwitchValue('user-data-dir')],
    locked: app.hasSingleInstanceLock(),
  }))
  expect(facts).toEqual({
    name: 'Host Fixture',
    version: '1.2.3',
    userData: userDataOf,
    root: fixtureRoot,
    packaged: false,
    ready: true,
    switches: [true, userDataOf],
    locked: true,
  })
})

test('only Playwright gets ports: a run without its flags listens on none', async () => {
  test.skip(host !== 'chromium' || process.platform !== 'linux', 'a promise of the double; reads /proc')
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const app = spawn(hostExecutable(), [fixtureRoot, `--user-data-dir=${test.info().outputPath('data')}`], {
    env,
  })
  const exited = once(app, 'exit') as Promise<[number]>
  let output = ''
  app.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await expect.poll(() => output).toContain('shown')
  app.kill('SIGUSR1') // the signal that opens Node's inspector where it is not switched off
  expect(listeningPorts([app.pid ?? -1, ...descendants(app)])).toEqual([])
  app.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
})

test('on a display a window finishes loading once, with its own page', async () => {
  test.skip(!existsSync('/usr/bin/xvfb-run'), 'needs a display of its own: xvfb-run')
  expect((await onDisplay()).finished).toEqual(['finished app://bundle/index.html'])
})

test('with --headless nothing is shown on a display', async () => {
  test.skip(host !== 'chromium' || !existsSync('/usr/bin/xvfb-run'), 'a promise of the double; xvfb-run')
  expect((await onDisplay()).headless).toBe(false)
  const hidden = await onDisplay('--headless')
  expect(hidden).toEqual({ headless: true, finished: ['finished app://bundle/index.html'] })
})

/** Runs the fixture on a display of its own until it calls its window shown; tells what it loaded, and how. */
async function onDisplay(...args: string[]): Promise<{ headless: boolean; finished: string[] }> {
  const data = `--user-data-dir=${test.info().outputPath(`data${args.length}`)}`
  const command = [hostExecutable(), fixtureRoot, data, ...args]
  // The display goes with the shell, so the app is ended by its own pid.
  const app = spawn('xvfb-run', ['-a', 'sh', '-c', 'echo $$; exec "$@"', 'sh', ...command])
  const exited = once(app, 'exit')
  let output = ''
  app.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await expect.poll(() => output).toContain('shown')
  const headless = descendants(app).some((pid) =>
    /--type=zygote[^]*--headless/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
  )
  process.kill(Number(/^\d+/.exec(output)?.[0]), 'SIGTERM')
  await exited
  return { headless, finished: output.match(/^finished .*/gm) ?? [] }
}

/** All processes below one, by /proc. */
function descendants(root: ChildProcess): number[] {
  const below = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...below(child)])
  return below(root.pid ?? -1)
}

function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
  return pids.filter((candidate) => parentOf(candidate) === pid)
}

function parentOf(pid: number): number | undefined {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /, 2)
    return Number(rest.split(' ')[1])
  } catch {
    return undefined
  }
}

/** A zombie waits only for its parent to read its exit code. */
function isAlive(pid: number): boolean {
  try {
    return isRunning(pid) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Local TCP ports that any of these processes listens on. */
function listeningPorts(pids: number[]): string[] {
  const sockets = new Set(pids.flatMap(openSockets))
  const rows = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1),
  )
  const LISTEN = '0A'
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTEN && sockets.has(columns[9] ?? ''))
    .map((columns) => columns[1] ?? '')
}

function openSockets(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`
    const links = readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`))
    return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])
  } catch {
    return [] // a descriptor or the process is gone meanwhile
  }
}
