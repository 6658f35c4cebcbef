import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diagnose } from '../../src/main/self-test/diagnose/diagnose.ts'
import type { MessageId, SessionId } from '../../src/shared/ids.ts'
import type { Message, SessionSummary } from '../../src/shared/session.ts'
import { textOf } from '../../src/shared/session.ts'
import { PseudoRandom } from '../support/pseudo-random.ts'
import type { ChatPage } from './support/chat-page.ts'
import { wordsOf } from './support/chat-page.ts'
import { Monkey } from './support/monkey.ts'
import { expect, test } from './support/watched-app.ts'

/** A failing run is played again with E2E_SEED; SLUICE_MONKEY_SECONDS makes it longer. */
const SEED = Number(process.env['E2E_SEED'] ?? 20_261)
const SECONDS = Number(process.env['SLUICE_MONKEY_SECONDS'] ?? 60)
/** The model of new chats is another one every so often. */
const MODEL_EVERY = 25
/** Whatever runs is stopped so often, and what is on screen is compared with the store. */
const LOOK_EVERY = 30
/** 100 ms apart. */
const IDLE_LOOKS = 5
const MODELS = [
  'normal?rate=150&length=200&first_ms=20',
  'reasoning?rate=200&length=200&first_ms=20',
  'normal?rate=2000&length=3000&first_ms=0',
  'ignores-cancel?rate=200&length=200&first_ms=20',
]

test('a person without a plan breaks nothing: no error, screen equals store, a whole log, no process left', async ({
  app,
  userDataDir,
}) => {
  test.setTimeout((SECONDS + 240) * 1_000)
  console.log(`seed ${SEED} (E2E_SEED), ${SECONDS} s (SLUICE_MONKEY_SECONDS)`)
  const monkey = new Monkey(app, new PseudoRandom(SEED))
  const until = performance.now() + SECONDS * 1_000
  let deeds = 0
  let looked = 0
  for (; performance.now() < until; deeds++) {
    if (deeds % MODEL_EVERY === 0)
      await anyWindow(monkey).newChatsUse(MODELS[(deeds / MODEL_EVERY) % MODELS.length] ?? '')
    await test.step(`deed ${deeds}`, () => monkey.act())
    if (deeds % LOOK_EVERY === LOOK_EVERY - 1) looked += (await settledChats(monkey)).compared
  }
  const { sessions, compared } = await settledChats(monkey)
  console.log(
    `${deeds} deeds (${monkey.missed} found nothing any more): ${JSON.stringify(monkey.done)}; ` +
      `${sessions.length} chats, ${looked + compared} times a message on screen was compared with the store`,
  )
  expect(compared).toBeGreaterThan(0)
  for (const window of monkey.windows) expect((await window.gate()).afterDone).toBe(0)
  await app.close()
  expect(await brokenPromises(userDataDir)).toEqual([])
  expect(errorsIn(userDataDir)).toEqual([])
  expect(enginesAlive(userDataDir)).toEqual([])
})

function anyWindow({ windows }: Monkey): ChatPage {
  const [window] = windows
  if (!window) throw new Error('a monkey has a window')
  return window
}

/** When nothing runs and nothing waits any more, every window shows of every chat what the store has. */
async function settledChats(monkey: Monkey): Promise<{ sessions: SessionSummary[]; compared: number }> {
  const chat = anyWindow(monkey)
  // A queue that is paused waits for a person; one that is not goes on by itself until it is empty. A prompt into a new chat
  // is on its way while that is made: who is idle has to be so again and again.
  let looks = 0
  const idleLooks = async (): Promise<number> => {
    await chat.ask('stream:stop_all', null)
    const { sessions } = await chat.ask('app:state', null)
    looks = sessions.every(({ activity }) => activity === 'idle') ? looks + 1 : 0
    return looks
  }
  await expect.poll(idleLooks, { timeout: 60_000, intervals: [100] }).toBeGreaterThanOrEqual(IDLE_LOOKS)
  const { sessions } = await chat.ask('app:state', null)
  let compared = 0
  for (const window of monkey.windows) {
    await window.page.setViewportSize({ width: 1180, height: 820 })
    await window.page.keyboard.press('Escape')
    // As it was told event by event; the others are read from the store when they are opened.
    const open = await window.sessions.and(window.page.locator('[aria-current]')).locator('..').all()
    for (const row of open)
      compared += await compareShown(window, (await row.getAttribute('data-session')) ?? '')
    for (const session of sessions) compared += await compareChat(window, session)
  }
  return { sessions, compared }
}

