import { errors, expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PseudoRandom } from '../../support/pseudo-random.ts'
import { loaded } from '../../host/fixture.ts'
import type { ChatPage } from './chat-page.ts'
import type { WatchedApp } from './watched-app.ts'

/** What the monkey looks for may be gone when it reaches for it; it is not patient. */
const REACH_MS = 3_000
/** The third crash within five minutes makes the app ask a person; the monkey stays below. */
const KILL_EVERY_MS = 150_000
const SIZES = [
  { width: 1180, height: 820 },
  { width: 900, height: 640 },
  { width: 600, height: 800 },
]

/** A person without a plan, in one or two windows of one app. The same seed has the same plan. */
export class Monkey {
  /** How often each deed was done; where there was nothing to do it to it is not. */
  readonly done: Record<string, number> = {}
  /** How often what it wanted was gone meanwhile. */
  missed = 0
  #app: WatchedApp
  #random: PseudoRandom
  #windows: ChatPage[]
  #number = 0
  #kills = 0
  #from = performance.now()

  constructor(app: WatchedApp, random: PseudoRandom) {
    this.#app = app
    this.#random = random
    this.#windows = [app.chat]
  }

  get windows(): readonly ChatPage[] {
    return this.#windows
  }

  async act(): Promise<void> {
    const [name, deed] = this.#pick(DEEDS)
    try {
      if ((await deed(this, this.#pick(this.#windows))) === false) return
      this.done[name] = (this.done[name] ?? 0) + 1
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error
      this.missed++
    }
  }

  prompt(): string {
    return (
      this.#pick(['Explain locks', 'And then?', 'Write a list', 'Count to a hundred', 'Why?']) +
      ` ${++this.#number}`
    )
  }

  chance(share: number): boolean {
    return this.#random.next() < share
  }

  /** One of those on screen, at any place; null where there are none. */
  async any(found: Locator): Promise<Locator | null> {
    const count = await found.count()
    return count === 0 ? null : found.nth(Math.floor(this.#random.next() * count))
  }

  /** False where there is nothing to click. */
  async click(found: Locator): Promise<boolean> {
    const one = await this.any(found)
    await one?.click({ timeout: REACH_MS })
    return one !== null
  }

  size(): { width: number; height: number } {
    return this.#pick(SIZES)
  }

  /** A second window, or the end of one of two. */
  async openOrCloseWindow(): Promise<void> {
    const { electronApp } = this.#app
    if (this.#windows.length === 1) {
      const opened = electronApp.waitForEvent('window')
      await electronApp.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()?.getMenuItemById('new_window')?.click(),
      )
      const chat = this.#app.watch(await loaded(await opened))
      await expect(chat.message).toBeVisible()
      this.#windows.push(chat)
      return
    }
    const [gone] = this.#windows.splice(this.chance(0.5) ? 0 : 1, 1)
    await gone?.page.close({ runBeforeUnload: true })
    await expect.poll(() => gone?.page.isClosed()).toBe(true)
  }

  /** kill -9 of one of the app's engine processes. */
  killEngine(): boolean {
    if (this.#kills > (performance.now() - this.#from) / KILL_EVERY_MS) return false
    const book = join(this.#app.userDataDir, 'engine-pids.json')
    const pids = existsSync(book) ? (JSON.parse(readFileSync(book, 'utf8')) as { pid: number }[]) : []
    if (pids.length === 0) return false
    this.#kills++
    process.kill(this.#pick(pids).pid, 'SIGKILL')
    return true
  }

  #pick<One>(from: readonly One[]): One {
    const one = from[Math.floor(this.#random.next() * from.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
}

/** false: there was nothing to do it to. */
type Deed = (monkey: Monkey, chat: ChatPage) => unknown

const send: Deed = async (monkey, { message }) => {
  await message.fill(monkey.prompt(), { timeout: REACH_MS })
  await message.press(monkey.chance(0.8) ? 'Enter' : 'Alt+Enter', { timeout: REACH_MS })
}
const stop: Deed = (monkey, chat) => monkey.click(chat.stop)
const another: Deed = (monkey, { sessions }) => monkey.click(sessions)

/** Those that stand here more often are done more often. */
const DEEDS: readonly (readonly [string, Deed])[] = [
  ['send', send],
  ['send', send],
  ['send', send],
  ['send', send],
  ['stop', stop],
  ['stop', stop],
  ['Esc', (_, { message }) => message.press('Escape', { timeout: REACH_MS })],
  ['another chat', another],
  ['another chat', another],
  ['new chat', (monkey, { page }) => monkey.click(page.getByRole('button', { name: /^New chat/ }))],
  [
    'type',
    (monkey, { message }) => message.pressSequentially(`draft ${monkey.prompt()}`, { timeout: REACH_MS }),
  ],
  [
    'edit',
    async (monkey, { page, prompts }) => {
      await monkey.click(prompts.getByRole('button', { name: 'Edit this message' }))
      const field = page.getByRole('textbox', { name: 'Edit your message' })
      if (!(await field.isVisible())) return false
      await field.fill(monkey.prompt(), { timeout: REACH_MS })
      await field.press(monkey.chance(0.7) ? 'Enter' : 'Escape', { timeout: REACH_MS })
      return true
    },
  ],
  ['regenerate', (monkey, { answers }) => monkey.click(answers.getByRole('button', { name: 'Regenerate' }))],
  ['continue', (monkey, { answers }) => monkey.click(answers.getByRole('button', { name: 'Continue' }))],
  [
    'version',
    (monkey, { page }) => monkey.click(page.getByRole('button', { name: /^(Previous|Next) version$/ })),
  ],
  ['resume the queue', (monkey, { page }) => monkey.click(page.getByRole('button', { name: 'Resume' }))],
  [
    'delete',
    async (monkey, { page, sessions }) => {
      if ((await sessions.count()) < 4) return false
      await (await monkey.any(sessions))?.focus({ timeout: REACH_MS })
      await page.keyboard.press('Delete')
      if (monkey.chance(0.5)) await monkey.click(page.getByRole('button', { name: 'Undo' }))
      return true
    },
  ],
  ['resize', (monkey, { page }) => page.setViewportSize(monkey.size())],
  ['scroll', (monkey, { page }) => page.mouse.wheel(0, monkey.chance(0.7) ? -600 : 900)],
  [
    'reload',
    async (_, { page, message }) => {
      await page.reload()
      await expect(message).toBeVisible()
    },
  ],
  ['window', (monkey) => monkey.openOrCloseWindow()],
  ['kill an engine', (monkey) => monkey.killEngine()],
]
