import type { Locator, Page } from '@playwright/test'
import { join } from 'node:path'
import { seedChat } from '../support/seed-chat.ts'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'
import { WrittenAnswers } from './support/written-answers.ts'

// Find in the open chat: in all of it, whether drawn, loaded or neither.

class FindBar {
  readonly bar: Locator
  readonly field: Locator
  readonly count: Locator
  readonly page: Page

  constructor({ page }: ChatPage) {
    this.page = page
    this.bar = page.getByRole('search', { name: 'Find in this chat' })
    this.field = this.bar.getByRole('textbox', { name: 'Find in this chat' })
    this.count = this.bar.getByRole('status')
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+f')
    await expect(this.field).toBeFocused()
  }

  /** The text of the place shown, the message it is in, and whether it is in view. */
  shown(): Promise<{ text: string; place: number; in_view: boolean } | null> {
    return this.page.evaluate(() => {
      const [range] = (CSS.highlights.get('found-current') ?? []) as Iterable<Range>
      const list = document.querySelector('[data-scroller]')?.getBoundingClientRect()
      if (!range || !list) return null
      const { top, bottom } = range.getBoundingClientRect()
      const article = range.startContainer.parentElement?.closest('article')
      return {
        text: range.toString(),
        place: Number(article?.getAttribute('aria-posinset')),
        in_view: top >= list.top && bottom <= list.bottom,
      }
    })
  }
}

test.describe('in a chat of 180 messages', () => {
  test.beforeEach(async ({ userDataDir }) => {
    await seedChat(join(userDataDir, 'sluice.db'), { title: 'Long chat', turns: 90, answer_tokens: 120 })
  })

  test('what is not even loaded is counted and shown, forwards and backwards, and Esc puts the focus back', async ({
    chat,
  }) => {
    const { page } = chat
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await expect(chat.answers.last()).toBeInViewport()
    await expect(chat.message).toBeFocused()
    const find = new FindBar(chat)
    await find.open()
    // Each answer quotes its question.
    await find.field.fill('question 3 OF “long chat”')
    await expect(find.count).toHaveText('1 of 2')
    await expect
      .poll(() => find.shown())
      .toEqual({ text: 'Question 3 of “Long chat”', place: 7, in_view: true })
    await page.keyboard.press('Enter')
    await expect(find.count).toHaveText('2 of 2')
    await expect.poll(async () => (await find.shown())?.place).toBe(8)
    await page.keyboard.press('F3')
    await expect(find.count).toHaveText('1 of 2')
    await page.keyboard.press('Shift+Enter')
    await expect(find.count).toHaveText('2 of 2')
    await expect.poll(() => find.shown()).toMatchObject({ place: 8, in_view: true })

    const top = await page.locator('[data-scroller]').evaluate((list) => list.scrollTop)
    await page.keyboard.press('Escape')
    await expect(find.bar).toBeHidden()
    await expect(chat.message).toBeFocused()
    expect(await page.locator('[data-scroller]').evaluate((list) => list.scrollTop)).toBe(top)
    expect(await page.evaluate(() => CSS.highlights.size)).toBe(0)

    await find.open()
    await find.field.fill('no such words at all')
    await expect(find.count).toHaveText('Nothing found')
  })

  for (const theme of ['light', 'dark'] as const) {
    test(`looks right and is clean for axe, ${theme}`, async ({ chat }) => {
      const { page } = chat
      await chat.ask('settings:set', { theme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await chat.sessions.filter({ hasText: 'Long chat' }).click()
      const find = new FindBar(chat)
      await find.open()
      await find.field.fill('the')
      await expect(find.count).toHaveText(/^\d+ of [\d,]+$/)
      await page.keyboard.press('Enter')
      await expect.poll(async () => (await find.shown())?.in_view).toBe(true)
      expect(await axeFaults(page)).toEqual([])
      await picture(page, `find-${theme}`)
    })
  }
})

test('text is found as it streams, and Esc closes the bar before it stops the answer', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=200&length=100000&first_ms=5')
  await chat.say('Go on for long')
  await chat.writing(200)
  const find = new FindBar(chat)
  await find.open()
  await find.field.fill('the')
  await expect(find.count).toHaveText(/^\d+ of \d+$/)
  const total = async (): Promise<number> =>
    Number(((await find.count.textContent()) ?? '').split(' of ')[1]?.replaceAll(',', ''))
  const before = await total()
  await expect.poll(total).toBeGreaterThan(before + 3)
  await chat.page.keyboard.press('Escape')
  await expect(find.bar).toBeHidden()
  await expect(chat.stop).toBeVisible()
  await find.open()
  await chat.message.focus()
  await chat.page.keyboard.press('Escape')
  await expect(find.bar).toBeHidden()
  await expect(chat.stop).toBeVisible()
  await chat.page.keyboard.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
})

test('what stands in folded text is counted, and unfolded when it is come to', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=5000&length=80&first_ms=5')
  const lines = Array.from({ length: 80 }, (_, n) => `line ${n}`)
  lines[70] = 'the pelican stands here'
  await chat.say(lines.join('\n'))
  await chat.ended(chat.lastAnswer, 'success')
  const find = new FindBar(chat)
  await expect(chat.prompts.first()).not.toContainText('pelican')
  await find.open()
  await find.field.fill('Pelican')
  await expect(find.count).toHaveText(/^1 of \d$/)
  await expect.poll(() => find.shown()).toMatchObject({ text: 'pelican', place: 1, in_view: true })
})