/** How many messages were compared. */
async function compareChat(chat: ChatPage, { session_id }: SessionSummary): Promise<number> {
  const row = chat.page.locator(`[data-session="${session_id}"] [data-row]`)
  // Of many chats those in view are drawn.
  if ((await row.count()) === 0) return 0
  await row.click()
  await expect(row).toHaveAttribute('aria-current', 'page')
  return compareShown(chat, session_id)
}

/** What is drawn of the open chat, as it is. */
async function compareShown(chat: ChatPage, session_id: string): Promise<number> {
  const load = async (to?: string): Promise<Message[]> => {
    const asked = { session_id: session_id as SessionId, ...(to && { to: to as MessageId }) }
    return (await chat.ask('session:load', asked))?.messages ?? []
  }
  const newest = (await load()).map(({ message_id }) => String(message_id))
  if (newest.length === 0) return 0
  const drawn = (): Promise<string[]> =>
    chat.page
      .locator('article[data-message-id]')
      .evaluateAll((articles) => articles.map((one) => one.getAttribute('data-message-id') ?? ''))
  await expect.poll(async () => (await drawn()).some((id) => newest.includes(id))).toBe(true)
  const ids = await drawn()
  const messages = await load(ids[0])
  const stored = new Map(messages.map((message) => [String(message.message_id), message]))
  // What is drawn stands on the branch that is stored, in its order.
  expect(ids).toEqual(messages.map(({ message_id }) => String(message_id)).filter((id) => ids.includes(id)))
  for (const id of ids) {
    const message = stored.get(id)
    const article = chat.page.locator(`[data-message-id="${id}"]`)
    if (message?.role === 'user') {
      expect((await article.locator('p').first().innerText()).trim()).toBe(textOf(message))
    } else if (message) {
      expect(await article.getAttribute('data-state')).toBe(message.end?.reason)
      const source = textOf(message)
        .replace(/```\w*/g, '')
        .replace(/^\|[-|: ]+\|$/gm, '')
      const words = (await chat.drawnWords(article)).join(' ')
      expect(wordsOf(source).join(' ')).toContain(words)
      if (wordsOf(source).length > 0) expect(words).not.toBe('')
    }
  }
  return ids.length
}

/** What `diagnose` calls broken; a busy computer is no broken promise. */
async function brokenPromises(userDataDir: string): Promise<string[]> {
  const { findings } = await diagnose(join(userDataDir, 'logs', 'sluice.log'))
  return findings.filter(({ level }) => level === 'broken').map(({ check, says }) => `${check}: ${says}`)
}

/** Lines of the log that tell of a fault of ours: nothing a person does may lead to one. */
const FAULTS =
  /"event":"(?:uncaught_exception|unhandled_rejection|shutdown_failed|dispose_failed|ipc_failed|ipc_refused|page_failed|preload_failed|renderer_gone|stream_bug|stream_save_failed|journal_batch_failed)"/

function errorsIn(userDataDir: string): string[] {
  const log = readFileSync(join(userDataDir, 'logs', 'sluice.log'), 'utf8')
  return log.split('\n').filter((line) => FAULTS.test(line))
}

/** The engine processes the log tells of that are still there. */
function enginesAlive(userDataDir: string): number[] {
  const log = readFileSync(join(userDataDir, 'logs', 'sluice.log'), 'utf8')
  const pids = log.matchAll(/"event":"engine_spawn".*?"pid":(\d+)/g)
  return [...pids].map(([, pid]) => Number(pid)).filter((pid) => isEngine(pid))
}

function isEngine(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // Its number may be somebody else's by now.
  const command = `/proc/${pid}/cmdline`
  return !existsSync(command) || readFileSync(command, 'utf8').includes('engine')
}
