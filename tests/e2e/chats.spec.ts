import { seedSessions, seededTitle } from '../support/seed-sessions.ts'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'

const SHORT = 'normal?rate=400&length=30&first_ms=20'
const MANY = 2_000
/** Far more than any window shows, far less than there are. */
const DRAWN_MAX = 80

const row = (chat: ChatPage, name: string) => chat.sessions.filter({ hasText: name })

async function choose(chat: ChatPage, name: string, item: string): Promise<void> {
  await row(chat, name).hover()
  await chat.page.getByRole('button', { name: `More about “${name}”` }).click()
  await chat.page.getByRole('menuitem', { name: item, exact: true }).click()
}

async function threeChats(chat: ChatPage): Promise<void> {
  await chat.newChatsUse(SHORT)
  for (const prompt of ['The first of them', 'The second of them', 'The third of them']) {
    await chat.newChat()
    await chat.say(prompt)
    await chat.ended(chat.lastAnswer, 'success')
  }
}

async function inBothThemes(chat: ChatPage, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(chat.page.locator('html')).toHaveAttribute('data-theme', theme)
    await picture(chat.page, `${name}-${theme}`)
    expect(await axeFaults(chat.page)).toEqual([])
  }
}

test('a pinned chat stands first, also after a start, and goes back where it was', async ({
  chat,
  app,
  start,
}) => {
  await threeChats(chat)
  await choose(chat, 'The first of them', 'Pin')
  await expect(chat.sessions).toHaveText([/first/, /third/, /second/])
  const pinned = chat.page.getByRole('region', { name: 'Pinned' })
  await expect(pinned.getByRole('button', { name: 'The first of them (pinned)', exact: true })).toBeVisible()
  await inBothThemes(chat, 'chats-pinned')
  await app.close()
  const { chat: again } = await start()
  await expect(again.sessions).toHaveText([/first/, /third/, /second/])
  await choose(again, 'The first of them', 'Unpin')
  await expect(again.sessions).toHaveText([/third/, /second/, /first/])
})

test('an archived chat is out of the way, comes back by Undo, by its menu, and by a new message', async ({
  chat,
}) => {
  const { page } = chat
  await threeChats(chat)
  await choose(chat, 'The third of them', 'Archive')
  await expect(chat.sessions).toHaveText([/second/, /first/])
  // It was on screen: the next one took its place.
  await expect(chat.prompts).toHaveText([/second/])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(chat.sessions).toHaveText([/third/, /second/, /first/])
  await expect(chat.prompts).toHaveText([/third/])

  await choose(chat, 'The third of them', 'Archive')
  await choose(chat, 'The first of them', 'Archive')
  const archive = page.getByRole('button', { name: 'Archived (2)' })
  await picture(page, 'chats-archived-light')
  await archive.click()
  await expect(chat.sessions).toHaveText([/third/, /first/])
  await expect(page.getByRole('button', { name: 'Back to the chats' })).toBeFocused()
  await row(chat, 'The first of them').click()
  await expect(page.getByText('This chat is archived.')).toBeVisible()
  await inBothThemes(chat, 'chats-archive')
  await choose(chat, 'The third of them', 'Take out of the archive')
  await expect(chat.sessions).toHaveText([/first/])

  await chat.say('And this brings it back')
  await chat.ended(chat.lastAnswer, 'success')
  await expect(page.getByText('This chat is archived.')).toBeHidden()
  await expect(chat.sessions).toHaveText([/first/, /third/, /second/])
  await expect(page.getByRole('button', { name: /^Archived/ })).toHaveCount(0)
})

test('of two thousand chats those in view are drawn, and the keyboard reaches the last one', async ({
  userDataDir,
  start,
}) => {
  await seedSessions(userDataDir, MANY)
  const { chat } = await start()
  const { page } = chat
  const drawn = () => chat.sessions.count()
  await expect(row(chat, seededTitle(MANY - 1))).toBeVisible()
  expect(await drawn()).toBeLessThan(DRAWN_MAX)
  await inBothThemes(chat, 'chats-many')

  const list = page.getByRole('navigation', { name: 'Chats' })
  await list.getByRole('listitem').first().hover()
  await page.mouse.wheel(0, 35 * 700)
  await expect(row(chat, seededTitle(MANY - 700))).toBeVisible()
  expect(await drawn()).toBeLessThan(DRAWN_MAX)
  await picture(page, 'chats-scrolled-light')

  // Wherever it is scrolled to, the list is one Tab stop.
  const first = row(chat, seededTitle(MANY - 1))
  await first.focus()
  await page.keyboard.press('End')
  const last = row(chat, seededTitle(0))
  await expect(last).toBeFocused()
  await expect(last).toBeInViewport()
  expect(await drawn()).toBeLessThan(DRAWN_MAX)
  await expect(list.getByRole('listitem').last()).toHaveAttribute('aria-posinset', /\d+/)
  await page.keyboard.press('ArrowUp')
  await expect(row(chat, seededTitle(1))).toBeFocused()
  await page.keyboard.press('Home')
  await expect(first).toBeFocused()
  await expect(first).toBeInViewport()
  for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowDown')
  await expect(row(chat, seededTitle(MANY - 61))).toBeFocused()
  await expect(row(chat, seededTitle(MANY - 61))).toBeInViewport()

  // The focused row stays, and keeps the focus, while the list is scrolled away from it.
  await page.mouse.wheel(0, 35 * 500)
  await expect(row(chat, seededTitle(MANY - 61))).not.toBeInViewport()
  await expect(row(chat, seededTitle(MANY - 61))).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(row(chat, seededTitle(MANY - 61))).toHaveCount(0)
  await expect(row(chat, seededTitle(MANY - 62))).toBeFocused()
  await expect(row(chat, seededTitle(MANY - 62))).toBeInViewport()

  await page.keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'Name of this chat' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(row(chat, seededTitle(MANY - 62))).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(chat.prompts).toContainText([seededTitle(MANY - 62)])
  await page.keyboard.press('Control+ArrowDown')
  await expect(row(chat, seededTitle(MANY - 63))).toHaveAttribute('aria-current', 'page')
})

