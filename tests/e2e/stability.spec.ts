import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loaded } from '../host/fixture.ts'
import type { ChatPage } from './support/chat-page.ts'
import { expectOwnText } from './support/chat-page.ts'
import { expect, picture, test } from './support/watched-app.ts'
import { QUIT_WITHIN_MS, quit } from './support/ends.ts'

const STEADY = 'normal?rate=100&length=100000&first_ms=20&seed=3'
const PROMPT = 'Go on while the stability test runs'
const SCENARIOS = 13
/** Three times what it takes on two busy cores. */
const TEST_LIMIT_MS = 90_000

test.describe.configure({ timeout: 150_000 })

/** The folder in which this app makes its scratch folders; nobody else's are in it. */
function scratchOf(userDataDir: string): { env: Record<string, string>; left: () => string[] } {
  const folder = join(userDataDir, 'scratch')
  mkdirSync(folder, { recursive: true })
  return {
    env: { TMPDIR: folder, TEMP: folder, TMP: folder },
    left: () => readdirSync(folder).filter((name) => name.startsWith('sluice-verify-')),
  }
}

async function openTest(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+i')
  await page.getByRole('tab', { name: 'Stability test' }).click()
}

const scenario = (page: Page, name: string): Locator => page.locator(`[data-scenario=${name}]`)
const marked = (page: Page, mark: string): Locator => page.locator(`[data-scenario][data-mark=${mark}]`)
const start = (page: Page): Locator => page.getByRole('button', { name: /^Start/ })

async function startWith(chat: ChatPage): Promise<void> {
  await openTest(chat.page)
  await start(chat.page).click()
  await expect(scenario(chat.page, 'baseline')).toHaveAttribute('data-mark', 'running')
}

/** What axe finds wrong in the panel; the answer beside it is long, and has its own spec. */
async function panelFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('aside').analyze()
  return violations.map(({ id, help }) => `${id}: ${help}`)
}

test('the whole test holds beside an answer that goes on unharmed, across a reload', async ({
  start: startApp,
  userDataDir,
}) => {
  const scratch = scratchOf(userDataDir)
  const { chat } = await startApp(scratch.env)
  const { page } = chat
  await chat.ask('settings:set', { theme: 'light' })
  await chat.newChatsUse(STEADY)
  await chat.say(PROMPT)
  await chat.writing(100)
  await startWith(chat)
  expect(await chat.ask('stability:start', null)).toHaveProperty('refused')

  await expect(scenario(page, 'five-prompts')).toHaveAttribute('data-mark', 'running', {
    timeout: TEST_LIMIT_MS,
  })
  await expect(scenario(page, 'five-prompts')).toContainText('released')
  await picture(page, 'stability-running-light')
  expect(await panelFaults(page)).toEqual([])

  await page.reload()
  await loaded(page)
  await openTest(page)
  await expect(marked(page, 'holds').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible()

  await expect(marked(page, 'holds')).toHaveCount(SCENARIOS, { timeout: TEST_LIMIT_MS })
  await expect(
    page.getByText('13 of 13 hold: Stop stops, resend does not mix, nothing is left behind.').first(),
  ).toBeVisible()
  await picture(page, 'stability-held-light')
  await chat.ask('settings:set', { theme: 'dark' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await picture(page, 'stability-held-dark')
  expect(await panelFaults(page)).toEqual([])
  expect(scratch.left()).toEqual([])
  const { seconds } = await chat.ask('stability:state', null)
  test.info().annotations.push({ type: 'figure', description: `the stability test took ${seconds} s` })

  await chat.writing(400)
  await chat.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  expectOwnText(await chat.drawnWords(chat.lastAnswer), PROMPT, STEADY)
})

test('Cancel ends it in the middle, leaves nothing, and it can be started again', async ({
  start: startApp,
  userDataDir,
}) => {
  const scratch = scratchOf(userDataDir)
  const { chat } = await startApp(scratch.env)
  const { page } = chat
  await startWith(chat)
  await expect(scenario(page, 'stop')).toHaveAttribute('data-mark', 'running', { timeout: TEST_LIMIT_MS })
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(
    page.getByText(/^Cancelled\. 1 of 13 holds?; the others were not tried\.$/).first(),
  ).toBeVisible()
  await expect(start(page)).toBeFocused()
  await expect(marked(page, 'untried')).toHaveCount(SCENARIOS - 1)
  expect(scratch.left()).toEqual([])
  await picture(page, 'stability-cancelled')
  await page.emulateMedia({ forcedColors: 'active' })
  await picture(page, 'stability-forced-colours')
  await page.emulateMedia({ forcedColors: 'none' })
  await start(page).click()
  await expect(scenario(page, 'baseline')).toHaveAttribute('data-mark', 'running')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(start(page)).toBeVisible()
})

test('a second window sees the test that runs, and its result can be copied', async ({ app, chat }) => {
  await startWith(chat)
  const [second] = await Promise.all([
    app.electronApp.waitForEvent('window'),
    app.electronApp.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('new_window')?.click()),
  ])
  const other = app.watch(await loaded(second))
  await expect(other.message).toBeVisible()
  await openTest(other.page)
  await expect(other.page.getByRole('button', { name: 'Cancel' })).toBeVisible()
  await other.page.getByRole('button', { name: 'Cancel' }).click()
  await expect(start(chat.page)).toBeVisible()
  await chat.page.getByRole('button', { name: 'Copy result' }).click()
  const copied = (): Promise<string> => app.electronApp.evaluate(({ clipboard }) => clipboard.readText())
  await expect.poll(copied).toMatch(/^Sluice \S+ stability test/)
  expect(await copied()).toContain('Cancelled.')
})

test('quitting in the middle of it takes no longer, and leaves nothing', async ({
  start: startApp,
  userDataDir,
}) => {
  const scratch = scratchOf(userDataDir)
  const app = await startApp(scratch.env)
  await startWith(app.chat)
  await expect.poll(() => scratch.left().length).toBeGreaterThan(0)
  expect(await quit(app)).toBeLessThan(QUIT_WITHIN_MS)
  expect(scratch.left()).toEqual([])
})
