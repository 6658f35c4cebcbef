import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DownloadsOptions } from '../../src/main/models/download/downloads.ts'
import { DownloadRig } from '../support/download-rig.ts'
import { FileServer } from '../support/file-server.ts'
import { generateGguf } from '../support/generate-gguf.ts'

let model: Buffer
/** A server that stalls is not left while the test looks at what came. */
const WAITS = { silence_ms: 60_000 }
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-download-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-model-'))
  generateGguf(join(folder, 'tiny.gguf'))
  model = readFileSync(join(folder, 'tiny.gguf'))
  rmSync(folder, { recursive: true })
})

async function ready(options: Partial<DownloadsOptions> = {}, contents = model) {
  const folder = tempFolder()
  const server = new FileServer(contents)
  await server.listen()
  const rig = new DownloadRig(folder, options)
  await rig.downloads.open()
  onTestFinished(async () => {
    await rig.dispose()
    await server.close()
  })
  const models = join(folder, 'models')
  const read = (name = 'tiny.gguf') => readFileSync(join(models, name))
  const files = () => (existsSync(models) ? readdirSync(models).toSorted() : [])
  return { rig, server, folder, models, read, files, url: `${server.url}/tiny.gguf` }
}

test('a file comes whole, under its name, with its SHA-256 and where it is from', async () => {
  const { rig, read, files, models, url } = await ready()
  await rig.reaches(await rig.start(`${url}?token=secret`), 'done')
  expect(files()).toEqual(['tiny.gguf'])
  expect(read().equals(model)).toBe(true)
  expect(rig.done).toEqual([{ path: join(models, 'tiny.gguf'), sha256: sha256(model), source: url }])
  expect(JSON.stringify(rig.log)).not.toContain('secret')
  expect(rig.log.map(({ event, how }) => [event, how])).toEqual([
    ['download_start', undefined],
    ['download_end', 'done'],
  ])
})

test('what was cut is gone on with, by ranges of the same file', async () => {
  const { rig, server, read, url } = await ready()
  server.plan = [{ cut_after: 100_000 }, { cut_after: 50_000 }, { cut_after: 1 }]
  await rig.reaches(await rig.start(url), 'done')
  expect(read().equals(model)).toBe(true)
  const [first, second] = server.seen
  expect([first?.range, first?.if_range]).toEqual([null, null])
  expect(second?.range).toMatch(/^bytes=\d+-$/)
  expect(second?.if_range).toBe('"v1"')
  expect(Number(/\d+/.exec(second?.range ?? '')?.[0])).toBeGreaterThan(0)
})

test('a server that goes silent is left after the deadline, and asked again', async () => {
  const { rig, server, read, url } = await ready({ silence_ms: 1_000 })
  server.plan = [{ stall_after: 70_000 }]
  await rig.reaches(await rig.start(url), 'done')
  expect(read().equals(model)).toBe(true)
  expect(rig.log.filter(({ detail }) => detail === 'silent')).toHaveLength(1)
})

test('a server that never says a word fails in the end, with what to do, and Resume works', async () => {
  const { rig, server, read, url } = await ready({ silence_ms: 300 })
  server.always = { stall_after: 0 }
  const download = await rig.start(url)
  const failed = await rig.reaches(download, 'failed')
  expect(failed?.problem).toMatch(/silent.*Resume/)
  server.always = {}
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
  expect(read().equals(model)).toBe(true)
})

test('the whole file instead of its rest is taken from its beginning', async () => {
  const { rig, server, read, url } = await ready()
  server.plan = [{ cut_after: 100_000 }, { ignores_range: true }]
  await rig.reaches(await rig.start(url), 'done')
  expect(read().equals(model)).toBe(true)
})

