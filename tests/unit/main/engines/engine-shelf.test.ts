import { expect, onTestFinished, test } from 'vitest'
import { EngineShelf, LOCAL_MODELS } from '../../../../src/main/engines/engine-shelf.ts'
import type { SimulatorEngine } from '../../../../src/main/engines/simulator/simulator-engine.ts'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import type { Engine, EngineReply } from '../../../../src/main/ports.ts'
import type { Connection, ModelInfo } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId, SessionId, StreamId } from '../../../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import type { StreamError } from '../../../../src/shared/stream-end.ts'
import type { FaultServerOptions } from '../../../support/fault-server.ts'
import { FaultServer } from '../../../support/fault-server.ts'
import { ScriptedEngine } from '../../../support/scripted-engine.ts'

const MINE = 'mine' as ConnectionId
const SIMULATOR: Connection = {
  connection_id: 'simulator' as ConnectionId,
  kind: 'simulator',
  name: 'Simulator',
  url: '',
  key: 'none',
}

/** A shelf over a real server; only the book of connections and the simulator are the test's. */
function shelfOver(url: string, kind: 'ollama' | 'openai-compatible' = 'ollama', key: string | null = null) {
  const clock = new AwakeClock()
  const connections: Connection[] = [SIMULATOR, { connection_id: MINE, kind, name: 'Mine', url, key: 'none' }]
  const changes: string[] = []
  const simulator = Object.assign(new ScriptedEngine(), { dispose: async () => {} })
  const files: ModelInfo[] = []
  const llama = Object.assign(new ScriptedEngine(), {
    dispose: async () => {},
    models: async () => files.map((file) => ({ ...file, path: file.model, bytes: 1 })),
  })
  const shelf: EngineShelf = new EngineShelf({
    simulator: simulator as unknown as SimulatorEngine,
    llama,
    connections: {
      list: () => connections,
      get: (id) => connections.find((connection) => connection.connection_id === id) ?? null,
      keyOf: () => key,
    },
    clock,
    timeouts: () => DEFAULT_SETTINGS.timeouts,
    version: '1.2.3',
    onChanged: () => void changes.push(status().state),
  })
  const mine = () => shelf.statuses().find(({ connection_id }) => connection_id === MINE)
  const status = () => mine()?.status ?? { state: 'unknown' as const }
  onTestFinished(async () => {
    await shelf.dispose()
    clock.dispose()
  })
  return { shelf, connections, changes, mine, status, simulator, llama, files }
}

async function server(options?: FaultServerOptions): Promise<FaultServer> {
  const started = await FaultServer.start(options)
  onTestFinished(() => started.close())
  return started
}

function isEngine(found: Engine | StreamError): asserts found is Engine {
  if ('error_type' in found) throw new Error(found.content)
}

test('the simulator is always ready, with its modes and the version of the app', () => {
  const { shelf, simulator } = shelfOver('http://127.0.0.1:1')
  expect(shelf.statuses()[0]).toMatchObject({ status: { state: 'ready', version: '1.2.3' }, busy: null })
  expect(shelf.engineFor({ connection_id: SIMULATOR.connection_id, model: 'normal' })).toBe(simulator)
})

test('the model files of this computer are a connection of their own, shown only while there are any', async () => {
  const { shelf, llama, files } = shelfOver('http://127.0.0.1:1')
  await shelf.refresh(LOCAL_MODELS.connection_id)
  expect(shelf.statuses().map(({ kind }) => kind)).toEqual(['simulator', 'ollama'])
  files.push({ model: 'a.gguf', label: 'a', detail: '1 GB', continues: true })
  await shelf.refresh(LOCAL_MODELS.connection_id)
  expect(shelf.statuses()[0]).toMatchObject({
    ...LOCAL_MODELS,
    status: { state: 'ready', models: [{ model: 'a.gguf', label: 'a', detail: '1 GB', continues: true }] },
  })
  expect(shelf.engineFor({ connection_id: LOCAL_MODELS.connection_id, model: 'a.gguf' })).toBe(llama)
})

test('a model of a removed connection is answered with what to do instead', () => {
  const { shelf, connections } = shelfOver('http://127.0.0.1:1')
  connections.pop()
  expect(shelf.engineFor({ connection_id: MINE, model: 'm' })).toMatchObject({
    error_type: 'model_not_found',
    content: expect.stringContaining('Choose another model') as string,
  })
})

test('a connection has one engine, and a new one after it was changed', async () => {
  const { shelf } = shelfOver('http://127.0.0.1:1')
  const model = { connection_id: MINE, model: 'm' }
  const engine = shelf.engineFor(model)
  expect(shelf.engineFor(model)).toBe(engine)
  await shelf.drop(MINE)
  expect(shelf.engineFor(model)).not.toBe(engine)
})

