import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { hostExecutable, launchOptions, loaded } from '../host/fixture.ts'
import type { SessionId } from '../../src/shared/ids.ts'
import { textOf } from '../../src/shared/session.ts'
import type { ChatPage } from './support/chat-page.ts'
import { wordsOf } from './support/chat-page.ts'
import type { WatchedApp } from './support/watched-app.ts'
import { expect, test } from './support/watched-app.ts'

const SEED = Number(process.env['E2E_SEED'] ?? 20_261)
const STEPS = 40
const ANSWER = 'normal?rate=200&length=120&first_ms=20'

async function secondWindow(app: WatchedApp): Promise<ChatPage> {
  const opened = app.electronApp.waitForEvent('window')
  await app.electronApp.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('new_window')?.click()
  })
  const other = app.watch(await loaded(await opened))
  await expect(other.message).toBeVisible()
  return other
}

/** Numbers from 0 to 1, the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** What one window shows of a chat. */
interface Shown {
  title: string
  prompts: string[]
  answers: string[]
  ends: (string | null)[]
  draft: string
  model: string
}

async function shownOf(chat: ChatPage, session_id: SessionId, title: string): Promise<Shown> {
  const row = chat.sessions.filter({ hasText: title })
  await row.click()
  await expect(row).toHaveAttribute('aria-current', 'page')
  const loaded = await chat.ask('session:load', { session_id })
  await expect(chat.prompts.or(chat.answers)).toHaveCount(loaded?.messages.length ?? -1)
  const answers = await chat.answers.all()
  return {
    title: await chat.page.getByRole('heading', { level: 1 }).innerText(),
    prompts: (await chat.prompts.locator('p').allInnerTexts()).map((text) => text.trim()),
    answers: await Promise.all(answers.map(async (one) => (await chat.drawnWords(one)).join(' '))),
    ends: await Promise.all(answers.map((one) => one.getAttribute('data-state'))),
    draft: await chat.message.inputValue(),
    model: await chat.page.getByRole('button', { name: /^Model:/ }).innerText(),
  }
}

/** What people do, in one of the windows; each does nothing where there is nothing to do it to. */
function deeds(next: () => number) {
  const anyRow = async (chat: ChatPage) => {
    const rows = await chat.sessions.count()
    return rows === 0 ? null : chat.sessions.nth(Math.floor(next() * rows))
  }
  let number = 0
  return {
    'a new chat': async (chat: ChatPage) => {
      await chat.newChat()
      await chat.say(`Chat ${++number}`)
      await expect(chat.prompts.last()).toContainText(`Chat ${number}`)
    },
    'another chat': async (chat: ChatPage) => (await anyRow(chat))?.click(),
    'a prompt': async (chat: ChatPage) => {
      await chat.say(`Prompt ${++number}`)
      await expect(chat.prompts.filter({ hasText: `Prompt ${number}` })).toBeVisible()
    },
    'a stop': (chat: ChatPage) => chat.message.press('Escape'),
    'a draft': (chat: ChatPage) => chat.message.fill(`draft ${++number}`),
    'a name': async (chat: ChatPage) => {
      const row = await anyRow(chat)
      if (!row) return
      await row.focus()
      await chat.page.keyboard.press('F2')
      const name = chat.page.getByRole('textbox', { name: 'Name of this chat' })
      await name.fill(`Name ${++number}`)
      await name.press('Enter')
    },
    'a model': async (chat: ChatPage) => {
      if ((await chat.prompts.count()) > 0) await chat.chooseMode(next() < 0.5 ? 'Normal' : 'Reasoning')
    },
    'a deletion, half of them undone': async (chat: ChatPage) => {
      if ((await chat.sessions.count()) < 4) return
      const row = await anyRow(chat)
      await row?.focus()
      await chat.page.keyboard.press('Delete')
      if (next() < 0.5) await chat.page.getByRole('button', { name: 'Undo' }).last().click()
    },
  }
}