test.each([false, true])(
  'a file that changed on the server is begun anew, whether it heeds what was asked or not (%s): never two files in one',
  async (ignores_if_range) => {
    const other = Buffer.concat([model])
    // In what comes before the cut as well as behind it.
    for (const at of [95_000, other.length - 1_000]) randomBytes(1_000).copy(other, at)
    const { rig, server, read, url } = await ready()
    server.plan = [{ cut_after: 100_000 }, { becomes: other, ignores_if_range }]
    await rig.reaches(await rig.start(url), 'done')
    expect(read().equals(other)).toBe(true)
  },
)

test('a file that changed without a word of its name is told by the SHA-256 and not kept', async () => {
  const other = Buffer.concat([model])
  randomBytes(1_000).copy(other, other.length - 1_000)
  const { rig, server, files, url } = await ready()
  server.etag = undefined
  server.plan = [{ cut_after: 100_000 }, { becomes: other }]
  const download = await rig.start(url, { sha256: sha256(model) })
  expect((await rig.reaches(download, 'failed'))?.problem).toMatch(/SHA-256/)
  expect(files()).toEqual(['tiny.gguf.part'])
  server.contents = model
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
  expect(rig.done[0]?.sha256).toBe(sha256(model))
})

test('another piece than the one asked for is not put into the file', async () => {
  const { rig, server, read, url } = await ready()
  server.plan = [{ cut_after: 100_000 }, { shifts_by: -5 }]
  await rig.reaches(await rig.start(url), 'done')
  expect(read().equals(model)).toBe(true)
})

test('a length that is too great ends as told, and what is here waits', async () => {
  const { rig, server, read, url } = await ready()
  server.always = { claims_more: 10_000 }
  const download = await rig.start(url)
  const failed = await rig.reaches(download, 'failed')
  expect(failed?.problem).toMatch(/Resume/)
  expect(rig.done).toEqual([])
  server.always = {}
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
  expect(read().equals(model)).toBe(true)
})

test('a length that is too small gives no cut model', async () => {
  const { rig, server, url } = await ready()
  server.always = { claims_more: -10_000 }
  const download = await rig.start(url)
  expect((await rig.reaches(download, 'failed'))?.problem).toMatch(/cut off/)
  expect(rig.done).toEqual([])
})

test('no length at all is no hindrance, and a body cut short then is found by the header', async () => {
  const { rig, server, read, url } = await ready()
  server.plan = [{ chunked: true }]
  await rig.reaches(await rig.start(url), 'done')
  expect(read().equals(model)).toBe(true)
  const half = await ready({}, model.subarray(0, model.length / 2))
  half.server.always = { chunked: true }
  const download = await half.rig.start(half.url)
  expect((await half.rig.reaches(download, 'failed'))?.problem).toMatch(/cut off/)
  expect(half.rig.done).toEqual([])
})

test('a web page instead of a model is refused after its first bytes', async () => {
  const page = Buffer.concat([Buffer.from('<!doctype html>'), Buffer.alloc(50_000_000)])
  const { rig, server, url, files, read } = await ready({}, page)
  const download = await rig.start(url)
  const failed = await rig.reaches(download, 'failed')
  expect(failed?.problem).toMatch(/web page/)
  expect(failed?.received_bytes).toBe(0)
  expect(files()).toEqual(['tiny.gguf.part'])
  expect(read('tiny.gguf.part')).toHaveLength(0)
  expect(server.seen).toHaveLength(1)
})

test('what only begins like a model is refused long before its end', async () => {
  const fake = Buffer.concat([model.subarray(0, 4), Buffer.alloc(60_000_000, 7)])
  const { rig, server, url } = await ready({}, fake)
  server.always = { piece_ms: 1 }
  const download = await rig.start(url)
  let most = 0
  await expect
    .poll(
      () => {
        const view = rig.view(download)
        most = Math.max(most, view?.received_bytes ?? 0)
        return view?.state
      },
      { timeout: 20_000, interval: 5 },
    )
    .toBe('failed')
  expect(most).toBeLessThan(8_000_000)
  expect(rig.view(download)?.problem).toMatch(/another kind of processor|GGUF/)
})

