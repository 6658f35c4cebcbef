import type { Locator, Page } from '@playwright/test'
import type { ChatPage } from './support/chat-page.ts'
import { seededWords } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'
import { killed } from './support/ends.ts'

const SHORT = 'normal?rate=400&length=30&first_ms=20'
/** Long enough to be stopped in the middle, short enough to be waited for. */
const STEADY = 'normal?rate=150&length=240&first_ms=20'

const edits = (message: Locator): Locator => message.getByRole('button', { name: 'Edit this message' })
const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Edit your message' })
const versions = (message: Locator): Locator => message.getByRole('group', { name: 'Versions' })
const step = (message: Locator, name: 'Previous' | 'Next'): Locator =>
  message.getByRole('button', { name: `${name} version` })

async function answered(chat: ChatPage, prompt: string): Promise<void> {
  await chat.say(prompt)
  await chat.ended(chat.lastAnswer, 'success')
}

/** Edits a message as a person with a keyboard does. */
async function edit(chat: ChatPage, message: Locator, text: string): Promise<void> {
  await edits(message).focus()
  await chat.page.keyboard.press('Enter')
  await expect(field(chat.page)).toBeFocused()
  await field(chat.page).fill(text)
  await field(chat.page).press('Enter')
  await expect(field(chat.page)).toBeHidden()
}

test('an edited prompt stands beside the old one, and the arrows show either with all that followed', async ({
  chat,
}) => {
  await chat.newChatsUse(SHORT)
  await answered(chat, 'First question')
  await answered(chat, 'Second question')
  await edit(chat, chat.prompts.first(), 'Better question')
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.prompts).toHaveText([/Better question/])
  await expect(versions(chat.prompts.first())).toContainText('2 / 2')
  expect(await chat.drawnWords(chat.lastAnswer)).toEqual(seededWords('Better question', SHORT))

  await step(chat.prompts.first(), 'Previous').click()
  await expect(chat.prompts).toHaveText([/First question/, /Second question/])
  await expect(versions(chat.prompts.first())).toContainText('1 / 2')
  await expect(chat.page.getByRole('status').filter({ hasText: 'Version 1 of 2' })).toHaveCount(1)
  // The arrow that was pressed keeps the focus, so that the keyboard goes on from there.
  await expect(step(chat.prompts.first(), 'Previous')).toBeFocused()
  await step(chat.prompts.first(), 'Next').focus()
  await chat.page.keyboard.press('Enter')
  await expect(chat.prompts).toHaveText([/Better question/])
})

test('Esc leaves a prompt as it was and its answer running; editing while it runs supersedes', async ({
  chat,
}) => {
  await chat.newChatsUse('normal?rate=100&length=100000&first_ms=20')
  await chat.say('Go on for long')
  await chat.writing(40)
  await edits(chat.prompts.first()).click()
  await field(chat.page).fill('Not this')
  await field(chat.page).press('Escape')
  await expect(field(chat.page)).toBeHidden()
  await expect(edits(chat.prompts.first())).toBeFocused()
  await expect(chat.stop).toBeVisible()
  await edit(chat, chat.prompts.first(), 'Rather this')
  await expect(chat.prompts).toHaveText([/Rather this/])
  await chat.writing(40)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  await step(chat.prompts.first(), 'Previous').click()
  await expect(chat.prompts).toHaveText([/Go on for long/])
  await chat.ended(chat.lastAnswer, 'superseded')
})

test('any answer can be given again; what followed stays with the old one, where the reader was', async ({
  chat,
}) => {
  await chat.newChatsUse(SHORT)
  for (const prompt of ['One', 'Two', 'Three', 'Four', 'Five']) await answered(chat, prompt)
  const second = chat.answers.nth(1)
  await second.hover()
  await second.getByRole('button', { name: 'Regenerate' }).click()
  await expect(chat.answers).toHaveCount(2)
  await chat.ended(chat.lastAnswer, 'success')
  await expect(versions(chat.lastAnswer)).toContainText('2 / 2')
  const topOf = async (): Promise<number> => (await chat.answers.nth(1).boundingBox())?.y ?? NaN
  await chat.lastAnswer.evaluate((answer) => answer.scrollIntoView({ block: 'center' }))
  const before = await topOf()
  await step(chat.lastAnswer, 'Previous').click()
  await expect(chat.answers).toHaveCount(5)
  await expect(versions(chat.answers.nth(1))).toContainText('1 / 2')
  await expect.poll(async () => Math.abs((await topOf()) - before)).toBeLessThanOrEqual(1)
})

test('Continue gives the very answer that was not stopped', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Tell me a story')
  await chat.writing(120)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  const kept = await chat.drawnWords(chat.lastAnswer)
  expect(kept.length).toBeLessThan(seededWords('Tell me a story', STEADY).length)
  await chat.lastAnswer.getByRole('button', { name: 'Continue' }).click()
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.answers).toHaveCount(1)
  expect(await chat.drawnWords(chat.lastAnswer)).toEqual(seededWords('Tell me a story', STEADY))
  await expect(chat.lastAnswer.getByRole('button', { name: 'Continue' })).toBeHidden()
})

test('an answer cut by a kill -9 of the app is continued after the next start', async ({ start }) => {
  const { chat, electronApp } = await start()
  await chat.newChatsUse(STEADY)
  await chat.say('Tell me a story')
  await chat.writing(200)
  await killed({ electronApp })
  const { chat: again } = await start()
  await again.ended(again.lastAnswer, 'interrupted')
  await again.lastAnswer.getByRole('button', { name: 'Continue' }).click()
  await again.ended(again.lastAnswer, 'success')
  expect(await again.drawnWords(again.lastAnswer)).toEqual(seededWords('Tell me a story', STEADY))
})

test('two windows show the same branch, and the same answer while it is continued', async ({ chat, app }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Tell me a story')
  await chat.writing(60)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  const opened = app.electronApp.waitForEvent('window')
  await app.electronApp.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()
      ?.items.flatMap((item) => item.submenu?.items ?? [])
      .find((item) => /New Window/i.test(item.label))
      ?.click(),
  )
  const other = app.watch(await opened)
  await other.ended(other.lastAnswer, 'stopped')
  await chat.lastAnswer.getByRole('button', { name: 'Continue' }).click()
  await other.ended(other.lastAnswer, 'success')
  expect(await other.drawnWords(other.lastAnswer)).toEqual(seededWords('Tell me a story', STEADY))
  await edit(chat, chat.prompts.first(), 'Another story')
  await other.ended(other.lastAnswer, 'success')
  await expect(versions(other.prompts.first())).toContainText('2 / 2')
  await step(other.prompts.first(), 'Previous').click()
  for (const one of [chat, other]) await expect(one.prompts).toHaveText([/Tell me a story/])
})

for (const theme of ['light', 'dark'] as const) {
  test(`versions, editing and Continue in ${theme}, clean for axe`, async ({ chat }) => {
    await chat.ask('settings:set', { theme })
    await chat.newChatsUse(STEADY)
    await chat.say('How does a lock lift a boat?')
    await chat.ended(chat.lastAnswer, 'success')
    await edit(chat, chat.prompts.first(), 'How does a lock lift a boat, in short?')
    await chat.writing(200)
    await chat.message.press('Escape')
    await chat.ended(chat.lastAnswer, 'stopped')
    expect(await axeFaults(chat.page)).toEqual([])
    await chat.prompts.first().hover()
    await picture(chat.page, `branches-${theme}`)
    await edits(chat.prompts.first()).click()
    expect(await axeFaults(chat.page)).toEqual([])
    await picture(chat.page, `branches-editing-${theme}`)
  })
}