test('code scrolls sideways to a place that is not seen, and stays where it is for one that is', async ({
  chat,
}) => {
  const answers = await WrittenAnswers.start()
  const line = `walrus ${'x '.repeat(300)}pelican ${'y '.repeat(300)}`
  answers.write('Go', { text: `\`\`\`\n${line}\n\`\`\`` })
  await answers.serve(chat)
  await chat.say('Go')
  await chat.ended(chat.lastAnswer, 'success')
  await answers.close()
  const frame = chat.lastAnswer.getByRole('figure', { name: /^Code/ })
  const left = (): Promise<number> => frame.evaluate(({ scrollLeft }) => scrollLeft)
  const find = new FindBar(chat)
  await find.open()
  await find.field.fill('walrus')
  await expect.poll(() => find.shown()).toMatchObject({ text: 'walrus' })
  expect(await left()).toBe(0)
  await find.field.fill('pelican')
  await expect.poll(left).toBeGreaterThan(1_000)
  const seen = await frame.evaluate((element) => {
    const [range] = (CSS.highlights.get('found-current') ?? []) as Iterable<Range>
    const [place, box] = [range?.getBoundingClientRect(), element.getBoundingClientRect()]
    return place ? place.left > box.left && place.right < box.right : false
  })
  expect(seen).toBe(true)
  await find.field.fill('walrus')
  await expect.poll(left).toBe(0)
})

test('of thousands of places those about where the list is read are marked, and others when it is scrolled', async ({
  chat,
}) => {
  await chat.newChatsUse('normal?rate=20000&length=8000&first_ms=5')
  await chat.say('Go on for very long')
  await chat.ended(chat.lastAnswer, 'success')
  const find = new FindBar(chat)
  await find.open()
  await find.field.fill('e')
  await expect(find.count).toHaveText(/ of \d,\d{3}$/)
  const marks = (): Promise<{ all: number; in_view: number }> =>
    chat.page.evaluate(() => {
      const found = [...(CSS.highlights.get('found') ?? [])]
      const list = document.querySelector('[data-scroller]')?.getBoundingClientRect()
      const in_view = found.filter(({ startContainer }) => {
        const { top, bottom } = startContainer.parentElement?.getBoundingClientRect() ?? new DOMRect()
        return list && bottom > list.top && top < list.bottom
      })
      return { all: found.length, in_view: in_view.length }
    })
  for (const end of [1, 0, 0.5]) {
    await chat.page.locator('[data-scroller]').evaluate((list, part) => {
      list.scrollTop = part * list.scrollHeight
    }, end)
    await expect.poll(async () => (await marks()).in_view).toBeGreaterThan(50)
    await expect.poll(async () => (await marks()).all).toBeLessThan(3_000)
  }
})