test.each([
  [401, /signed in/],
  [403, /signed in/],
  [404, /no such file/],
  [410, /no such file/],
  [400, /status 400/],
])('status %i is told and not tried again by itself', async (status, says) => {
  const { rig, server, url } = await ready()
  server.plan = [{ status }]
  const download = await rig.start(url)
  expect((await rig.reaches(download, 'failed'))?.problem).toMatch(says)
  expect(server.seen).toHaveLength(1)
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
})

test.each([408, 429, 500, 503])('status %i is tried again', async (status) => {
  const { rig, server, read, url } = await ready()
  server.plan = [{ status }, { status }]
  await rig.reaches(await rig.start(url), 'done')
  expect(server.seen).toHaveLength(3)
  expect(read().equals(model)).toBe(true)
})

test('a server that asks to wait is waited for', async () => {
  const { rig, server, url } = await ready()
  server.plan = [{ status: 429, headers: { 'retry-after': '30' } }]
  const download = await rig.start(url)
  await expect.poll(() => rig.view(download)?.problem, { timeout: 10_000 }).toMatch(/Next try in 30 s/)
  expect(rig.view(download)?.state).toBe('waiting')
})

test('416 for a file that is all here ends it; for another file it is begun anew', async () => {
  const { rig, server, read, url } = await ready()
  server.plan = [{ cut_after: 100_000 }, { status: 416, headers: { 'content-range': 'bytes */5' } }]
  await rig.reaches(await rig.start(url), 'done')
  expect(read().equals(model)).toBe(true)
  expect(server.seen.map(({ range }) => range !== null)).toEqual([false, true, false])
})

test('redirects are followed, but not for ever and never off this computer without https', async () => {
  const { rig, server, read, url } = await ready()
  server.plan = [{ status: 302, headers: { location: '/elsewhere/x?signed=1' } }]
  await rig.reaches(await rig.start(url), 'done')
  expect(read().equals(model)).toBe(true)
  expect(server.seen.at(-1)?.path).toBe('/elsewhere/x?signed=1')

  server.always = { status: 302, headers: { location: '/again' } }
  const endless = await rig.start(`${server.url}/endless.gguf`)
  expect((await rig.reaches(endless, 'failed'))?.problem).toMatch(/without an end/)

  server.always = { status: 307, headers: { location: 'http://198.51.100.1/x.gguf' } }
  const unsafe = await rig.start(`${server.url}/unsafe.gguf`)
  expect((await rig.reaches(unsafe, 'failed'))?.problem).toMatch(/not safe/)
})

test('no request carries a cookie, a key, or where it came from', async () => {
  const { rig, server, url } = await ready()
  server.plan = [{ status: 302, headers: { location: '/x', 'set-cookie': 'a=b' } }, { cut_after: 10_000 }]
  await rig.reaches(await rig.start(url), 'done')
  expect(server.seen.length).toBeGreaterThan(2)
  for (const { headers } of server.seen) {
    expect(Object.keys(headers).filter((name) => /cookie|auth|referer|key/.test(name))).toEqual([])
  }
})

test('pause keeps what came, resume goes on from there', async () => {
  const { rig, server, read, url } = await ready(WAITS)
  server.plan = [{ stall_after: 200_000 }]
  const download = await rig.start(url)
  await expect.poll(() => rig.view(download)?.received_bytes, { timeout: 10_000 }).toBe(200_000)
  expect(rig.downloads.pause(download)).toBeNull()
  expect(rig.view(download)?.state).toBe('paused')
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
  expect(server.seen.at(-1)?.range).toBe('bytes=200000-')
  expect(read().equals(model)).toBe(true)
})

