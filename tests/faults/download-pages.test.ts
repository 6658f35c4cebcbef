import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DownloadRig } from '../support/download-rig.ts'
import { FileServer } from '../support/file-server.ts'

async function serving(): Promise<FileServer> {
  const server = new FileServer(Buffer.from('no model'))
  await server.listen()
  onTestFinished(() => server.close())
  return server
}

test('a repository of many pages is listed whole; a list without an end, and one that leads elsewhere, are not followed on', async () => {
  const server = await serving()
  const folder = mkdtempSync(join(tmpdir(), 'sluice-hub-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const hub = new DownloadRig(folder, { hub_url: () => server.url })
  onTestFinished(() => hub.dispose())
  await hub.downloads.open()
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
