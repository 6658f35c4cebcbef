import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { host } from '../host/fixture.ts'
import { FaultServer } from '../support/fault-server.ts'
import type { ChatPage } from './support/chat-page.ts'
import type { WatchedApp } from './support/watched-app.ts'
import { expect, picture, test } from './support/watched-app.ts'

const KEY = 'sk-planted-key-4711-AbCdEfGhIjKl'
const PROMPT = 'Erzähl mir vom "geheimen" Garten & den 3 Füchsen — bitte!'
/** What a busy computer adds to a diagnosis by itself. */
const BUSY_COMPUTER = new Set(['loop_blocked', 'loop_blocked_window'])
const SERVER_NAME = 'Füchsinnenbau'
const QUICK = 'normal?rate=400&length=40&first_ms=20'

const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' })
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Diagnostics report' })
const shownText = async (page: Page): Promise<string> =>
  (await dialog(page).getByRole('region', { name: 'The report' }).textContent()) ?? ''

/** As a person does: from the Help menu. */
async function help(app: WatchedApp, item: 'diagnose' | 'bundle'): Promise<void> {
  await app.electronApp.evaluate(
    ({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(),
    item,
  )
}

async function diagnose(app: WatchedApp): Promise<void> {
  await help(app, 'diagnose')
  await expect(panel(app.page).getByRole('tab', { name: 'Diagnosis' })).toHaveAttribute(
    'data-state',
    'active',
  )
}

async function verdict(page: Page, word: string): Promise<void> {
  await expect(panel(page).locator('[data-verdict]')).toHaveText(word)
}

/** Fine; or worth knowing for nothing else than that this computer is busy with other things, which is then the truth. */
async function nothingButBusy(page: Page): Promise<void> {
  await expect(panel(page).locator('[data-verdict]')).toHaveText(/^\s*(All fine|Worth knowing)$/)
  const told = await panel(page)
    .locator('[data-check]:not([data-level=fine])')
    .evaluateAll((findings) => findings.map((finding) => finding.getAttribute('data-check')))
  expect(told.filter((check) => check === null || !BUSY_COMPUTER.has(check))).toEqual([])
  if (told.length === 0) await expect(panel(page)).toContainText(/Healthy: 1 answer/)
}

async function diagnoseAgain(page: Page): Promise<void> {
  await panel(page).getByRole('button', { name: 'Diagnose again' }).click()
  await expect(panel(page).getByRole('button', { name: 'Diagnose again' })).toBeEnabled()
}

/** What axe finds wrong in the panel and in what lies over it. */
async function faults(page: Page, within: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(within).analyze()
  return violations.map(
    ({ id, help: says, nodes }) => `${id}: ${says} (${nodes.map((n) => n.html).join('; ')})`,
  )
}

async function takeIn(chat: ChatPage, name: string, within = 'aside'): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(chat.page.locator('html')).toHaveAttribute('data-theme', theme)
    await picture(chat.page, `${name}-${theme}`)
    expect(await faults(chat.page, within)).toEqual([])
  }
}

async function answered(chat: ChatPage, model: string, prompt: string): Promise<void> {
  await chat.newChatsUse(model)
  await chat.say(prompt)
  await chat.ended(chat.lastAnswer, 'success')
}

