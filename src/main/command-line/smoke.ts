import { app, BrowserWindow } from 'electron'
import { readFileSync } from 'node:fs'
import { OWN_CORE, startApp } from '../app.ts'
import { seededText } from '../engines/simulator/seeded-text.ts'
import type { LogFile } from '../lib/log-file.ts'
import { SIMULATOR_ID } from '../store/connections.ts'
import type { SessionId, StreamId } from '../../shared/ids.ts'
import { textOf } from '../../shared/session.ts'
import { parseSimulatorModel } from '../../shared/simulator-modes.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'
import type { Runtime } from './about-runtime.ts'
import { aboutRuntime } from './about-runtime.ts'
import { loadLibrary } from './load-library.ts'
import type { Step } from './steps.ts'
import { Steps } from './steps.ts'
import { SmokePage } from './smoke-page.ts'

/** What `--smoke` prints. */
export interface SmokeResult extends Runtime {
  ok: boolean
  /** In order; after a failure only `quit` and `log` are still tried. */
  steps: Step[]
  ms: number
}

export interface SmokeOptions {
  log: LogFile
  log_path: string
  /** Rejects when the run is to end before it is done. */
  cut: Promise<never>
}

/** What each wait may take at most; `cut` limits them together. */
const DRAWN_WITHIN_MS = 10_000
const SAVED_WITHIN_MS = 5_000
/** The app's own limit for it is 3 s. */
const QUIT_WITHIN_MS = 4_000

const TOKENS = 10
const MODEL = `normal?length=${TOKENS}&rate=200&first_ms=5`
const PROMPT = 'Smoke test: does it all work together?'
/** Lines of the log that tell of something the steps may not have noticed. */
const FAULTS = new Set([
  'uncaught_exception',
  'unhandled_rejection',
  'shutdown_failed',
  'dispose_failed',
  'ipc_failed',
  'ipc_refused',
  'page_failed',
  'preload_failed',
  'renderer_gone',
  'stream_save_failed',
])

/**
 * Uses the whole app once, unseen, as a person would: starts it, opens a chat, sends a prompt, reads ten tokens, finds them
 * saved, loads llama.cpp, quits. Never rejects; the caller ends the process, which the quit has left running.
 */
export async function smoke({ log, log_path, cut }: SmokeOptions): Promise<SmokeResult> {
  const started = performance.now()
  const left = Promise.withResolvers<{ why: string; in_order: boolean }>()
  const quits = left.promise.then(({ why }): never => {
    throw new Error(`it quits: ${why}`)
  })
  const steps = new Steps(Promise.race([cut, quits]))
  let is_cut = false
  cut.catch(() => (is_cut = true))
  // Until the app answers it itself.
  const quitEarly = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    left.resolve({ why: 'asked to before it had started', in_order: false })
  }
  app.on('before-quit', quitEarly)
  const start = async (): Promise<void> => {
    await startApp(log, { left: left.resolve })
    app.off('before-quit', quitEarly)
  }
  // What fails is noted in its step.
  await tryAll(steps, start).catch(() => {})
  if (!is_cut && steps.noted.some(({ name, ok }) => name === 'start' && ok)) {
    await quitInOrder(steps, left, cut)
    await steps.run('log', () => findFaults(log_path), undefined, cut).catch(() => {})
  }
  const ms = Math.round(performance.now() - started)
  return { ok: steps.ok, ...aboutRuntime(app.getVersion()), steps: steps.noted, ms }
}

/** The app's ordinary way out; what would end the process tells `left` instead. */
async function quitInOrder(
  steps: Steps,
  left: PromiseWithResolvers<{ why: string; in_order: boolean }>,
  cut: Promise<never>,
): Promise<void> {
  const late = setTimeout(() => left.resolve({ why: 'it did not quit', in_order: false }), QUIT_WITHIN_MS)
  const quit = async (): Promise<string> => {
    app.quit()
    const { why, in_order } = await left.promise
    if (!in_order) throw new Error(why)
    return why
  }
  await steps.run('quit', quit, (why) => why, cut).catch(() => {})
  clearTimeout(late)
}

