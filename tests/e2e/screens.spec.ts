import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { seedChat } from '../support/seed-chat.ts'
import type { ChatPage } from './support/chat-page.ts'
import { FIRST, SECOND, TRIP } from './support/shown-talk.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'
import { WrittenAnswers } from './support/written-answers.ts'

// A picture of every screen, in light and dark, for people to look at (artifacts/screens), each clean for axe.

interface Screen {
  name: string
  show: (chat: ChatPage) => Promise<void>
}

const STEADY = 'normal?rate=100&length=100000&first_ms=20&seed=3'

async function answered(chat: ChatPage, model: string, prompt: string, end: string): Promise<void> {
  await chat.newChatsUse(model)
  await chat.say(prompt)
  await chat.ended(chat.lastAnswer, end)
}

const SCREENS: Screen[] = [
  { name: 'empty', show: async (chat) => expect(chat.message).toBeVisible() },
  {
    name: 'stopped',
    show: async (chat) => {
      await chat.newChatsUse(STEADY)
      await chat.say('Explain write-ahead logging in plain words')
      await chat.writing(300)
      await chat.message.press('Escape')
      await chat.ended(chat.lastAnswer, 'stopped')
    },
  },
  { name: 'failed', show: (chat) => answered(chat, 'crash-mid-answer?rate=400', 'Provoke a crash', 'error') },
  {
    name: 'markdown',
    show: (chat) =>
      answered(chat, 'normal?rate=20000&length=900&first_ms=5&seed=2', 'Write a long document', 'success'),
  },
  {
    name: 'reasoning',
    show: async (chat) => {
      await answered(chat, 'reasoning?rate=400&length=120', 'Think first', 'success')
      await chat.lastAnswer.getByRole('button', { name: /Thought/ }).click()
    },
  },
  {
    name: 'model-menu',
    show: async ({ page }) => {
      await page.getByRole('button', { name: /^Model:/ }).click()
      await expect(page.getByRole('menu')).toBeVisible()
    },
  },
  {
    name: 'settings',
    show: async ({ page }) => {
      await page.getByRole('button', { name: 'Settings' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'connections',
    show: async ({ page }) => {
      await page.getByRole('button', { name: 'Connect a server' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'add-connection',
    show: async ({ page }) => {
      await page.getByRole('button', { name: 'Connect a server' }).click()
      await page.getByRole('button', { name: 'Add a connection' }).click()
      await expect(page.getByRole('textbox', { name: 'Address' })).toBeVisible()
    },
  },
]

/** What is drawn twice a second would make two pictures of one screen differ; the eye does not mind, axe neither. */
async function takeIn(page: Page, theme: string, name: string): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
  await picture(page, `${name}-${theme}`)
  expect(await axeFaults(page)).toEqual([])
}

for (const { name, show } of SCREENS) {
  test(`the screen “${name}” in light and dark`, async ({ chat }) => {
    await chat.ask('settings:set', { theme: 'light' })
    await show(chat)
    await takeIn(chat.page, 'light', name)
    await chat.ask('settings:set', { theme: 'dark' })
    await takeIn(chat.page, 'dark', name)
  })
}

test('the screen “answering” in light and dark: a talk one would have', async ({ start, userDataDir }) => {
  for (const title of ['Names for a small boat', 'Sourdough, colder kitchen', 'Letter to the housing board'])
    await seedChat(join(userDataDir, 'sluice.db'), { title, turns: 1, answer_tokens: 20 })
  const { chat } = await start()
  const server = await WrittenAnswers.start('small-8b')
  for (const { prompt, answer } of [FIRST, SECOND, TRIP]) server.write(prompt, answer)
  try {
    await chat.ask('settings:set', { theme: 'light' })
    await server.serve(chat, 'llama-server')
    await chat.say(TRIP.prompt)
    await chat.writing(20)
    await chat.newChat()
    await chat.say(FIRST.prompt)
    await chat.writing(120)
    await chat.say(SECOND.prompt)
    await expect(chat.answers).toHaveCount(2)
    await expect(chat.lastAnswer).toContainText('The third line')
    await chat.message.fill('Actually, show it in Python')
    // One right after the other: both show how the first answer ended.
    for (const theme of ['light', 'dark'] as const) {
      await chat.ask('settings:set', { theme })
      await expect(chat.page.locator('html')).toHaveAttribute('data-theme', theme)
      await picture(chat.page, `answering-${theme}`)
    }
    for (const theme of ['dark', 'light'] as const) {
      await chat.ask('settings:set', { theme })
      await expect(chat.page.locator('html')).toHaveAttribute('data-theme', theme)
      expect(await axeFaults(chat.page)).toEqual([])
    }
  } finally {
    await server.close()
  }
})

test('a narrow window has the chats in a drawer, and everything stays reachable', async ({ chat }) => {
  const { page } = chat
  await answered(chat, 'normal?rate=2000&length=200&first_ms=5', 'A narrow window', 'success')
  await page.setViewportSize({ width: 600, height: 800 })
  await expect(chat.sessions.first()).toBeHidden()
  await picture(page, 'narrow-light')
  await page
    .getByRole('button', { name: /chats|sidebar/i })
    .first()
    .click()
  await expect(chat.sessions.first()).toBeVisible()
  await picture(page, 'drawer-light')
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(chat.sessions.first()).toBeHidden()
})

test('high contrast and forced colours keep every word readable', async ({ chat }) => {
  const { page } = chat
  await answered(chat, 'normal?rate=2000&length=200&first_ms=5', 'High contrast', 'success')
  await page.emulateMedia({ contrast: 'more' })
  await picture(page, 'contrast-more')
  expect(await axeFaults(page)).toEqual([])
  await page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active' })
  await picture(page, 'forced-colours')
  await expect(chat.send).toBeVisible()
})

test('in the smallest window an empty chat begins with its heading, Stop is whole beside a draft, and the inspector is clean for axe', async ({
  chat,
}) => {
  const { page } = chat
  await page.setViewportSize({ width: 420, height: 420 })
  await expect(page.getByRole('heading', { name: 'Try Sluice without a model' })).toBeInViewport()
  await chat.newChatsUse(STEADY)
  await chat.say('Go on')
  await chat.writing(20)
  await chat.message.fill('A draft')
  const cut = await chat.stop.evaluate((button) => {
    const { left, right } = button.getBoundingClientRect()
    const parts = [...button.children].map((part) => part.getBoundingClientRect())
    return parts.some((part) => part.width > 0 && (part.left < left + 4 || part.right > right - 4))
  })
  expect(cut).toBe(false)
  await picture(page, 'smallest-light')
  await page.keyboard.press('Control+i')
  await expect(page.getByRole('region', { name: 'The answer of this chat' })).toBeVisible()
  expect(await axeFaults(page)).toEqual([])
})
