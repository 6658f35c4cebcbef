import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { seedChat } from '../support/seed-chat.ts'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'
import { heapMiB } from '../support/page-heap.ts'

// Of a conversation of any length, what is near the reader is drawn; nothing of that is seen.

const list = (page: Page) => page.getByRole('region', { name: 'Conversation' })

interface Drawn {
  articles: number
  elements: number
}

/** Scrolls from where the list is to its very beginning, four screens a frame, as fast as the messages come. */
function scrollToStart(page: Page): Promise<Drawn & { screens: number; empty: number }> {
  return list(page).evaluate(async (box) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    const most = { articles: 0, elements: 0, screens: 0, empty: 0 }
    const isThere = (): boolean => box.scrollTop === 0 && !box.querySelector('button[data-earlier]')
    while (!isThere()) {
      box.scrollTop -= 4 * box.clientHeight
      most.screens += 4
      await frame()
      await frame()
      const articles = [...box.querySelectorAll('article')]
      const { top, bottom } = box.getBoundingClientRect()
      const seen = articles.some((one) => {
        const rect = one.getBoundingClientRect()
        return rect.bottom > top && rect.top < bottom
      })
      if (!seen) most.empty++
      most.articles = Math.max(most.articles, articles.length)
      most.elements = Math.max(most.elements, document.querySelectorAll('*').length)
    }
    return most
  })
}

test('20,000 messages are scrolled through from the end to the beginning, and as much is drawn as of 40', async ({
  start,
  userDataDir,
}) => {
  test.setTimeout(400_000)
  await seedChat(join(userDataDir, 'sluice.db'), { title: 'Endless', turns: 10_000, answer_tokens: 60 })
  const { chat } = await start()
  const { page } = chat
  await chat.sessions.filter({ hasText: 'Endless' }).click()
  await expect(chat.answers.last()).toBeInViewport()
  const opened = { articles: await chat.answers.or(chat.prompts).count(), heap: await heapMiB(page) }
  const most = await scrollToStart(page)
  const heap = await heapMiB(page)
  console.log(
    `20,000 messages, ${most.screens} screens: at most ${most.articles} drawn (${opened.articles} when opened), ` +
      `${most.elements} elements, heap ${opened.heap.toFixed(1)} -> ${heap.toFixed(1)} MiB, ${most.empty} empty frames`,
  )
  expect(most.articles).toBeLessThan(80)
  expect(most.elements).toBeLessThan(4_000)
  expect(most.empty).toBe(0)
  await expect(chat.prompts.first()).toContainText('Question 0 of')
  await expect(chat.prompts.first()).toHaveAttribute('aria-setsize', '20000')

  await list(page).focus()
  await page.keyboard.press('End')
  await expect(chat.answers.last()).toHaveAttribute('aria-posinset', '20000')
  await expect(chat.answers.last()).toBeInViewport()
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0)
})

test.describe('a chat of 60 turns', () => {
  test.beforeEach(async ({ userDataDir }) => {
    await seedChat(join(userDataDir, 'sluice.db'), { title: 'Long chat', turns: 60, answer_tokens: 160 })
  })
  const opens = async (chat: ChatPage): Promise<void> => {
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await expect(chat.answers.last()).toBeInViewport()
  }

  test('Alt and the arrows go from message to message, each with its name and place; Ctrl+A selects one', async ({
    chat,
  }) => {
    const { page } = chat
    await opens(chat)
    await list(page).focus()
    const focused = page.locator('article:focus')
    await page.keyboard.press('Alt+ArrowUp')
    const from = Number(await focused.getAttribute('aria-posinset'))
    for (let up = 1; up <= 40; up++) {
      await page.keyboard.press('Alt+ArrowUp')
      await expect(focused).toHaveAttribute('aria-posinset', String(from - up))
      await expect(focused).toBeInViewport()
    }
    await expect(focused).toHaveAttribute('aria-setsize', '120')
    await expect(page.getByRole('feed', { name: 'Messages' })).toBeVisible()
    await expect(focused).toHaveAccessibleName(/^(You said|Answer):$/)
    await page.keyboard.press('Alt+ArrowDown')
    await expect(focused).toHaveAttribute('aria-posinset', String(from - 39))

    const ringed = (): Promise<boolean> =>
      focused.evaluate((article) => getComputedStyle(article).outlineStyle === 'solid')
    expect(await ringed()).toBe(true)
    if ((await focused.getAttribute('data-role')) === 'assistant') await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('ControlOrMeta+a')
    const selected = await page.evaluate(() => getSelection()?.toString() ?? '')
    expect(selected).toMatch(/^Question \d+ of “Long chat”\?$/)
    expect(await ringed()).toBe(true)
    expect(await axeFaults(page)).toEqual([])
    await picture(page, 'list-focus-light')
    await chat.ask('settings:set', { theme: 'dark' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await picture(page, 'list-focus-dark')
    expect(await axeFaults(page)).toEqual([])
  })

  test('what is selected over more than is drawn is copied whole', async ({ chat }) => {
    const { page } = chat
    await opens(chat)
    const copied = await list(page).evaluate(async (box) => {
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
      const prompts = (): Element[] => [...box.querySelectorAll('article[data-role=user] p')]
      const last = prompts().at(-1)
      if (!last?.firstChild) throw new Error('nothing is drawn')
      const selection = getSelection()
      selection?.setBaseAndExtent(last.firstChild, 8, last.firstChild, 9)
      // As a hand that drags upwards: the list scrolls under it.
      for (let screens = 0; screens < 30; screens++) {
        box.scrollTop -= box.clientHeight
        for (let frames = 0; frames < 3; frames++) await frame()
        const first = prompts()[0]?.firstChild
        if (first) selection?.extend(first, 0)
      }
      const data = new DataTransfer()
      const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true })
      box.dispatchEvent(event)
      return { text: data.getData('text/plain'), drawn: prompts().length, ends: last.isConnected }
    })
    // Each answer quotes its question: every number once.
    const asked = [
      ...new Set(
        [...copied.text.matchAll(/Question (\d+) of “Long chat”\?/g)].map(([, number]) => Number(number)),
      ),
    ]
    expect(copied.ends).toBe(true)
    // Of the last prompt the letters up to "Question" alone were selected, so it is not among them.
    expect(copied.text.trimEnd()).toMatch(/Question$/)
    expect(asked.length).toBeGreaterThan(copied.drawn)
    expect(asked).toEqual(Array.from({ length: asked.length }, (_, n) => 59 - asked.length + n))
  })
})