/** Where the next save dialog "sends" the report; native dialogs cannot be clicked by a spec. */
async function nextSaveGoesTo(app: WatchedApp, path: string): Promise<void> {
  await app.electronApp.evaluate(({ dialog: native }, filePath) => {
    native.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
}

test('Help > Diagnose gives a verdict at once, and after a forced release another one with what to do', async ({
  app,
  chat,
}) => {
  const { page } = chat
  await answered(chat, QUICK, PROMPT)
  await diagnose(app)
  await nothingButBusy(page)
  await expect(panel(page)).toContainText(/1 answer, 1 start, [\d,]+ lines; \w+ \d+, \d{4}, /)
  await panel(page)
    .getByText(/checks? fine/)
    .first()
    .click()
  await expect(panel(page)).toContainText('Did two answers of one chat')
  await takeIn(chat, 'diagnosis-healthy')

  await chat.newChatsUse('ignores-cancel?rate=200&first_ms=20')
  await chat.newChat()
  await chat.say('Never stop')
  await chat.writing(50)
  await chat.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(page.getByText('Nothing is running')).toBeVisible()
  await diagnoseAgain(page)
  const forced = panel(page).locator('[data-check=forced_release]')
  await expect(forced).toHaveAttribute('data-level', /notice|broken/)
  await expect(forced).toContainText('What to do:')
  await expect(forced).toContainText('ignores-cancel')
  await forced.getByText(/shows? it/).click()
  await expect(forced.locator('pre')).toContainText('stream_end')
  await expect(forced.locator('pre')).toContainText('forced=true')
  await takeIn(chat, 'diagnosis-forced')
  await page.emulateMedia({ contrast: 'more' })
  expect(await faults(page, 'aside')).toEqual([])
  await page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active' })
  await picture(page, 'diagnosis-forced-colours')
  await page.emulateMedia({ forcedColors: 'none' })

  await panel(page).getByRole('button', { name: 'Copy as text' }).click()
  await expect
    .poll(() => app.electronApp.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^Sluice diagnosis: /)
})

test('the report is read before it is saved, and what is saved is what was read', async ({
  app,
  chat,
  userDataDir,
}) => {
  const { page } = chat
  await answered(chat, QUICK, PROMPT)
  await help(app, 'bundle')
  await expect(dialog(page)).toBeVisible()
  const text = await shownText(page)
  expect(text).toMatch(/^Sluice diagnostics report\n/)
  for (const title of [
    'What this is',
    'App',
    'Settings',
    'Connections',
    'Diagnosis',
    'Stability test',
    'Log',
  ])
    expect(text).toMatch(new RegExp(`^${title}\n=+$`, 'm'))
  expect(text).toMatch(/"event":"stream_end"/)
  await expect(dialog(page)).toContainText(/This is all of it, [\d.]+ [KM]iB/)
  await takeIn(chat, 'diagnosis-report', 'dialog')

  const path = join(userDataDir, 'handed-on.txt')
  await nextSaveGoesTo(app, path)
  await dialog(page).getByRole('button', { name: 'Save…' }).click()
  await expect(dialog(page)).toContainText(`Saved as ${path}`)
  expect(readFileSync(path, 'utf8')).toBe(text)
  expect(readdirSync(userDataDir).filter((name) => name.endsWith('.part'))).toEqual([])

  await nextSaveGoesTo(app, join(userDataDir, 'nowhere', 'x.txt'))
  await dialog(page).getByRole('button', { name: 'Save…' }).click()
  await expect(dialog(page)).toContainText(
    /Not saved in .*nowhere: the folder does not exist\. Choose another place/,
  )

  await dialog(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await expect.poll(() => app.electronApp.evaluate(({ clipboard }) => clipboard.readText())).toBe(text)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
  await expect(panel(page).getByRole('heading', { name: 'Diagnostics report' })).toBeVisible()
})

test('neither the report, nor the log, nor the verdict holds what was written, a key, or who this is', async ({
  app,
  chat,
  userDataDir,
}) => {
  const { page } = chat
  const server = await FaultServer.start({ key: KEY })
  const added = await chat.ask('connection:add', {
    kind: 'openai-compatible',
    name: SERVER_NAME,
    url: `${server.url}/v1`,
    key: KEY,
  })
  if ('refused' in added) throw new Error(added.refused)
  const { connection_id } = added
  for (const model of ['normal', 'error-in-stream', 'unknown-model', 'truncated']) {
    await chat.ask('settings:set', { default_model: { connection_id, model } })
    await chat.newChat()
    await chat.say(PROMPT)
    await chat.ended(chat.lastAnswer, model === 'normal' ? 'success' : 'error')
  }
  const answer = (await chat.drawnWords(chat.answers.first())).at(0) ?? ''
  expect(answer.length).toBeGreaterThan(4)
  await diagnose(app)
  await verdict(page, 'Worth knowing')
  const said = await panel(page).innerText()
  await panel(page).getByRole('button', { name: 'Show the report…' }).click()
  await expect(dialog(page)).toBeVisible()
  const text = await shownText(page)
  expect(text).toMatch(
    /openai-compatible; http, this computer \(127\.0\.0\.1\), port \d+; key: held for this run/,
  )
  expect(text).toContain('"error_type":"model_not_found"')

  const log = readFileSync(join(userDataDir, 'logs', 'sluice.log'), 'utf8')
  const secrets = [KEY, PROMPT, 'geheimen', 'Füchsen', SERVER_NAME, answer]
  const coded = [KEY, PROMPT].flatMap((one) => [encodeURIComponent(one), Buffer.from(one).toString('base64')])
  for (const secret of [...secrets, ...coded]) {
    expect(log).not.toContain(secret)
    expect(text).not.toContain(secret)
    expect(said).not.toContain(secret)
  }
  expect(text).not.toContain(`${homedir()}/`)
  expect(text).not.toContain(userDataDir)
  expect(userInfo().username === 'root' || !text.includes(userInfo().username)).toBe(true)
  await server.close()
})

test('where no dialog can be drawn, the report goes into the Downloads folder, and the window says where', async ({
  app,
  chat,
  userDataDir,
}) => {
  test.skip(host !== 'chromium', 'Electron draws its dialogs itself')
  await app.electronApp.evaluate(
    ({ app: electron }, path) => electron.setPath('downloads', path),
    userDataDir,
  )
  await help(app, 'bundle')
  await dialog(chat.page).getByRole('button', { name: 'Save…' }).click()
  await expect(dialog(chat.page)).toContainText(/Saved as .*sluice-diagnostics-\d{4}-\d\d-\d\d-\d{4}\.txt/)
  const [name] = readdirSync(userDataDir).filter((file) => file.startsWith('sluice-diagnostics-'))
  expect(existsSync(join(userDataDir, name ?? 'nothing'))).toBe(true)
})
