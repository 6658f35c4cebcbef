import type { Locator } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { generateGguf } from '../support/generate-gguf.ts'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'

/** Less than what any second model needs, and more than what is short. */
const ROOM_FOR_ONE = { SLUICE_MODEL_MEMORY_MB: '700' }
/** A model is loaded, maybe by a busy computer. */
const LOADS_WITHIN = { timeout: 60_000 }

// Two real models are loaded, one after the other.
test.describe.configure({ timeout: 240_000 })

async function chatWith(chat: ChatPage, model: string): Promise<void> {
  const outcome = await chat.ask('settings:set', {
    default_model: { connection_id: 'local-models' as never, model },
  })
  expect(outcome).not.toHaveProperty('refused')
  await chat.newChat()
}

/**
 * `heron` answers without end in one chat; in the one on screen `otter` is asked, and waits for its memory. The question how to
 * make room is opened by the keyboard; the button that asks it is returned.
 */
async function askedForRoom(chat: ChatPage): Promise<Locator> {
  await chatWith(chat, 'heron.gguf')
  await chat.say('Of herons')
  await expect
    .poll(async () => (await chat.drawnWords(chat.lastAnswer)).length, LOADS_WITHIN)
    .toBeGreaterThan(20)
  await chatWith(chat, 'otter.gguf')
  await chat.say('Of otters')
  await expect(chat.lastAnswer).toContainText('Waiting for memory: heron is answering')
  const ask = chat.lastAnswer.getByRole('button', { name: 'Make room…' })
  await ask.focus()
  await chat.page.keyboard.press('Enter')
  return ask
}

async function openChat(chat: ChatPage, name: string): Promise<void> {
  await chat.sessions.filter({ hasText: name }).first().click()
  await expect(chat.prompts.last()).toContainText(name)
}

const words = async (chat: ChatPage): Promise<number> => (await chat.drawnWords(chat.lastAnswer)).length

test.beforeEach(({ userDataDir }) => {
  const folder = join(userDataDir, 'models')
  mkdirSync(folder, { recursive: true })
  generateGguf(join(folder, 'heron.gguf'), { seed: 1, end: 1e-9 })
  generateGguf(join(folder, 'otter.gguf'), { seed: 2, end: 1 / 40 })
})

test('room is made by the keyboard alone: one answer ends as stopped with its text, the other model answers', async ({
  start,
}) => {
  const { chat } = await start(ROOM_FOR_ONE)
  const { page } = chat
  await askedForRoom(chat)
  const question = page.getByRole('dialog', { name: 'Make room for another model?' })
  await expect(question).toContainText('otter and heron do not fit into memory together')
  await expect(question).toContainText('in “Of herons”')
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await picture(page, `make-room-${theme}`)
    expect(await axeFaults(page)).toEqual([])
  }
  const { width, height } = page.viewportSize() ?? { width: 1_200, height: 800 }
  await page.setViewportSize({ width: 420, height: 720 })
  await picture(page, 'make-room-narrow')
  await page.setViewportSize({ width, height })

  await page.keyboard.press('Tab')
  await expect(question.getByRole('button', { name: 'Wait' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(question.getByRole('button', { name: 'Stop heron' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  await expect(chat.lastAnswer).toHaveAttribute('data-state', 'success', LOADS_WITHIN)
  expect(await words(chat)).toBeGreaterThan(0)

  await openChat(chat, 'Of herons')
  await expect(chat.lastAnswer).toHaveAttribute('data-state', 'stopped')
  expect(await words(chat)).toBeGreaterThan(20)
})

test('who waits lets the first model go on, and is answered by itself when that is stopped', async ({
  start,
}) => {
  const { chat } = await start(ROOM_FOR_ONE)
  const { page } = chat
  const ask = await askedForRoom(chat)
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Wait', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(ask).toBeFocused()
  await expect(chat.lastAnswer).toContainText('Waiting for memory: heron is answering')

  await openChat(chat, 'Of herons')
  const before = await words(chat)
  await expect.poll(() => words(chat)).toBeGreaterThan(before)
  await chat.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  await openChat(chat, 'Of otters')
  await expect(chat.lastAnswer).toHaveAttribute('data-state', 'success', LOADS_WITHIN)
})
