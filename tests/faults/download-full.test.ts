import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DownloadRig } from '../support/download-rig.ts'
import { FileServer } from '../support/file-server.ts'
import { generateGguf } from '../support/generate-gguf.ts'
import { tempFolder } from '../unit/main/store/temp-store.ts'
import { smallDisk } from './store-disks.ts'

const MIB = 1024 * 1024
const disk = (): string | null => smallDisk(24)

async function nearlyFull(models: string, options = {}) {
  const folder = tempFolder()
  generateGguf(join(folder, 'tiny.gguf'))
  const contents = Buffer.concat([readFileSync(join(folder, 'tiny.gguf')), randomBytes(12 * MIB)])
  const server = new FileServer(contents)
  const url = `${await server.listen()}/tiny.gguf`
  const filler = join(models, 'filler')
  writeFileSync(filler, Buffer.alloc(18 * MIB))
  const rig = new DownloadRig(folder, { folder: () => models, ...options })
  await rig.downloads.open()
  onTestFinished(async () => {
    await rig.dispose()
    await server.close()
  })
  return { rig, url, filler, contents, server }
}

test('a disk that gets full pauses the download with a sentence; with room again it goes on from there', async (context) => {
  const models = disk()
  if (!models) return context.skip('nobody may mount a small disk here')
  // As if somebody else filled it meanwhile.
  const { rig, url, filler, contents, server } = await nearlyFull(models, { freeBytes: async () => null })
  const download = await rig.start(url)
  const paused = await rig.reaches(download, 'paused')
  expect(paused?.problem).toMatch(/disk is full.*Resume/)
  expect(rig.log.at(-1)).toMatchObject({ event: 'download_end', how: 'full', detail: 'ENOSPC' })
  rig.downloads.resume(download)
  await rig.reaches(download, 'paused')
  rmSync(filler)
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
  expect(readFileSync(join(models, 'tiny.gguf')).equals(contents)).toBe(true)
  process.stdout.write(`download: asked ${server.seen.length} times with a full disk between\n`)
})

test('a disk that is too small is not filled: it is told first, and something is left for chats', async (context) => {
  const models = disk()
  if (!models) return context.skip('nobody may mount a small disk here')
  const { rig, url, filler } = await nearlyFull(models, { keep_free_bytes: 2 * MIB })
  const download = await rig.start(url)
  const paused = await rig.reaches(download, 'paused')
  expect(paused?.problem).toMatch(/\d+ MB too little is free/)
  expect(paused?.received_bytes).toBe(0)
  const { bavail, bsize } = statfsSync(models)
  expect(bavail * bsize).toBeGreaterThan(2 * MIB)
  rmSync(filler)
  rig.downloads.resume(download)
  await rig.reaches(download, 'done')
})
