import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppImageUpdater, NsisUpdater } from 'electron-updater'
import type { AppUpdater } from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { updateSourceOf } from '../../../../src/main/window/update-source.ts'
import type { UpdateSource } from '../../../../src/main/window/updates.ts'
import { LOOK_EVERY_MS, SILENT_MS, Updates } from '../../../../src/main/window/updates.ts'
import type { FeedMisdeed } from '../../../support/feed-server.ts'
import { FeedServer } from '../../../support/feed-server.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

const INSTALLED = '#!/bin/sh\necho the installed one\n'
/** A program, as an AppImage is one; it ends well when it is started to be asked whether it works. */
const NEWER = Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), Buffer.alloc(300_000, '#')])
const FOUND_WITHIN_MS = 20_000

/** The two classes that replace a file: what we ship for Windows, and what can be played to its end on Linux. */
const KINDS = {
  nsis: { class: NsisUpdater, file: 'sluice-0.2.0-win-x64.exe' },
  AppImage: { class: AppImageUpdater, file: 'sluice-0.2.0-linux-x86_64.AppImage' },
}

let folder: string
let feed: FeedServer
let log: Record<string, unknown>[]
let quitHandlers: ((exitCode: number) => void)[]
let clock: VirtualClock
let updates: Updates
/** Whether electron-updater is still at work, also when nobody waits for it any more. */
let fetching: boolean

const installed = (): string => join(folder, 'Sluice.AppImage')
const contentOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** The updater's own requests, on Node's HTTP instead of Electron's. */
class NodeExecutor extends ElectronHttpExecutor {
  override createRequest(...[options, callback]: Parameters<ElectronHttpExecutor['createRequest']>) {
    return request(options, callback) as unknown as ReturnType<ElectronHttpExecutor['createRequest']>
  }
}