test('two windows that do everything to the same chats end showing the same, which is what is stored', async ({
  app,
  chat,
}) => {
  test.setTimeout(240_000)
  const other = await secondWindow(app)
  await chat.newChatsUse(ANSWER)
  const next = numbersFrom(SEED)
  const all = deeds(next)
  const names = Object.keys(all) as (keyof typeof all)[]
  // Most of all people send.
  const chances = [...names, 'a prompt', 'a prompt', 'a prompt'] as const
  const done: Record<string, number> = {}
  console.log(`seed ${SEED} (E2E_SEED)`)
  for (let step = 0; step < STEPS; step++) {
    const name = step < 3 ? 'a new chat' : (chances[Math.floor(next() * chances.length)] ?? 'a prompt')
    const where = next() < 0.5 ? chat : other
    await test.step(`${step}: ${name} in ${where === chat ? 'the first' : 'the second'} window`, () =>
      all[name](where))
    done[name] = (done[name] ?? 0) + 1
  }
  expect(Object.keys(done).toSorted()).toEqual(names.toSorted())
  await chat.ask('stream:stop_all', null)
  const state = () => chat.ask('app:state', null)
  await expect
    .poll(async () => (await state()).sessions.every(({ activity }) => activity === 'idle'))
    .toBe(true)

  const { sessions } = await state()
  const titles = sessions.map(({ title }) => title)
  await expect(chat.sessions).toHaveText(titles)
  await expect(other.sessions).toHaveText(titles)
  let compared = 0
  for (const { session_id, title } of sessions) {
    const here = await shownOf(chat, session_id, title)
    await expect.poll(async () => shownOf(other, session_id, title)).toEqual(here)
    const stored = await chat.ask('session:load', { session_id })
    const messages = stored?.messages ?? []
    expect(stored?.details.draft).toBe(here.draft)
    expect(messages.filter(({ role }) => role === 'user').map((one) => textOf(one))).toEqual(here.prompts)
    const answers = messages.filter(({ role }) => role === 'assistant')
    expect(answers.map(({ end }) => end?.reason ?? null)).toEqual(here.ends)
    for (const [index, answer] of answers.entries()) {
      const words = wordsOf(
        textOf(answer)
          .replace(/```\w*/g, '')
          .replace(/^\|[-|: ]+\|$/gm, ''),
      )
      expect(words.join(' ')).toContain(here.answers[index] ?? 'missing')
      compared++
    }
  }
  console.log(`${JSON.stringify(done)}; ${sessions.length} chats, ${compared} answers compared`)
  expect(compared).toBeGreaterThan(0)
})

test('a draft typed in one window stands in the other, and nobody loses what they type', async ({
  app,
  chat,
}) => {
  const other = await secondWindow(app)
  await chat.message.fill('from the first')
  await expect(other.message).toHaveValue('from the first')
  await other.message.fill('from the first, and the second')
  await expect(chat.message).toHaveValue('from the first, and the second')
  await Promise.all([
    chat.message.pressSequentially(' aaaaaaaaaa', { delay: 20 }),
    other.message.pressSequentially(' bbbbbbbbbb', { delay: 20 }),
  ])
  await expect
    .poll(async () => (await chat.message.inputValue()) === (await other.message.inputValue()))
    .toBe(true)
  const kept = await chat.message.inputValue()
  expect(kept.length).toBeGreaterThan('from the first, and the second'.length)
  await expect.poll(async () => (await chat.ask('app:state', null)).new_chat_draft).toBe(kept)
})

test('a second instance shows the window of the first and never opens the database', async ({
  chat,
  userDataDir,
}) => {
  await expect(chat.message).toBeVisible()
  const { args = [], cwd } = launchOptions(join(import.meta.dirname, '../..'), userDataDir)
  const opened = new Set<string>()
  for (let launch = 0; launch < 2; launch++) {
    const second = spawn(hostExecutable(), args, { cwd, stdio: 'ignore' })
    const exited = once(second, 'exit') as Promise<[number]>
    let running = true
    void exited.then(() => (running = false))
    while (running) {
      for (const file of openFiles(second.pid)) opened.add(file)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await exited)[0]).toBe(0)
  }
  if (process.platform === 'linux') expect(opened.size).toBeGreaterThan(0)
  expect([...opened].filter((file) => file.includes('sluice.db'))).toEqual([])
  const log = readFileSync(join(userDataDir, 'logs/sluice.log'), 'utf8')
  const events = log.split('\n').flatMap((line) => /"event":"(app_start|store_opened)"/.exec(line)?.[1] ?? [])
  expect(events).toEqual(['app_start', 'store_opened'])
})

/** What a process has open just now; elsewhere than on Linux nothing is known. */
function openFiles(pid: number | undefined): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}
