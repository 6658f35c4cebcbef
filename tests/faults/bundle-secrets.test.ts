import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EngineShelf } from '../../src/main/engines/engine-shelf.ts'
import { SimulatorEngine } from '../../src/main/engines/simulator/simulator-engine.ts'
import { ForkHost } from '../../src/main/engines/worker/fork-host.ts'
import { PidBook } from '../../src/main/engines/worker/pid-book.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { LogFile } from '../../src/main/lib/log-file.ts'
import type { Engine, WriteLog } from '../../src/main/ports.ts'
import { aboutApp } from '../../src/main/self-test/bundle/about-app.ts'
import { Bundles } from '../../src/main/self-test/bundle/bundles.ts'
import { SIMULATOR_ID } from '../../src/main/store/connections.ts'
import { openStore } from '../../src/main/store/store.ts'
import { StreamRegistry } from '../../src/main/streams/stream-registry.ts'
import type { ConnectionId, TraceId } from '../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import { NO_STABILITY_TEST } from '../../src/shared/stability.ts'
import type { StreamEvent } from '../../src/shared/stream-event.ts'
import { ECHO_MODELS, startEchoServer } from '../support/echo-server.ts'

const KEY = 'sk-planted/KEY+4711=OddBits-zQ9xW7vU5t'
const PROMPT =
  'Größe "Zauberwald"? Füchse & Bären: {"wünsche": [3]}\nGrüße von `Käthe` 漢字 😀 C:\\Märchen\\Ünd%20mehr'
const SERVER_NAME = 'Käthes Rechner'
const WORKER_ENTRY = join(import.meta.dirname, '../../src/main/engines/worker/worker-entry.ts')
const STORE_WORKER = new URL('../../src/main/store/store-worker.ts', import.meta.url)
/** Where every prompt ends in an exception that repeats it. */
const BROKEN = 'broken' as ConnectionId

/** An engine with a bug, as bad as they come: what it throws is what it was asked. */
const BROKEN_ENGINE: Engine = {
  label: 'A broken engine',
  continues: () => false,
  limits: () => ({
    first_token_ms: 1_000,
    between_tokens_ms: 1_000,
    stalled_notice_ms: 500,
    context_chars: null,
  }),
  start: ({ messages }) => {
    throw new Error(`cannot start with ${messages.at(-1)?.content} and ${KEY}`)
  },
}