test('what is read in the list stays in its place when chats above it come, go and move', async ({
  userDataDir,
  start,
}) => {
  await seedSessions(userDataDir, MANY)
  const { chat } = await start()
  const { page } = chat
  const read = row(chat, seededTitle(MANY - 900))
  await page.getByRole('navigation', { name: 'Chats' }).getByRole('listitem').first().hover()
  await page.mouse.wheel(0, 35 * 895)
  await expect(read).toBeInViewport()
  const top = () => read.evaluate((element) => element.getBoundingClientRect().top)
  // Let the wheel's momentum end: two looks at the same place.
  await expect.poll(async () => (await top()) === (await top())).toBe(true)
  const before = await top()
  const { sessions } = await chat.ask('app:state', null)
  const named = (index: number) => sessions.find((one) => one.title === seededTitle(index))!.session_id
  for (const index of [MANY - 2, MANY - 3, 5]) {
    await chat.ask('session:pin', { session_id: named(index), pinned: true })
  }
  await chat.ask('session:delete', { session_id: named(MANY - 4) })
  await chat.ask('session:archive', { session_id: named(MANY - 5), archived: true })
  await expect(page.getByRole('button', { name: 'Archived (1)' })).toBeVisible()
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
  // The list became one line lower at its foot; the rest stood still.
  await chat.ask('session:create', { model: null })
  await expect.poll(async () => (await chat.ask('app:state', null)).sessions.length).toBe(MANY)
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
})

test('the settings of a chat are kept, marked in its header, and there after a start', async ({
  chat,
  app,
  start,
}) => {
  await threeChats(chat)
  const { page } = chat
  const button = page.getByRole('button', { name: /^Instructions and parameters/ })
  await button.click()
  const dialog = page.getByRole('dialog', { name: 'This chat' })
  await dialog.getByRole('textbox', { name: 'Instructions' }).fill('Answer in verse.')
  await dialog.getByRole('textbox', { name: 'Temperature' }).fill('3')
  await expect(dialog.getByText('A number from 0 to 2, or nothing.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Temperature' }).fill('0,7')
  await dialog.getByRole('textbox', { name: 'Seed' }).fill('42')
  await inBothThemes(chat, 'chat-settings')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(button).toBeFocused()
  await expect(button).toHaveAccessibleName('Instructions and parameters: instructions are set')
  await picture(page, 'chat-instructed-dark')

  // What is typed and not saved is not kept.
  await button.click()
  await dialog.getByRole('textbox', { name: 'Instructions' }).fill('Forget this.')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await app.close()

  const { chat: again } = await start()
  await again.page.getByRole('button', { name: /^Instructions and parameters/ }).click()
  const reopened = again.page.getByRole('dialog', { name: 'This chat' })
  await expect(reopened.getByRole('textbox', { name: 'Instructions' })).toHaveValue('Answer in verse.')
  await expect(reopened.getByRole('textbox', { name: 'Temperature' })).toHaveValue('0.7')
  await expect(reopened.getByRole('textbox', { name: 'Seed' })).toHaveValue('42')
  await expect(reopened.getByRole('textbox', { name: 'Top p' })).toHaveValue('')
})

test('the settings of a new chat make it when they are saved, and not before', async ({ chat }) => {
  const { page } = chat
  await chat.newChatsUse(SHORT)
  const button = page.getByRole('button', { name: /^Instructions and parameters/ })
  await button.click()
  const dialog = page.getByRole('dialog', { name: 'This chat' })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(chat.sessions).toHaveCount(0)
  await button.click()
  await dialog.getByRole('textbox', { name: 'Instructions' }).fill('Be brief.')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(chat.sessions).toHaveText(['New chat'])
  await chat.say('Named by its first prompt')
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.sessions).toHaveText(['Named by its first prompt'])
  const { sessions } = await chat.ask('app:state', null)
  const loaded = await chat.ask('session:load', { session_id: sessions[0]!.session_id })
  expect(loaded?.details.system_prompt).toBe('Be brief.')
})

test('on a narrow window the drawer pins, archives and comes back as the sidebar does', async ({ chat }) => {
  const { page } = chat
  await threeChats(chat)
  await choose(chat, 'The first of them', 'Pin')
  await choose(chat, 'The second of them', 'Archive')
  await page.setViewportSize({ width: 600, height: 800 })
  await page.getByRole('button', { name: 'Show the sidebar' }).click()
  await expect(chat.sessions).toHaveText([/first/, /third/])
  await page.getByRole('button', { name: 'Archived (1)' }).click()
  await expect(chat.sessions).toHaveText([/second/])
  await inBothThemes(chat, 'chats-drawer')
})
