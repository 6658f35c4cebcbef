import type { Locator } from '@playwright/test'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateGguf } from '../support/generate-gguf.ts'
import type { ChatPage } from './support/chat-page.ts'
import { ModelHub, sha256 } from './support/model-hub.ts'
import type { WatchedApp } from './support/watched-app.ts'
import { axeFaults, expect, picture, test as base } from './support/watched-app.ts'

interface Fixtures {
  /** Where the app keeps its models. */
  models: string
  /** Files of a person, elsewhere. */
  elsewhere: string
  hub: ModelHub
}

const FILE = 'tiny-Q8_0.gguf'

const test = base.extend<Fixtures>({
  models: async ({ userDataDir }, provide) => {
    const folder = join(userDataDir, 'models')
    mkdirSync(folder, { recursive: true })
    await provide(folder)
  },
  // eslint-disable-next-line no-empty-pattern
  elsewhere: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-elsewhere-'))
    await provide(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  hub: async ({ elsewhere }, provide) => {
    const file = join(elsewhere, 'of-the-hub.gguf')
    generateGguf(file, { seed: 3, end: 1 / 40 })
    const hub = await ModelHub.open({ [FILE]: readFileSync(file) })
    await provide(hub)
    await hub.close()
  },
})

// A model is loaded in most of these, and every screen is looked at twice.
test.describe.configure({ timeout: 180_000 })

/** What the system's dialog answers, for a host that draws none. */
async function answerDialog({ electronApp }: WatchedApp, paths: string[]): Promise<void> {
  await electronApp.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths })
  }, paths)
}

async function openModels({ page }: ChatPage): Promise<Locator> {
  await page.getByRole('button', { name: /^Model:/ }).click()
  await page.getByRole('menuitem', { name: 'Get or add models…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Models' })
  await expect(dialog).toBeVisible()
  return dialog
}

async function setHub(chat: ChatPage, { url }: ModelHub): Promise<void> {
  const { settings } = await chat.ask('app:state', null)
  const local_models = { ...settings.local_models, hub_url: url }
  expect(await chat.ask('settings:set', { local_models })).not.toHaveProperty('refused')
}

/** The models over a hub that sends no file further than its middle, and the field for what to get from it. */
async function openWithHeldHub(chat: ChatPage, hub: ModelHub): Promise<{ dialog: Locator; source: Locator }> {
  await setHub(chat, hub)
  hub.hold()
  const dialog = await openModels(chat)
  return { dialog, source: dialog.getByRole('textbox', { name: 'Repository or address' }) }
}

/** Loading a model takes a busy machine its time. */
async function answered(chat: ChatPage): Promise<void> {
  await expect(chat.lastAnswer).toHaveAttribute('data-state', 'success', { timeout: 60_000 })
}

async function inLightAndDark(chat: ChatPage, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(chat.page.locator('html')).toHaveAttribute('data-theme', theme)
    await picture(chat.page, `${name}-${theme}`)
    expect(await axeFaults(chat.page)).toEqual([])
  }
}

test('the first start offers a model beside the simulator, and the list to choose from asks nobody', async ({
  chat,
}) => {
  const { page } = chat
  await expect(page.getByText('Simulator – not a language model')).toBeVisible()
  await page.getByRole('button', { name: 'Get a model' }).click()
  const dialog = page.getByRole('dialog', { name: 'Models' })
  await expect(dialog.getByText('No model is here yet.')).toBeVisible()
  await expect(dialog.getByRole('list', { name: 'Models to get' }).getByRole('listitem')).toHaveCount(6)
  await inLightAndDark(chat, 'models-empty')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Get a model' })).toBeFocused()
})

/** In pictures the folder is where a person has it. */
async function asAtHome(row: Locator, models: string): Promise<void> {
  await row.getByText(models).evaluate((path, folder) => {
    path.textContent = (path.textContent ?? '').replace(folder, '/home/ada/.config/Sluice/models')
  }, models)
}