/** The parts of the app that write the log, with a real server, real engine processes, a real store and the real log file. */
async function startApp() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-secrets-'))
  mkdirSync(join(folder, 'logs'))
  const log = new LogFile(join(folder, 'logs', 'sluice.log'))
  const writeLog: WriteLog = (line) => log.write(line)
  const clock = new AwakeClock()
  const server = await startEchoServer()
  const store = await openStore({ file: join(folder, 'sluice.db'), worker: STORE_WORKER, clock, writeLog })
  const timeouts = () => DEFAULT_SETTINGS.timeouts
  const pidBook = new PidBook(join(folder, 'pids.json'))
  const simulator = new SimulatorEngine({
    host: new ForkHost(WORKER_ENTRY),
    clock,
    writeLog,
    pidBook,
    timeouts,
  })
  const { connections } = store
  const shelf = new EngineShelf({
    simulator,
    connections,
    clock,
    timeouts,
    version: '0.1.0',
    onChanged: () => {},
  })
  const events: StreamEvent[] = []
  const registry = new StreamRegistry({
    clock,
    journal: store.journal,
    engineFor: (model) => {
      if (model.model === 'lost') throw new TypeError(`cannot find ${PROMPT} with ${KEY}`)
      return model.connection_id === BROKEN ? BROKEN_ENGINE : shelf.engineFor(model)
    },
    writeLog,
    newId: randomUUID,
    sink: { opened: () => {}, event: (event) => events.push(event), activity: () => {}, unsaved: () => {} },
  })
  onTestFinished(async () => {
    await registry.stopAll('interrupted')
    await shelf.dispose()
    await store.dispose()
    clock.dispose()
    await server.close()
    log.flushNow()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Sends the prompt in a new chat and waits for the end and the release; what was told to the window. */
  async function ask(connection_id: ConnectionId, model: string): Promise<string> {
    const { session_id } = await store.sessions.create({ connection_id, model })
    const trace_id = randomUUID() as TraceId
    const opened = registry.open({
      session_id,
      trace_id,
      prompt: PROMPT,
      queue_id: null,
      parent_id: null,
      model: { connection_id, model },
    })
    while (registry.size > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await registry.saved()
    const mine = events.filter(({ stream_id }) => stream_id === opened.stream_id)
    return mine.map((event) => ('content' in event ? event.content : '')).join('')
  }
  return { folder, log, writeLog, clock, server, store, shelf, ask }
}
type App = Awaited<ReturnType<typeof startApp>>

/** What index.ts and the door of requests write when something throws. */
function throwEverywhere({ writeLog }: App): void {
  for (const text of [PROMPT, `{"prompt": "${PROMPT}", "key": ${KEY}}`, `[${PROMPT}`]) {
    try {
      JSON.parse(text)
    } catch (error) {
      const { message, stack } = error as Error
      writeLog({ event: 'uncaught_exception', message, stack })
      writeLog({ event: 'ipc_failed', name: 'stream:open', message: String(error) })
    }
  }
  const error = new Error(`${PROMPT}\n    at ${PROMPT} (${KEY}:1:2)`)
  writeLog({ event: 'unhandled_rejection', message: error.message, stack: error.stack })
  writeLog({
    event: 'navigation_blocked',
    url: `https://evil.example/?q=${encodeURIComponent(PROMPT)}&k=${KEY}`,
  })
  writeLog({ event: 'store_worker_died', detail: `near "${PROMPT}": syntax error` })
}

function bundlesOf({ log, store, shelf, clock }: App): Bundles {
  return new Bundles({
    facts: () => ({
      about: aboutApp({ version: '0.1.0', host: 'electron', locale: 'de' }),
      settings: store.settings.get(),
      connections: shelf.statuses(),
      stability: NO_STABILITY_TEST,
      counters: { opened: 1, ended: 1, discarded: 0, forced: 0, fenced: 0, late: 0, live: 0, processes: 0 },
      known: { secrets: [KEY], home: homedir(), user: userInfo().username },
    }),
    log_file: log.path,
    flushLog: () => log.flushNow(),
    askWhere: async () => null,
    wallTime: () => clock.wallTime(),
  })
}

const PIECE_CHARS = 12

/** Every piece of 12 characters of a text, however it may be written. */
function piecesOf(text: string): string[] {
  const padded = [0, 1, 2].map((n) => Buffer.from(' '.repeat(n) + text))
  const forms = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    encodeURI(text),
    ...padded.flatMap((bytes) => [
      bytes.toString('base64').slice(4, -4),
      bytes.toString('base64url').slice(4, -4),
    ]),
    Buffer.from(text).toString('hex'),
  ]
  return forms.flatMap((form) =>
    Array.from({ length: Math.max(1, form.length - PIECE_CHARS + 1) }, (_, i) =>
      form.slice(i, i + PIECE_CHARS),
    ),
  )
}

const NEEDLES = [
  ...new Set([KEY, PROMPT, SERVER_NAME].flatMap(piecesOf)),
  'Zauberwald',
  'Käthe',
  'evil.example',
]
const found = (text: string): string[] => NEEDLES.filter((needle) => text.includes(needle))

describe('a key and a prompt that everybody repeats', () => {
  test('are neither in the log nor in the report, not even in pieces', async () => {
    const app = await startApp()
    const { server, store, shelf, ask, log, folder } = app
    const mine = await store.connections.add({
      kind: 'openai-compatible',
      name: SERVER_NAME,
      url: server.url,
      key: KEY,
    })
    await shelf.refresh(mine.connection_id)
    await store.settings.set({
      default_model: { connection_id: mine.connection_id, model: PROMPT.slice(0, 40) },
    })

    const told: string[] = []
    for (const model of ECHO_MODELS) told.push(await ask(mine.connection_id, model))
    for (const mode of ['crash-mid-answer?rate=2000', 'garbage?rate=2000', 'error?rate=2000'])
      told.push(await ask(SIMULATOR_ID, mode))
    for (const model of ['starts', 'lost']) told.push(await ask(BROKEN, model))
    throwEverywhere(app)

    // The opportunities: the server got both, and the window was told both.
    expect(server.heard.filter(({ authorization }) => authorization === `Bearer ${KEY}`)).toHaveLength(
      ECHO_MODELS.length,
    )
    expect(server.heard.every(({ prompt }) => prompt === PROMPT)).toBe(true)
    expect(told.filter((text) => text.includes('Zauberwald')).length).toBeGreaterThan(5)

    const { text } = await bundlesOf(app).build()
    const written = readFileSync(log.path, 'utf8')
    for (const event of [
      'stream_bug',
      'uncaught_exception',
      'unhandled_rejection',
      'engine_exit',
      'navigation_blocked',
    ])
      expect(text).toContain(`"event":"${event}"`)
    expect(text).toMatch(/ended in “bad reply”/)
    expect(written.split('\n').filter((line) => found(line).length > 0)).toEqual([])
    expect(found(text)).toEqual([])
    expect(text).not.toContain(folder)
    expect(text).not.toContain(`${homedir()}/`)
  })

  test('are not in the report either when they are in the log all the same', async () => {
    const app = await startApp()
    // A model may carry any name, and the log has its name.
    await app.ask(SIMULATOR_ID, PROMPT.slice(0, 60))
    const dirty = {
      time: new Date().toISOString(),
      event: 'stream_bug',
      message: `Error: ${PROMPT} ${KEY}`,
      model: PROMPT,
    }
    // The log gathers lines for a while: those of the answer have to be there before the torn line, which swallows what follows.
    app.log.flushNow()
    appendFileSync(
      app.log.path,
      `${JSON.stringify(dirty)}\n${PROMPT}\n{"event": "x", "prompt": ${JSON.stringify(PROMPT)}`,
    )
    const { text } = await bundlesOf(app).build()
    expect(text).toMatch(/"event":"stream_start".*"model":"\[left out\]"/)
    expect(text).toContain('"event":"stream_bug","message":"Error: […]')
    expect(found(readFileSync(app.log.path, 'utf8'))).not.toEqual([])
    expect(found(text)).toEqual([])
  })
})
