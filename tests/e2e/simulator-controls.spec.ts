import type { Locator, Page } from '@playwright/test'
import { SIMULATOR_MODES } from '../../src/shared/simulator-modes.ts'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'

async function openControls(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+i')
  await page.getByRole('tab', { name: 'Simulator' }).click()
  await expect(page.getByRole('radiogroup', { name: 'What the simulator does' })).toBeVisible()
}

/** The model main has for the chat that was changed last. */
async function modelOfChat(chat: ChatPage): Promise<string | undefined> {
  const { sessions } = await chat.ask('app:state', null)
  return sessions[0]?.model?.model
}

async function setNumber(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByRole('spinbutton', { name: label })
  await field.fill(value)
  await field.press('Enter')
}

const click = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click()
const models = (page: Page): Locator => page.getByRole('button', { name: /^Model:/ })

/** A chat that is there, so that a choice is one of it and not of the next new one. */
async function someChat(chat: ChatPage): Promise<void> {
  await chat.newChatsUse('normal?rate=2000&length=40&first_ms=5')
  await chat.say('Hello')
  await chat.ended(chat.lastAnswer, 'success')
}

test('a click on a mode changes the model of the chat, and says so', async ({ chat }) => {
  const { page } = chat
  await someChat(chat)
  await openControls(page)
  for (const { mode, label } of SIMULATOR_MODES.toReversed()) {
    await page.getByRole('radio', { name: label, exact: true }).click()
    await expect(page.getByText(`This chat uses Simulator · ${label}`, { exact: true })).toBeVisible()
    await expect(models(page)).toContainText(label)
    await expect.poll(() => modelOfChat(chat)).toBe(mode)
  }
})

test('numbers go into the model’s name, and can be taken back', async ({ chat }) => {
  const { page } = chat
  await someChat(chat)
  await openControls(page)
  await click(page, 'Reset to the mode’s own numbers')
  await setNumber(page, 'Rate', '1000')
  await setNumber(page, 'Seed', '7')
  await expect.poll(() => modelOfChat(chat)).toBe('normal?rate=1000&seed=7')
  await expect(models(page)).toContainText('Normal (rate 1,000, seed 7)')
  await page.getByRole('slider', { name: 'Late after Stop' }).fill('50')
  await expect.poll(() => modelOfChat(chat)).toBe('normal?rate=1000&seed=7&late=50')
  await setNumber(page, 'Rate', '0')
  await expect(page.getByText('A whole number from 1 to 100,000 tokens/s.')).toBeVisible()
  await click(page, 'Reset to the mode’s own numbers')
  await expect.poll(() => modelOfChat(chat)).toBe('normal')
})

test('two prompts 50 ms apart: the first gives way, the second is answered', async ({ chat }) => {
  const { page } = chat
  await openControls(page)
  await setNumber(page, 'Rate', '1000')
  // The first must not end by itself in what a busy machine makes of 50 ms.
  await setNumber(page, 'Length', '4000')
  await click(page, 'Send two, 50 ms apart')
  await expect(chat.answers).toHaveCount(2)
  await chat.ended(chat.answers.first(), 'superseded')
  await chat.ended(chat.answers.last(), 'success')
  await expect(page.getByText('Sent two prompts; the second one is to be answered.')).toBeVisible()
})

test('five prompts, a stop after 1 s, and three chats at once', async ({ chat }) => {
  const { page } = chat
  await openControls(page)
  await setNumber(page, 'Length', '2000')
  await click(page, 'Send five, 50 ms apart')
  await expect(chat.answers).toHaveCount(5)
  await chat.ended(chat.answers.nth(3), 'superseded')
  await expect(page.getByText(/^Sent five prompts/)).toBeVisible()
  await click(page, 'Send, then stop after 1 s')
  await chat.ended(chat.answers.nth(4), 'superseded')
  await chat.ended(chat.answers.nth(5), 'stopped')
  await click(page, 'Send in three chats')
  await expect(page.getByText('3 answering')).toBeVisible()
  await expect(chat.sessions).toHaveCount(4)
  await click(page, 'Stop all')
  await expect(page.getByText('Nothing is running')).toBeVisible()
})

test('where a real model answers, the tab says so and offers the simulator', async ({ chat }) => {
  const { page } = chat
  await someChat(chat)
  await openControls(page)
  const session_id = (await chat.ask('app:state', null)).sessions[0]?.session_id
  if (!session_id) throw new Error('there is no chat')
  const model = { connection_id: crypto.randomUUID() as never, model: 'qwen3:8b' }
  expect(await chat.ask('session:set_model', { session_id, model })).not.toHaveProperty('refused')
  await expect(page.getByText('This chat uses qwen3:8b', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send one' })).toBeDisabled()
  await expect(page.getByText('Test prompts go to the simulator only.')).toBeVisible()
  expect(await axeFaults(page)).toEqual([])
  await picture(page, 'simulator-elsewhere')
  await click(page, 'Use the simulator in this chat')
  await expect(page.getByText('This chat uses Simulator · Normal', { exact: true })).toBeVisible()
})

test('the tab in light and dark, clean for axe', async ({ chat }) => {
  const { page } = chat
  await chat.ask('settings:set', { theme: 'light' })
  await openControls(page)
  await page.getByRole('radio', { name: 'Late tokens', exact: true }).click()
  await setNumber(page, 'Length', '100')
  await click(page, 'Send two, 50 ms apart')
  await chat.writing(100)
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await picture(page, `simulator-${theme}`)
    expect(await axeFaults(page)).toEqual([])
  }
  await page.getByRole('button', { name: 'Reset to the mode’s own numbers' }).scrollIntoViewIfNeeded()
  await picture(page, 'simulator-numbers')
})

test('with forced colours, more contrast and on a narrow window every control is still there', async ({
  chat,
}) => {
  const { page } = chat
  await openControls(page)
  await page.emulateMedia({ forcedColors: 'active' })
  await picture(page, 'simulator-forced-colours')
  await page.emulateMedia({ forcedColors: 'none', contrast: 'more' })
  expect(await axeFaults(page)).toEqual([])
  await page.emulateMedia({ contrast: 'no-preference' })
  await page.setViewportSize({ width: 480, height: 700 })
  await picture(page, 'simulator-narrow')
  const width = await page
    .getByRole('complementary', { name: 'Inspector' })
    .evaluate((panel) => panel.scrollWidth - panel.clientWidth)
  expect(width).toBe(0)
})
