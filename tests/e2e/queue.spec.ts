import type { Locator } from '@playwright/test'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'
import { killed } from './support/ends.ts'

/** Writes until it is stopped. */
const ENDLESS = 'normal?rate=100&length=1000000&first_ms=5'
/** Well before its answer ends, three prompts are queued behind it. */
const SHORT = 'normal?rate=20&length=200&first_ms=5'
const QUICK = 'normal?rate=400&length=40&first_ms=5'

class QueuePage {
  readonly chat: ChatPage
  readonly list: Locator
  readonly rows: Locator

  constructor(chat: ChatPage) {
    this.chat = chat
    this.list = chat.page.getByRole('list', { name: /^Waiting messages/ })
    this.rows = this.list.getByRole('listitem')
  }

  /** Types and presses Alt Enter. */
  async add(prompt: string): Promise<void> {
    await this.chat.message.fill(prompt)
    await this.chat.message.press('Alt+Enter')
    await expect(this.chat.message).toHaveValue('')
  }

  row(words: string): Locator {
    return this.rows.filter({ hasText: words })
  }

  /** Presses a button of the row that has the focus or the pointer. */
  async press(words: string, button: RegExp): Promise<void> {
    await this.row(words).hover()
    await this.row(words).getByRole('button', { name: button }).click()
  }

  async waits(...words: string[]): Promise<void> {
    await expect(this.rows).toHaveCount(words.length)
    for (const [index, text] of words.entries()) await expect(this.rows.nth(index)).toContainText(text)
    if (words.length > 0) await expect(this.list).toHaveAccessibleName(`Waiting messages, ${words.length}`)
  }

  paused(words: string): Locator {
    return this.chat.page.getByText(words)
  }

  get resume(): Locator {
    return this.chat.page.getByRole('button', { name: 'Resume' })
  }
}

/** The session on screen is answered by another model from the next prompt on. */
async function nextUses(chat: ChatPage, model: string): Promise<void> {
  const { open_session_id } = await chat.ask('app:state', null)
  if (!open_session_id) throw new Error('no chat is open')
  await chat.ask('session:set_model', {
    session_id: open_session_id,
    model: { connection_id: 'simulator' as never, model },
  })
}

test('queued while an answer is written, three prompts go out one by one, each after the answer before', async ({
  chat,
}) => {
  const queue = new QueuePage(chat)
  await chat.newChatsUse(SHORT)
  await chat.say('One')
  await expect(chat.stop).toBeVisible()
  await queue.add('Two')
  await queue.add('Three')
  await queue.add('Four')
  await queue.waits('Two', 'Three', 'Four')
  await nextUses(chat, QUICK)
  await expect(chat.sessions.first()).toContainText('3 waiting')
  await expect(chat.prompts).toHaveText([/One/, /Two/, /Three/, /Four/], { timeout: 40_000 })
  await expect(chat.answers).toHaveCount(4)
  for (let index = 0; index < 4; index++) await chat.ended(chat.answers.nth(index), 'success')
  await expect(queue.list).toHaveCount(0)
  await expect(chat.message).toBeFocused()
})

test('waiting prompts are reordered, edited, deleted and brought back; Stop pauses them, Resume sends them on', async ({
  chat,
}) => {
  const queue = new QueuePage(chat)
  await chat.newChatsUse(ENDLESS)
  await chat.say('One')
  await chat.writing(20)
  for (const prompt of ['Two', 'Three', 'Four']) await queue.add(prompt)
  await queue.waits('Two', 'Three', 'Four')

  await queue.press('Four', /Move message 3 up/)
  await queue.waits('Two', 'Four', 'Three')
  await queue.press('Two', /Edit message 1/)
  const field = chat.page.getByRole('textbox', { name: 'Message 1 of 3' })
  await expect(field).toBeFocused()
  await field.fill('Two, but better')
  await field.press('Enter')
  await queue.waits('Two, but better', 'Four', 'Three')
  await queue.press('Four', /Delete message 2/)
  await queue.waits('Two, but better', 'Three')
  await chat.page.getByRole('button', { name: 'Undo' }).click()
  await queue.waits('Two, but better', 'Four', 'Three')

  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(queue.paused('Paused, because the answer was stopped.')).toBeVisible()
  await nextUses(chat, QUICK)
  await queue.resume.click()
  await expect(chat.prompts).toHaveText([/One/, /Two, but better/, /Four/, /Three/], { timeout: 20_000 })
  await chat.ended(chat.lastAnswer, 'success')
  await expect(queue.resume).toHaveCount(0)
})

test('superseding leaves the queue as it is, and one can be sent at once', async ({ chat }) => {
  const queue = new QueuePage(chat)
  await chat.newChatsUse(ENDLESS)
  await chat.say('One')
  await chat.writing(20)
  await queue.add('Two')
  await queue.add('Three')
  await chat.say('Urgent')
  await chat.ended(chat.answers.first(), 'superseded')
  await queue.waits('Two', 'Three')
  await expect(queue.resume).toHaveCount(0)
  await queue.press('Three', /Send message 2 now/)
  await chat.ended(chat.answers.nth(1), 'superseded')
  await expect(chat.prompts.last()).toContainText('Three')
  await queue.waits('Two')
  await expect(chat.message).toBeFocused()
})