test('a model in the folder is read and answers, with its tokens held against its context', async ({
  models,
  chat,
}) => {
  generateGguf(join(models, 'small.gguf'), { seed: 5, end: 1 / 40, context: 2_048 })
  writeFileSync(join(models, 'broken.gguf'), 'GGUF, but nothing else')
  const { page } = chat
  const dialog = await openModels(chat)
  const row = dialog.locator('[data-model="small.gguf"]')
  await expect(row).toContainText('context of 2,048 tokens')
  await expect(row).toContainText(/Needs about .* of memory/)
  await expect(dialog.locator('[data-model="broken.gguf"]')).toContainText(/\.$/m)
  await row.getByRole('button', { name: 'Details of small' }).click()
  await expect(row).toContainText(sha256(readFileSync(join(models, 'small.gguf'))))
  await asAtHome(row, models)
  await inLightAndDark(chat, 'models')
  await row.getByRole('button', { name: 'Chat with small' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: /^Model:/ })).toContainText('small')

  await chat.say('Tell me of locks and weirs')
  await answered(chat)
  await expect(chat.lastAnswer).toContainText(/context [\d,]+ of 2,048/)
  await chat.lastAnswer.hover()
  await chat.lastAnswer.getByRole('button', { name: 'Show details' }).click()
  await expect(chat.lastAnswer.locator('pre').last()).toContainText(/prompt +[\d,]+ tokens/)
  // A new chat begins with it, too: nothing else was chosen for new ones.
  await chat.newChat()
  await expect(page.getByRole('heading', { name: 'small is listening' })).toBeVisible()
})

test('files are added where they lie; what is refused says why; what is removed comes back', async ({
  app,
  chat,
  models,
  elsewhere,
}) => {
  const good = join(elsewhere, 'mine.gguf')
  generateGguf(good)
  generateGguf(join(models, 'ours.gguf'))
  writeFileSync(join(elsewhere, 'notes.txt'), 'no model')
  await answerDialog(app, [good, join(elsewhere, 'notes.txt')])
  const dialog = await openModels(chat)
  await dialog.getByRole('button', { name: 'Add files…' }).click()
  await expect(dialog.getByText('Added mine.')).toBeVisible()
  await expect(dialog.getByText('notes.txt')).toBeVisible()
  await inLightAndDark(chat, 'models-added')

  await dialog.getByRole('button', { name: 'Remove ours' }).click()
  await expect(dialog.getByText('Removed “ours”')).toBeVisible()
  expect(existsSync(join(models, 'ours.gguf'))).toBe(false)
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await expect(dialog.getByRole('button', { name: 'Remove ours' })).toBeVisible()
  expect(existsSync(join(models, 'ours.gguf'))).toBe(true)

  await dialog.getByRole('button', { name: 'Remove mine' }).click()
  await expect(dialog.getByText('Removed “mine”')).toBeVisible()
  expect(existsSync(good)).toBe(true)
})

test('a file of a repository is downloaded: paused, gone on with where it was, checked, and answers', async ({
  chat,
  hub,
  models,
}) => {
  const { dialog, source } = await openWithHeldHub(chat, hub)
  await source.fill('maker/model')
  await dialog.getByRole('button', { name: 'Show its files' }).click()
  await dialog.getByRole('button', { name: `Download ${FILE}` }).click()
  const bar = dialog.getByRole('progressbar', { name: FILE })
  await expect.poll(() => bar.getAttribute('value').then(Number)).toBeGreaterThan(0.3)
  await bar.scrollIntoViewIfNeeded()
  await inLightAndDark(chat, 'models-download')
  await dialog.getByRole('button', { name: `Pause ${FILE}` }).click()
  await expect(dialog.getByText(/^Paused · /)).toBeVisible()
  expect(readdirSync(models)).not.toContain(FILE)

  hub.letGo()
  await dialog.getByRole('button', { name: `Resume ${FILE}` }).click()
  const row = dialog.locator(`[data-model="${FILE}"]`)
  await expect(row).toBeVisible()
  await expect(bar).toHaveCount(0)
  expect(hub.asked.at(-1)).toMatch(/^bytes=[1-9]\d*-$/)
  await row.getByRole('button', { name: `Chat with ${FILE.replace('.gguf', '')}` }).click()
  await chat.say('Say something')
  await answered(chat)
})