/** What electron-updater knows of the app, of a folder of this test's own. */
function adapter(version: string) {
  return {
    version,
    name: 'sluice',
    isPackaged: true,
    appUpdateConfigPath: join(folder, 'app-update.yml'),
    userDataPath: join(folder, 'data'),
    baseCachePath: join(folder, 'cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => {},
    quit: () => {},
    onQuit: (handler: (exitCode: number) => void) => void quitHandlers.push(handler),
  }
}

/** The real updater on Node's own HTTP, in our looking once a day. */
async function install(
  kind: keyof typeof KINDS,
  { version = '0.1.0', publisher = '', isSignedBy = (): string | null => null } = {},
): Promise<AppUpdater> {
  feed = new FeedServer('0.2.0', KINDS[kind].file, NEWER)
  const url = await feed.listen()
  const config = `provider: generic\nurl: ${url}\nupdaterCacheDirName: sluice-updater\n`
  writeFileSync(join(folder, 'app-update.yml'), publisher ? `${config}publisherName: ${publisher}\n` : config)
  const updater = new KINDS[kind].class(null, adapter(version))
  Object.assign(updater, { httpExecutor: new NodeExecutor() })
  if (updater instanceof NsisUpdater) updater.verifyUpdateCodeSignature = () => Promise.resolve(isSignedBy())
  updates = new Updates({
    source: () => {
      const source = updateSourceOf(updater, () => feed.hangUp())
      fetching = true
      const fetch: UpdateSource['fetch'] = (options) =>
        source.fetch(options).finally(() => (fetching = false))
      return Promise.resolve({ fetch })
    },
    wanted: () => true,
    clock,
    writeLog: (line) => void log.push(line),
  })
  updates.start()
  return updater
}

/** Lets a day begin, and waits for what the look of that day came to. */
async function look(): Promise<Record<string, unknown> | undefined> {
  const before = log.length
  await clock.advance(log.length === 0 ? 60_000 : LOOK_EVERY_MS)
  await vi.waitFor(() => expect(log.length).toBe(before + 1), FOUND_WITHIN_MS)
  return log.at(-1)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-updates-'))
  mkdirSync(join(folder, 'data'))
  log = []
  quitHandlers = []
  clock = new VirtualClock()
  writeFileSync(installed(), INSTALLED, { mode: 0o755 })
  vi.stubEnv('APPIMAGE', installed())
})
afterEach(async () => {
  updates.dispose()
  await feed.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

// The fallback from a part to the whole is electron-updater's for Linux alone.
const kinds = process.platform === 'linux' ? (['nsis', 'AppImage'] as const) : (['nsis'] as const)

describe.each(kinds)('electron-updater for %s', (kind) => {
  test('a newer version is found and fetched whole', async () => {
    await install(kind)
    expect(await look()).toEqual({ event: 'update_looked', found: '0.2.0' })
    const fetched = join(folder, 'cache/sluice-updater/pending', KINDS[kind].file)
    expect(readFileSync(fetched).equals(NEWER)).toBe(true)
    expect(quitHandlers).toHaveLength(1)
  })

  test.each([
    ['the same', '0.2.0'],
    ['an older', '0.3.0'],
  ])('%s version in the feed is none, and nothing is fetched', async (_, version) => {
    await install(kind, { version })
    expect(await look()).toEqual({ event: 'update_looked', found: null })
    expect(feed.asked.filter((path) => !path.endsWith('.yml'))).toEqual([])
  })

  const ends: [FeedMisdeed, string][] = [
    ['no feed', 'no_feed'],
    ['not yaml', 'bad_feed'],
    ['a page of html', 'bad_feed'],
    ['an empty file', 'bad_feed'],
    ['a version that is none', 'bad_feed'],
    ['no files', 'bad_feed'],
    ['no sum', 'bad_feed'],
    ['wrong sum', 'bad_sum'],
    ['cut short', 'connection'],
    ['an error of the server', 'connection'],
    ['no installer', 'connection'],
  ]
  test.each(ends)(
    '%s: told as %s, nothing installed, and the next day all is well',
    async (misdeed, reason) => {
      await install(kind)
      feed.misdeed = misdeed
      expect(await look()).toMatchObject({ event: 'update_failed', reason })
      expect(quitHandlers).toEqual([])
      expect(readFileSync(installed(), 'utf8')).toBe(INSTALLED)
      expect(existsSync(join(folder, 'cache/sluice-updater/pending', KINDS[kind].file))).toBe(false)
      feed.misdeed = null
      expect(await look()).toEqual({ event: 'update_looked', found: '0.2.0' })
    },
  )

  test.each(['silent about the feed', 'silent in the installer'] as const)(
    'a server that is %s is given up, and asked again the next day',
    async (misdeed) => {
      await install(kind)
      feed.misdeed = misdeed
      await clock.advance(60_000)
      const asked = misdeed === 'silent about the feed' ? '.yml' : KINDS[kind].file
      await vi.waitFor(() => expect(feed.asked.at(-1)).toContain(asked), FOUND_WITHIN_MS)
      expect(log).toEqual([])
      await clock.advance(SILENT_MS)
      expect(log).toMatchObject([{ event: 'update_failed', reason: 'silent' }])
      await vi.waitFor(() => expect(fetching).toBe(false), FOUND_WITHIN_MS)
      feed.misdeed = null
      expect(await look()).toEqual({ event: 'update_looked', found: '0.2.0' })
    },
  )

  test('an app that quits in the middle of a look waits for nothing and tells nothing', async () => {
    await install(kind)
    feed.misdeed = 'silent in the installer'
    await clock.advance(60_000)
    await vi.waitFor(() => expect(feed.asked.at(-1)).toContain(KINDS[kind].file), FOUND_WITHIN_MS)
    updates.dispose()
    await vi.waitFor(() => expect(fetching).toBe(false), FOUND_WITHIN_MS)
    await clock.advance(LOOK_EVERY_MS)
    expect([log, quitHandlers, clock.armed]).toEqual([[], [], 0])
  })
})

test('what somebody else signed is thrown away, and the installed version stays', async () => {
  await install('nsis', { publisher: 'The Sluice authors', isSignedBy: () => 'signed by Mallory' })
  expect(await look()).toMatchObject({ event: 'update_failed', reason: 'bad_signature' })
  expect(quitHandlers).toEqual([])
})

test('a feed that nobody serves is told as a broken connection', async () => {
  await install('nsis')
  await feed.close()
  expect(await look()).toMatchObject({ event: 'update_failed', reason: 'connection' })
})

test.runIf(process.platform === 'linux')(
  'the newer version takes the place of the installed one when the app has quit, and not before',
  async () => {
    await install('AppImage')
    await look()
    expect(readFileSync(installed(), 'utf8')).toBe(INSTALLED)
    for (const quit of quitHandlers) quit(0)
    expect(contentOf(installed())).toBe(createHash('sha256').update(NEWER).digest('hex'))
  },
)

test('an app that ends in a crash leaves the installed version in place', async () => {
  await install('AppImage')
  await look()
  for (const quit of quitHandlers) quit(1)
  expect(readFileSync(installed(), 'utf8')).toBe(INSTALLED)
})