test('asked for its models, a server is checking and then ready; not asked, it is unknown', async () => {
  const { shelf, changes, status } = shelfOver((await server()).url)
  expect(status()).toEqual({ state: 'unknown' })
  await shelf.refresh(MINE)
  expect(changes).toEqual(['checking', 'ready'])
  const known = status()
  expect(known.state === 'ready' && known.models.map(({ model }) => model)).toContain('normal')
})

test('a server that is not there is failed with a sentence that names it', async () => {
  const { shelf, status } = shelfOver('http://127.0.0.1:1')
  await shelf.refreshAll()
  expect(status()).toMatchObject({
    state: 'failed',
    content: expect.stringContaining('Mine at 127.0.0.1:1') as string,
  })
})

test('a newer question ends an older one, whose answer changes nothing any more', async () => {
  const silent = await server({ silent_lists: true })
  const { shelf, connections, changes, status } = shelfOver(silent.url)
  const older = shelf.refresh(MINE)
  connections[1] = {
    ...SIMULATOR,
    connection_id: MINE,
    kind: 'ollama',
    name: 'Mine',
    url: (await server()).url,
  }
  const newer = shelf.refresh(MINE)
  await Promise.all([older, newer])
  expect(changes).toEqual(['checking', 'checking', 'ready'])
  expect(status().state).toBe('ready')
})

test('what a dropped connection still answers is not kept', async () => {
  const { shelf, changes, status } = shelfOver((await server()).url)
  const asked = shelf.refresh(MINE)
  await shelf.drop(MINE)
  await asked
  expect(status()).toEqual({ state: 'unknown' })
  expect(changes).toEqual(['checking', 'unknown'])
})

test('a server is tried without being kept, with the key typed, the stored one, or none', async () => {
  const { url } = await server({ key: 'sk-right' })
  const { shelf, status } = shelfOver(url, 'openai-compatible', 'sk-right')
  const input = { kind: 'openai-compatible' as const, name: 'New', url }
  expect(await shelf.test({ ...input, key: 'sk-right' })).toMatchObject({ state: 'ready' })
  expect(await shelf.test({ ...input, key: 'sk-wrong' })).toMatchObject({ state: 'failed' })
  expect(await shelf.test(input)).toMatchObject({ state: 'failed' })
  expect(await shelf.test(input, MINE)).toMatchObject({ state: 'ready' })
  expect(await shelf.test({ ...input, key: '' }, MINE)).toMatchObject({ state: 'failed' })
  expect(status()).toEqual({ state: 'unknown' })
})

test('a stopped answer may still occupy the server: that is said until its next first token', async () => {
  const { shelf, mine } = shelfOver((await server()).url)
  const engine = shelf.engineFor({ connection_id: MINE, model: 'm' })
  isEngine(engine)
  const abort = new AbortController()
  const run = engine.start(request('stalls'), abort.signal)
  await firstText(run.replies)
  expect(mine()?.busy).toBeNull()
  abort.abort()
  await run.released
  expect(mine()?.busy).toBe('Stopped; the server may still be finishing.')
  const next = engine.start(request('normal'), new AbortController().signal)
  await firstText(next.replies)
  expect(mine()?.busy).toBeNull()
})

test('dropping a connection ends its runs and forgets that it was busy', async () => {
  const faulty = await server()
  const { shelf, mine } = shelfOver(faulty.url)
  const engine = shelf.engineFor({ connection_id: MINE, model: 'm' })
  isEngine(engine)
  const run = engine.start(request('stalls'), new AbortController().signal)
  await firstText(run.replies)
  await shelf.drop(MINE)
  await run.released
  expect(mine()?.busy).toBeNull()
})

test('a server goes on with an answer only where it says that it is one that does', async () => {
  for (const owned_by of ['llamacpp', 'vllm', 'somebody'] as const) {
    const { url } = await server({ owned_by })
    const { shelf, status } = shelfOver(url, 'openai-compatible')
    const engine = shelf.engineFor({ connection_id: MINE, model: 'normal' })
    isEngine(engine)
    expect(engine.continues('normal')).toBe(false)
    await shelf.refresh(MINE)
    const known = status()
    const goesOn = owned_by !== 'somebody'
    expect(engine.continues('normal')).toBe(goesOn)
    expect(engine.continues('another model')).toBe(false)
    const listed = known.state === 'ready' && known.models.find((one) => one.model === 'normal')
    expect(listed).toMatchObject({ continues: goesOn, owned_by })
  }
})

function request(model: string) {
  return {
    stream_id: 'stream' as StreamId,
    session_id: 'session' as SessionId,
    model,
    messages: [{ role: 'user' as const, content: 'hello' }],
    parameters: {},
  }
}

async function firstText(replies: AsyncIterableIterator<EngineReply>): Promise<void> {
  for (;;) {
    const { done, value } = await replies.next()
    if (done || value.type === 'failed') throw new Error(`no text came: ${JSON.stringify(value)}`)
    if (value.type === 'text') return
  }
}