test('cancel leaves nothing behind, in any state', async () => {
  const { rig, server, files, folder, url } = await ready({ ...WAITS, at_once: 1 })
  server.always = { stall_after: 100_000 }
  const running = await rig.start(url)
  const waiting = await rig.start(`${server.url}/waits.gguf`)
  await expect.poll(() => rig.view(running)?.received_bytes, { timeout: 10_000 }).toBe(100_000)
  expect(files()).toEqual(['tiny.gguf.part'])
  await rig.downloads.cancel(running)
  await rig.downloads.cancel(waiting)
  expect(files().filter((name) => name.startsWith('tiny'))).toEqual([])
  expect(rig.downloads.views()).toEqual([])
  expect(files()).toEqual([])
  expect(readFileSync(join(folder, 'downloads.json'), 'utf8')).not.toContain('tiny')
})

test('at most so many run at once; the next begins when one is over', async () => {
  const { rig, server } = await ready({ ...WAITS, at_once: 2 })
  server.always = { stall_after: 50_000 }
  const ids = await Promise.all(['a', 'b', 'c'].map((name) => rig.start(`${server.url}/${name}.gguf`)))
  await expect.poll(() => server.seen.length, { timeout: 10_000 }).toBe(2)
  const states = ids.map((id) => rig.view(id)?.state)
  expect(states.filter((state) => state === 'running')).toHaveLength(2)
  expect(states.filter((state) => state === 'waiting')).toHaveLength(1)
  server.always = {}
  const [first, second] = ids.filter((id) => rig.view(id)?.state === 'running')
  const next = ids.find((id) => rig.view(id)?.state === 'waiting')
  if (!first || !second || !next) throw new Error('they do not run as told')
  await rig.downloads.cancel(first)
  await rig.reaches(next, 'done')
  rig.downloads.pause(second)
  rig.downloads.resume(second)
  await rig.reaches(second, 'done')
  expect(rig.done).toHaveLength(2)
})

test('a file that is there is never written over, also when it came meanwhile, or two of one name at once', async () => {
  const { rig, server, models, read, url } = await ready(WAITS)
  server.plan = [{ stall_after: 100_000 }]
  const download = await rig.start(url)
  await expect.poll(() => rig.view(download)?.received_bytes, { timeout: 10_000 }).toBe(100_000)
  mkdirSync(models, { recursive: true })
  writeFileSync(join(models, 'tiny.gguf'), 'mine')
  rig.downloads.pause(download)
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
  expect(read().toString()).toBe('mine')
  expect(read('tiny (2).gguf').equals(model)).toBe(true)
  const get = async (path: string) => rig.reaches(await rig.start(`${server.url}/${path}/tiny.gguf`), 'done')
  await Promise.all([get('other'), get('another')])
  for (const at of [3, 4]) expect(read(`tiny (${at}).gguf`).equals(model)).toBe(true)
})

test('what is not finished goes on at the next start by itself, what was paused does not', async () => {
  const { rig, server, folder, read, url } = await ready(WAITS)
  server.always = { stall_after: 150_000 }
  const goes_on = await rig.start(url)
  const paused = await rig.start(`${server.url}/paused.gguf`)
  await expect.poll(() => rig.view(goes_on)?.received_bytes, { timeout: 10_000 }).toBe(150_000)
  rig.downloads.pause(paused)
  const before = performance.now()
  await rig.dispose()
  expect(performance.now() - before).toBeLessThan(3_000)
  server.always = {}
  const next = new DownloadRig(folder, WAITS)
  onTestFinished(() => next.dispose())
  await next.downloads.open()
  await next.reaches(goes_on, 'done')
  expect(server.seen.at(-1)?.range).toBe('bytes=150000-')
  expect(read().equals(model)).toBe(true)
  expect(next.view(paused)?.state).toBe('paused')
})

test('too little space is told before a byte is asked for', async () => {
  const { rig, server, url } = await ready({ freeBytes: async () => 1_000, keep_free_bytes: 600_000_000 })
  const download = await rig.start(url)
  const paused = await rig.reaches(download, 'paused')
  expect(paused?.problem).toMatch(/Make room, then press Resume/)
  expect(server.seen).toHaveLength(0)
})
