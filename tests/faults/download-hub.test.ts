import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { DownloadRig } from '../support/download-rig.ts'
import { FileServer } from '../support/file-server.ts'
import { generateGguf } from '../support/generate-gguf.ts'

let model: Buffer
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-model-'))
  generateGguf(join(folder, 'tiny.gguf'))
  model = readFileSync(join(folder, 'tiny.gguf'))
  rmSync(folder, { recursive: true })
})

async function serving(): Promise<FileServer> {
  const server = new FileServer(model)
  await server.listen()
  onTestFinished(() => server.close())
  return server
}

/** Downloads that know a server of ours as the hub. */
async function hubAt(server: FileServer) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-hub-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const hub = new DownloadRig(folder, { hub_url: () => server.url })
  onTestFinished(() => hub.dispose())
  await hub.downloads.open()
  return { hub, folder }
}

test('a repository of the hub: size and hash are asked first, the file comes from its storage', async () => {
  const server = await serving()
  const tree = [
    { type: 'directory', path: 'q8', oid: 'x', size: 0 },
    { type: 'file', path: 'README.md', oid: 'x', size: 10 },
    {
      type: 'file',
      path: 'q8/tiny.gguf',
      oid: 'x',
      size: model.length,
      lfs: { oid: sha256(model), size: model.length, pointerSize: 130 },
    },
  ]
  server.routes.set('/api/models/owner/name/tree/main?recursive=true', (response) =>
    response.end(JSON.stringify(tree)),
  )
  server.routes.set('/owner/name/resolve/main/q8/tiny.gguf', (response) =>
    response.writeHead(302, { location: '/storage', 'x-linked-etag': `"${sha256(model)}"` }).end(),
  )
  const { hub, folder } = await hubAt(server)
  expect(await hub.downloads.files('owner/name')).toEqual({
    files: [{ file: 'q8/tiny.gguf', bytes: model.length, sha256: sha256(model) }],
  })
  expect(await hub.downloads.files('owner/other')).toMatchObject({ refused: expect.stringMatching(/hub/) })
  await hub.reaches(await hub.start('owner/name', { file: 'q8/tiny.gguf' }), 'done')
  expect(hub.done[0]?.sha256).toBe(sha256(model))
  expect(readFileSync(join(folder, 'models', 'tiny.gguf')).equals(model)).toBe(true)
})

test('a file of another hash than the hub names is not kept', async () => {
  const server = await serving()
  const lfs = { oid: 'a'.repeat(64), size: model.length }
  server.routes.set('/api/models/owner/name/tree/main?recursive=true', (response) =>
    response.end(JSON.stringify([{ type: 'file', path: 'tiny.gguf', size: model.length, lfs }])),
  )
  const { hub } = await hubAt(server)
  const download = await hub.start('owner/name', { file: 'tiny.gguf' })
  const failed = await hub.reaches(download, 'failed')
  expect(failed?.problem).toMatch(/SHA-256/)
  expect(failed?.sha256).toBe('a'.repeat(64))
})

test('a repository of many pages is listed whole; a list without an end, and one that leads elsewhere, are not followed on', async () => {
  const server = await serving()
  const { hub } = await hubAt(server)
  const address = (name: string, cursor: string): string =>
    `/api/models/owner/${name}/tree/main?recursive=true${cursor}`
  const link = (to: string, rel = 'next'): string => `<${to}>; rel="${rel}"`
  const page = (name: string, cursor: string, links: string | null): void => {
    const file = `${name}${cursor.replace('&cursor=', '-')}.gguf`
    server.routes.set(address(name, cursor), (response) => {
      if (links !== null) response.setHeader('link', links)
      response.end(JSON.stringify([{ type: 'file', path: file, size: 1 }]))
    })
  }
  const listed = async (name: string): Promise<number | undefined> => {
    const answer = await hub.downloads.files(`owner/${name}`)
    return 'files' in answer ? answer.files.length : undefined
  }
  page('large', '', link(`${server.url}${address('large', '&cursor=b')}`))
  const on = `<${address('large', '&cursor=c')}>; title="more"; rel="next"`
  page('large', '&cursor=b', `${link(address('large', ''), 'prev')}, ${on}`)
  page('large', '&cursor=c', link(address('large', '&cursor=b'), 'prev'))
  expect(await listed('large')).toBe(3)
  page('small', '', null)
  expect(await listed('small')).toBe(1)

  page('endless', '', link(address('endless', '&cursor=b')))
  page('endless', '&cursor=b', link(address('endless', '&cursor=b')))
  expect(await listed('endless')).toBe(20)

  const elsewhere = await serving()
  page('astray', '', link(`${elsewhere.url}/api/models/owner/astray/tree/main?cursor=b`))
  expect(await listed('astray')).toBe(1)
  expect(elsewhere.seen).toEqual([])
})
