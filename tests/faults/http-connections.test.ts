import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { detectServers } from '../../src/main/engines/detect-servers.ts'
import { probeOllama } from '../../src/main/engines/ollama/probe-ollama.ts'
import {
  PROBE_MS,
  probeOpenAiCompatible,
} from '../../src/main/engines/openai-compatible/probe-openai-compatible.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import type { HttpKind } from '../support/fault-server-core.ts'
import { HTTP_KINDS, HttpCore, LABEL, eventually, watchClientSockets } from '../support/fault-server-core.ts'
import type { FaultServerOptions } from '../support/fault-server.ts'
import { FaultServer } from '../support/fault-server.ts'

const clock = new AwakeClock()
afterAll(() => clock.dispose())

const servers: FaultServer[] = []
async function serve(options: FaultServerOptions = {}): Promise<FaultServer> {
  const server = await FaultServer.start(options)
  servers.push(server)
  return server
}
const listeners: { server: Server; sockets: Set<Socket> }[] = []
/** A TCP server that does with each socket what `greet` says. */
async function listen(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    greet(socket)
  })
  listeners.push({ server, sockets })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return (server.address() as AddressInfo).port
}
afterEach(async () => {
  for (const { server, sockets } of listeners.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  for (const server of servers.splice(0)) {
    await eventually(() => server.open_sockets === 0, 'no socket is left')
    await server.close()
  }
})

function probe(
  kind: HttpKind,
  url: string,
  more: { key?: string; within_ms?: number; signal?: AbortSignal } = {},
) {
  const { key, ...rest } = more
  const options = { label: LABEL, clock, ...rest }
  return kind === 'ollama' ? probeOllama(url, options) : probeOpenAiCompatible(url, key ?? null, options)
}

describe.each(HTTP_KINDS)('%s: asking what a server is', (kind) => {
  test('tells its version and its models', async () => {
    const { url } = await serve()
    const state = await probe(kind, url)
    expect(state).toMatchObject({
      state: 'ready',
      version: kind === 'ollama' ? 'Ollama 0.0.0-fault' : 'fault-server',
    })
    const models = state.state === 'ready' ? state.models : []
    const detail = kind === 'ollama' ? '8.0B · Q4_K_M · 4.7 GB' : 'fault'
    const normal = { model: 'normal', label: 'normal', detail, continues: kind === 'ollama' }
    expect(models).toContainEqual(expect.objectContaining(normal))
  })

  test.each([
    ['nobody listens', async () => 'http://127.0.0.1:1', /refused the connection\. Is it running\?/],
    [
      'no such host',
      async () => 'http://no-such-host.invalid:80',
      /was not found on the network|did not answer in time/,
    ],
    [
      'https to a http server',
      async () => (await serve()).url.replace('http:', 'https:'),
      /could not be trusted|could not be asked/,
    ],
    [
      'not HTTP at all',
      async () => `http://127.0.0.1:${await listen((socket) => socket.end('SSH-2.0-x\r\n'))}`,
      /does not speak HTTP/,
    ],
    [
      'hangs up',
      async () => `http://127.0.0.1:${await listen((socket) => socket.destroy())}`,
      /closed the connection/,
    ],
    ['never answers', async () => (await serve({ silent_lists: true })).url, /did not answer in time/],
    [
      'a web page',
      async () => `${(await serve({ unknown_path: 'web-page' })).url}/ui`,
      /web page.*check the address/,
    ],
    ['another path', async () => `${(await serve()).url}/nowhere`, /nothing at this address/],
  ])('%s: says so in one sentence that names the server', async (_case, address, says) => {
    const from = performance.now()
    // Enough to answer on a busy machine, and less than a probe has by itself.
    const state = await probe(kind, await address(), { within_ms: 1_500 })
    expect(performance.now() - from).toBeLessThan(PROBE_MS)
    expect(state.state).toBe('failed')
    expect(state.state === 'failed' && state.content).toMatch(says)
    expect(state.state === 'failed' && state.content).toContain(LABEL)
  })

  test('ends at once when nobody wants to know any more', async () => {
    const { url } = await serve({ silent_lists: true })
    const abort = new AbortController()
    const from = performance.now()
    setTimeout(() => abort.abort(), 30)
    expect((await probe(kind, url, { signal: abort.signal, within_ms: 60_000 })).state).toBe('failed')
    expect(performance.now() - from).toBeLessThan(20_000)
  })
})

describe('an OpenAI-compatible address', () => {
  const layouts: [string, FaultServerOptions][] = [
    ['v1 alone, 404 elsewhere', { api_at: 'v1' }],
    ['root alone, 404 elsewhere', { api_at: 'root' }],
    ['v1 alone, a web page elsewhere', { api_at: 'v1', unknown_path: 'web-page' }],
    ['root alone, a web page elsewhere', { api_at: 'root', unknown_path: 'web-page' }],
    ['v1 alone, 200 with an error elsewhere', { api_at: 'v1', unknown_path: 'unexpected-endpoint' }],
  ]
  test.each(layouts)('works with and without /v1: %s', async (_name, options) => {
    const { url } = await serve(options)
    for (const base of options.api_at === 'v1' ? [url, `${url}/v1`] : [url]) {
      expect(await probe('openai-compatible', base)).toMatchObject({ state: 'ready' })
      const core = new HttpCore('openai-compatible', base)
      expect((await core.ask('normal')).done).toMatchObject({ reason: 'success' })
      await core.dispose()
    }
  })

  test('once found, the address is asked first', async () => {
    const server = await serve({ api_at: 'root' })
    const core = new HttpCore('openai-compatible', server.url)
    await core.ask('normal')
    await core.ask('normal')
    expect(server.records.map(({ path }) => path)).toEqual(['/chat/completions', '/chat/completions'])
    expect(server.unknown).toEqual(['POST /v1/chat/completions'])
    await core.dispose()
  })

  test('a server that refuses unknown fields is asked again without them, once', async () => {
    const server = await serve()
    const core = new HttpCore('openai-compatible', server.url)
    const sockets = watchClientSockets()
    expect((await core.ask('strict-fields')).done?.reason).toBe('success')
    sockets.stop()
    expect({ made: sockets.made, live_max: sockets.live_max }).toEqual({ made: 2, live_max: 1 })
    expect((await core.ask('strict-fields')).done?.reason).toBe('success')
    expect(server.records.map(({ fields }) => fields)).toEqual([
      ['stream', 'stream_options', 'return_progress'],
      ['stream'],
      ['stream'],
    ])
    await core.dispose()
  })
})

describe('a key', () => {
  test('is sent, and a wrong or missing one is said in words that do not repeat it', async () => {
    const server = await serve({ key: 'sk-right' })
    const right = new HttpCore('openai-compatible', server.url, { key: 'sk-right' })
    expect((await right.ask('normal')).done?.reason).toBe('success')
    expect(server.records.at(-1)?.authorization).toBe('Bearer sk-right')
    await right.dispose()
    for (const [key, says] of [
      ['sk-wrong', /refused the key; check it/],
      [null, /asks for a key; add it/],
      ['sk wrong\n', /contains characters/],
    ] as const) {
      const core = new HttpCore('openai-compatible', server.url, { key })
      const { error } = await core.ask('normal')
      expect(error?.error_type).toBe('unauthorized')
      expect(error?.content).toMatch(says)
      expect(error?.content).not.toMatch(/sk[- ]/)
      await core.dispose()
      expect(await probe('openai-compatible', server.url, { key: key ?? '' })).toMatchObject({
        state: 'failed',
      })
    }
  })
})

describe.each(HTTP_KINDS)('%s: a server that is not there', (kind) => {
  test('ends the answer engine_unreachable and leaves the chat usable at once', async () => {
    const core = new HttpCore(kind, 'http://127.0.0.1:1')
    const { error, done } = await core.ask('any')
    expect(error).toMatchObject({ error_type: 'engine_unreachable', retryable: true })
    expect(error?.content).toMatch(/Is it running\?/)
    expect(done?.reason).toBe('error')
    expect(core.registry.size).toBe(0)
    await core.dispose()
  })

  test('is given up at the connect timeout', async () => {
    // The TCP connection is there, the TLS one never is.
    const port = await listen(() => {})
    const core = new HttpCore(kind, `https://127.0.0.1:${port}`, { timeouts: { connect_ms: 150 } })
    const from = performance.now()
    const { error } = await core.ask('any')
    expect(error?.error_type).toBe('engine_unreachable')
    expect(error?.content).toMatch(/did not answer in time/)
    // By itself it would have 3 s.
    expect(performance.now() - from).toBeLessThan(DEFAULT_SETTINGS.timeouts.connect_ms)
    await core.dispose()
  })

  test('disposing an engine ends its runs and closes their sockets', async () => {
    const server = await serve()
    const core = new HttpCore(kind, server.url)
    const stream_id = core.send('slow')
    await core.firstToken(stream_id)
    await core.engine.dispose()
    await eventually(() => server.open_sockets === 0, 'the socket is closed')
    expect(server.records.at(-1)?.aborted).toBe(true)
    await core.registry.stop(stream_id)
    await core.dispose()
  })
})

test('servers on this computer are found by what they answer, not by their port', async () => {
  const ollama = await serve()
  const other = await serve({ api_at: 'v1' })
  const silent = await serve({ silent_lists: true })
  const from = performance.now()
  const found = await detectServers(clock, {
    servers: [
      { kind: 'ollama', name: 'Ollama', port: ollama.port },
      { kind: 'openai-compatible', name: 'LM Studio', port: other.port },
      { kind: 'openai-compatible', name: 'llama-server', port: silent.port },
      { kind: 'openai-compatible', name: 'vLLM', port: 1 },
    ],
  })
  expect(performance.now() - from).toBeLessThan(PROBE_MS)
  expect(found).toEqual([
    { kind: 'ollama', name: 'Ollama', url: ollama.url },
    { kind: 'openai-compatible', name: 'LM Studio', url: other.url },
  ])
})