test('a download that is called off leaves nothing behind, and one that is wrong is refused with a sentence', async ({
  chat,
  hub,
  models,
}) => {
  const { dialog, source } = await openWithHeldHub(chat, hub)
  await source.fill(`${hub.url}/maker/model/resolve/main/${FILE}`)
  await dialog.getByRole('button', { name: 'Download', exact: true }).click()
  await expect(dialog.getByRole('progressbar', { name: FILE })).toBeVisible()
  await dialog.getByRole('button', { name: `Cancel ${FILE}` }).click()
  await expect(dialog.getByRole('progressbar', { name: FILE })).toHaveCount(0)
  await expect.poll(() => readdirSync(models)).toEqual([])
  hub.letGo()

  await source.fill(`${hub.url}/maker/model/resolve/main/${FILE}`)
  await dialog.getByText('Details', { exact: true }).click()
  await dialog.getByRole('textbox', { name: 'SHA-256, if you know it' }).fill('ab'.repeat(32))
  await dialog.getByRole('button', { name: 'Download', exact: true }).click()
  await expect(dialog.getByRole('alert').first()).toContainText(/\.$/)
  expect(readdirSync(models)).not.toContain(FILE)
})

test('files held over the window are told what dropping them does, also above an open dialog', async ({
  chat,
}) => {
  const { page } = chat
  const dialog = await openModels(chat)
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'model.gguf'))
    Object.assign(window, { held: dataTransfer })
    document.body.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }))
  })
  await expect(page.getByText('Drop model files to add them')).toBeVisible()
  await inLightAndDark(chat, 'models-drop')
  await page.evaluate(() => {
    const dataTransfer = (window as unknown as { held: DataTransfer }).held
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }))
  })
  await expect(page.getByText('Drop model files to add them')).toBeHidden()
  // A file that a script made lies nowhere.
  await expect(dialog.getByRole('alert')).toContainText('Use “Add files…” instead.')
})

test('what only models on this computer take is set in the chat', async ({ chat, models }) => {
  generateGguf(join(models, 'small.gguf'), { seed: 5, end: 1e-6 })
  const { page } = chat
  const dialog = await openModels(chat)
  await dialog.getByRole('button', { name: 'Chat with small' }).click()
  await page.getByRole('button', { name: /^Instructions and parameters/ }).click()
  const settings = page.getByRole('dialog', { name: 'This chat' })
  await settings.getByRole('textbox', { name: 'Context, in tokens' }).fill('512')
  await settings.getByRole('textbox', { name: 'Longest answer, in tokens' }).fill('8')
  await settings.getByRole('textbox', { name: 'Top k' }).fill('1')
  await inLightAndDark(chat, 'chat-parameters')
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(settings).toBeHidden()
  await chat.say('Short')
  await answered(chat)
  await expect(chat.lastAnswer).toContainText(/8 tokens/)
  await expect(chat.lastAnswer).toContainText(/context \d+ of 512/)
})

test('on a narrow window the models are all in reach', async ({ chat, models }) => {
  generateGguf(join(models, 'a-model-with-a-rather-long-name-instruct-Q4_K_M.gguf'))
  const { page } = chat
  await page.setViewportSize({ width: 560, height: 800 })
  const dialog = await openModels(chat)
  await expect(dialog.getByRole('button', { name: /^Chat with a-model/ })).toBeVisible()
  await inLightAndDark(chat, 'models-narrow')
})