test('the queue survives a kill -9 of the app, and waits for a click', async ({ start }) => {
  const first = await start()
  await first.chat.newChatsUse(ENDLESS)
  await first.chat.say('One')
  await first.chat.writing(20)
  const before = new QueuePage(first.chat)
  await before.add('Two')
  await before.add('Three')
  await before.waits('Two', 'Three')
  await killed(first)

  const { chat } = await start()
  const queue = new QueuePage(chat)
  await queue.waits('Two', 'Three')
  await expect(queue.paused('Paused, because Sluice was started again.')).toBeVisible()
  await expect(chat.prompts).toHaveText([/One/])
  await expect(chat.sessions.first()).toContainText('2 waiting')
  await nextUses(chat, QUICK)
  await queue.resume.click()
  await expect(chat.prompts).toHaveText([/One/, /Two/, /Three/], { timeout: 20_000 })
})

test('with the setting Enter queues while an answer is written, and Alt Enter supersedes', async ({
  chat,
}) => {
  const queue = new QueuePage(chat)
  await chat.page.getByRole('button', { name: 'Settings' }).click()
  const setting = chat.page.getByRole('switch', { name: /Enter queues/ })
  await setting.check()
  await chat.page.keyboard.press('Escape')
  await chat.newChatsUse(ENDLESS)
  await chat.say('One')
  await chat.writing(20)
  await chat.message.fill('Two')
  await expect(chat.page.getByText('Enter queues · Alt Enter stops this answer and sends')).toBeVisible()
  await chat.message.press('Enter')
  await queue.waits('Two')
  await chat.message.fill('Urgent')
  await chat.message.press('Alt+Enter')
  await chat.ended(chat.answers.first(), 'superseded')
  await expect(chat.prompts.last()).toContainText('Urgent')
  await queue.waits('Two')
})

test('the queue by keyboard alone, and the focus is never lost', async ({ chat }) => {
  const { page } = chat
  const queue = new QueuePage(chat)
  const focused = (words: string): Promise<void> =>
    expect(page.locator('[data-queued]:focus')).toContainText(words)
  await chat.newChatsUse(ENDLESS)
  await chat.say('One')
  await chat.writing(20)
  for (const prompt of ['Two', 'Three', 'Four']) await queue.add(prompt)
  await queue.waits('Two', 'Three', 'Four')
  await queue.rows.first().locator('[data-queued]').focus()
  await page.keyboard.press('ArrowDown')
  await focused('Three')
  await page.keyboard.press('Alt+ArrowUp')
  await queue.waits('Three', 'Two', 'Four')
  await focused('Three')
  await expect(page.getByText('Moved to place 1 of 3')).toBeAttached()
  await page.keyboard.press('F2')
  await page.keyboard.type(' and a half')
  await page.keyboard.press('Escape')
  await focused('Three')
  await queue.waits('Three', 'Two', 'Four')
  await expect(chat.stop).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.type(' and a half')
  await page.keyboard.press('Enter')
  await queue.waits('Three and a half', 'Two', 'Four')
  await focused('Three and a half')
  await page.keyboard.press('Delete')
  await queue.waits('Two', 'Four')
  await focused('Two')
  await page.keyboard.press('Delete')
  await queue.waits('Four')
  await focused('Four')
  await page.keyboard.press('Delete')
  await expect(queue.list).toHaveCount(0)
  await expect(chat.message).toBeFocused()
})

test('how the queue looks, in light and dark, paused and long', async ({ chat }) => {
  const { page } = chat
  const queue = new QueuePage(chat)
  const takeIn = async (name: string): Promise<void> => {
    for (const theme of ['light', 'dark'] as const) {
      await chat.ask('settings:set', { theme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await picture(page, `${name}-${theme}`)
      expect(await axeFaults(page)).toEqual([])
    }
  }
  await chat.newChatsUse('normal?rate=40&length=100000&first_ms=5&seed=3')
  await chat.say('Plan a small vegetable garden')
  await chat.writing(200)
  await queue.add('Now list the tools I need, with rough prices')
  await queue.add(
    'Turn that into a table, sorted by price, and mark what can be borrowed from a neighbour instead',
  )
  await chat.message.fill('And a shopping list')
  await queue.waits('Now list', 'Turn that')
  await takeIn('queue-waiting')
  await queue.rows.first().hover()
  await chat.message.press('Escape')
  await expect(queue.resume).toBeVisible()
  await queue.row('Turn that').hover()
  await takeIn('queue-paused')
  for (const number of [1, 2, 3, 4]) await queue.add(`One more thing, number ${number}`)
  await expect(page.getByRole('button', { name: 'Show all 6 waiting' })).toBeVisible()
  await takeIn('queue-folded')
  await page.getByRole('button', { name: 'Show all 6 waiting' }).click()
  await expect(queue.rows).toHaveCount(6)
  await queue.press('number 2', /Edit message 4/)
  await takeIn('queue-open')
})
