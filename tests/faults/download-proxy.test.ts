import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSafeServer } from 'node:https'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { request } from 'undici'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { Network } from '../../src/main/models/download/network.ts'
import { DownloadRig } from '../support/download-rig.ts'

/** Of `models.test` alone, signed by itself and trusted by nobody but this file. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUTrWs2G8HenKJ6dWY4b1vYOndgxQwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLbW9kZWxzLnRlc3QwIBcNMjYxMTMwMTEzNzEwWhgPMjEyNjEx
MDYxMTM3MTBaMBYxFDASBgNVBAMMC21vZGVscy50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEAXHrPG05eGvvBW9Z9BkBKgukRNhyVqJzHo9wJCNxckhx+eFf
VsuiSna/Qu1uGvK0+5sYiWDsuIiEVW65wBaFwqNrMGkwHQYDVR0OBBYEFMyFwlYB
8W4k+pHamyjog6M0iB3HMB8GA1UdIwQYMBaAFMyFwlYB8W4k+pHamyjog6M0iB3H
MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0RBA8wDYILbW9kZWxzLnRlc3QwCgYIKoZI
zj0EAwIDSQAwRgIhAIZJLJ12ayv8kpjEFOrgns658GYVtQkb56d8H3wfhM7UAiEA
xt5cHkTUKTYvOrAcFrOJPLPlUKsNJ7YZK8Wqmg/AkVE=
-----END CERTIFICATE-----`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguNfsgjajeS9euxeo
mJNbewg5sqmZh5Gk1gmJPDT63Q2hRANCAAQBces8bTl4a+8Fb1n0GQEqC6RE2HJW
onMej3AkI3FySHH54V9Wy6JKdr9C7W4a8rT7mxiJYOy4iIRVbrnAFoXC
-----END PRIVATE KEY-----`

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port

async function listening<One extends Server>(server: One): Promise<One> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return server
}

/** A proxy as companies have them: it opens a tunnel to whatever name it is asked for, here always to this computer. */
async function proxyTo(port: number, answer = 'HTTP/1.1 200 OK'): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer()
  server.on('connect', ({ url = '' }, client: Socket) => {
    asked.push(url)
    client.on('error', () => {})
    client.write(`${answer}\r\n\r\n`)
    if (!answer.includes('200')) return void client.end()
    const far = connect(port, '127.0.0.1')
    far.on('error', () => client.destroy())
    client.on('close', () => far.destroy())
    far.pipe(client).pipe(far)
  })
  await listening(server)
  return { url: `http://127.0.0.1:${portOf(server)}`, asked }
}

async function hub(): Promise<number> {
  const server = createSafeServer({ cert: CERTIFICATE, key: KEY }, (_request, response) =>
    response.end('a model'),
  )
  return portOf(await listening(server as unknown as Server))
}

/** What the app would get from there, started in this environment. */
async function fetched(url: string): Promise<string> {
  const network = new Network()
  onTestFinished(() => network.dispose())
  const { body } = await request(url, { dispatcher: network.dispatcherOf(url) })
  return body.text()
}

const trusted = tls.getCACertificates('default')
beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name, undefined)
    vi.stubEnv(name.toLowerCase(), undefined)
  }
  tls.setDefaultCACertificates([...trusted, CERTIFICATE])
})
afterEach(() => {
  vi.unstubAllEnvs()
  tls.setDefaultCACertificates(trusted)
})

test.each(['HTTPS_PROXY', 'https_proxy'])(
  '%s: what lies outside is fetched through a tunnel of the proxy',
  async (name) => {
    const proxy = await proxyTo(await hub())
    vi.stubEnv(name, proxy.url)
    expect(await fetched('https://models.test/tiny.gguf')).toBe('a model')
    expect(proxy.asked).toEqual(['models.test:443'])
  },
)

test('what NO_PROXY names, and this computer, is asked without the proxy', async () => {
  const proxy = await proxyTo(await hub())
  vi.stubEnv('HTTPS_PROXY', proxy.url)
  vi.stubEnv('HTTP_PROXY', proxy.url)
  vi.stubEnv('NO_PROXY', 'models.test')
  await expect(fetched('https://models.test/tiny.gguf')).rejects.toThrow(/models\.test/)
  const near = await listening(createServer((_request, response) => response.end('near')))
  expect(await fetched(`http://127.0.0.1:${portOf(near)}/`)).toBe('near')
  expect(proxy.asked).toEqual([])
})

test('a proxy whose address is none keeps no app from starting', () => {
  vi.stubEnv('HTTPS_PROXY', 'no address')
  expect(() => new Network()).not.toThrow()
})

/** What a download says that is begun in this environment, when it has given up. */
async function failure(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-proxy-'))
  const rig = new DownloadRig(folder)
  onTestFinished(async () => {
    await rig.dispose()
    rmSync(folder, { recursive: true })
  })
  await rig.downloads.open()
  const failed = await rig.reaches(await rig.start('https://models.test/tiny.gguf'), 'failed')
  return failed?.problem ?? ''
}

test.each([
  ['407 Proxy Authentication Required', /asks for a name and a password.*407.*HTTPS_PROXY \(http:\/\/name/],
  ['403 Forbidden', /^The proxy does not let Sluice reach this server.*403.*Ask those who run the proxy/],
  ['502 Bad Gateway', /^The proxy does not reach the server now.*502.*Resume/],
  ['302 Found', /^The proxy opened no way to the server.*302.*Check HTTPS_PROXY/],
])('a proxy that answers %s is told from the server, with what to do', async (answer, says) => {
  const proxy = await proxyTo(0, `HTTP/1.1 ${answer}`)
  vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', '//me:secret@'))
  const problem = await failure()
  expect(problem).toMatch(says)
  expect(problem).not.toMatch(/secret|licence|offline/)
})

test('a proxy that is not there, not found or hangs up is named, without its password', async () => {
  const gone = await listening(createServer())
  const port = portOf(gone)
  gone.close()
  vi.stubEnv('HTTPS_PROXY', `http://me:secret@127.0.0.1:${port}`)
  expect(await failure()).toMatch(
    new RegExp(`^The proxy 127\\.0\\.0\\.1:${port} cannot be reached \\(ECONNREFUSED\\).*HTTPS_PROXY`),
  )
  vi.stubEnv('HTTPS_PROXY', 'http://me:secret@proxy.invalid:8080')
  expect(await failure()).toMatch(
    /^The proxy proxy\.invalid:8080 cannot be reached \((ENOTFOUND|EAI_AGAIN)\)/,
  )
  const rude = createServer()
  rude.on('connect', (_request, socket) => socket.destroy())
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${portOf(await listening(rude))}`)
  expect(await failure()).toMatch(/^The proxy hung up without an answer/)
})