async function tryAll(steps: Steps, start: () => Promise<void>): Promise<void> {
  await steps.run('ready', () => app.whenReady())
  const page = await steps.run('start', async () => {
    if (!app.requestSingleInstanceLock()) throw new Error('its own fresh folder is locked')
    await start()
    const [window] = BrowserWindow.getAllWindows()
    if (!window) throw new Error('no window was opened')
    const opened = new SmokePage(window.webContents)
    // Listened to from this very tick; waited for in a step of its own.
    return { window, opened, loaded: opened.loaded().then(() => null, String) }
  })
  const { window, opened } = page
  await steps.run('page', async () => {
    const failure = await page.loaded
    if (failure !== null) throw new Error(failure)
    await opened.drawn(DRAWN_WITHIN_MS)
  })
  await steps.run('app_state', async () => {
    const { version, sessions } = await opened.ask('app:state', null)
    if (version !== app.getVersion()) throw new Error(`the page is told version ${version}`)
    if (sessions.length > 0) throw new Error('the scratch store is not empty')
  })
  const session_id = await steps.run('session', async () => {
    const session = await opened.ask('session:create', {
      model: { connection_id: SIMULATOR_ID, model: MODEL },
    })
    if ('refused' in session) throw new Error(session.refused)
    return session.session_id
  })
  const told = await steps.run(
    'stream',
    async () => judgeEvents(await opened.answer(session_id, PROMPT)),
    ({ text }) => `${TOKENS} tokens, ${text.length} characters, those the simulator is bound to write`,
  )
  await steps.run('store', () => compareWithStore(opened, session_id, told))
  await steps.run('library', () => loadLibrary(OWN_CORE.createHost({})))
  await steps.run('hidden', () => {
    if (window.isVisible()) throw new Error('the window is shown')
  })
}

interface Told {
  stream_id: StreamId
  text: string
}

/** What was told, if the events are whole and the text is the one that must come. */
function judgeEvents(events: StreamEvent[]): Told {
  const done = events.at(-1)
  const error = events.find((event) => event.type === 'error')
  if (error) throw new Error(error.content)
  if (done?.type !== 'done' || done.reason !== 'success') throw new Error('the answer did not end well')
  if (events.some((event, index) => event.seq !== index)) throw new Error('events are missing')
  if (done.timings.tokens !== TOKENS) throw new Error(`${done.timings.tokens} tokens came, not ${TOKENS}`)
  const text = events.map((event) => (event.type === 'token' ? event.content : '')).join('')
  const seed = parseSimulatorModel(MODEL)?.parameters.seed ?? NaN
  if (text !== seededText({ prompt: PROMPT, model: MODEL, seed }, TOKENS))
    throw new Error('another text came than must come')
  return { stream_id: done.stream_id, text }
}

/** Holds what the page was told against what is on disk. */
async function compareWithStore(page: SmokePage, session_id: SessionId, told: Told): Promise<void> {
  const until = performance.now() + SAVED_WITHIN_MS
  // As long as there is a snapshot, main adds to a chat what the disk may not have yet.
  while (await page.ask('stream:snapshot', { stream_id: told.stream_id })) {
    if (performance.now() > until) throw new Error('the answer is not saved')
  }
  const loaded = await page.ask('session:load', { session_id })
  const [prompt, answer] = loaded?.messages ?? []
  if (!prompt || !answer) throw new Error('the chat is not in the store')
  if (textOf(prompt) !== PROMPT) throw new Error('the store has another prompt')
  if (answer.end?.reason !== 'success') throw new Error('the store does not know how the answer ended')
  if (textOf(answer) !== told.text) throw new Error('the store has another text than the page was told')
}

function findFaults(log_path: string): void {
  const faults = readFileSync(log_path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && FAULTS.has((JSON.parse(line) as { event: string }).event))
  if (faults.length > 0) throw new Error(faults.slice(0, 3).join(' '))
}
