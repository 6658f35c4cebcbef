import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { seedChat } from '../support/seed-chat.ts'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'
import { killed } from './support/ends.ts'

const list = (page: Page) => page.getByRole('region', { name: 'Conversation' })
const earlier = (page: Page) => page.getByRole('button', { name: /earlier message/ })

/** What lies at the upper edge of the list: its id, and how far below the edge it begins. */
function atEdge(page: Page): Promise<{ id: string; top: number }> {
  return list(page).evaluate((box) => {
    const edge = box.getBoundingClientRect().top
    for (const message of box.querySelectorAll<HTMLElement>('[data-message-id]')) {
      const { top, bottom } = message.getBoundingClientRect()
      if (bottom > edge) return { id: message.dataset['messageId'] ?? '', top: top - edge }
    }
    throw new Error('the list is empty')
  })
}

/** How far below the edge of the list a message begins. */
function topOf(page: Page, id: string): Promise<number> {
  return list(page).evaluate((box, wanted) => {
    const message = box.querySelector(`[data-message-id="${wanted}"]`)
    if (!message) throw new Error('this message is not in the list')
    return message.getBoundingClientRect().top - box.getBoundingClientRect().top
  }, id)
}

/** Turns the wheel over the list, as a hand does, until the list stands still. */
async function wheel(page: Page, by: number): Promise<void> {
  await list(page).hover()
  await page.mouse.wheel(0, by)
  await still(page)
}

/** Waits until nothing in the list moved for 20 frames. */
async function still(page: Page): Promise<void> {
  await list(page).evaluate(async (box) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    let same = 0
    let before = ''
    while (same < 20) {
      await frame()
      const now = `${box.scrollTop} ${box.scrollHeight}`
      same = now === before ? same + 1 : 0
      before = now
    }
  })
}

/** Waits until main has the place. */
async function placeKept(chat: ChatPage, session_id: string): Promise<void> {
  const edge = await atEdge(chat.page)
  await expect
    .poll(async () => {
      const loaded = await chat.ask('session:load', { session_id: session_id as never })
      return loaded?.details.place
    })
    .toEqual({ message_id: edge.id, above_px: Math.round(-edge.top) })
}

test.describe('a long chat', () => {
  let session_id = ''
  test.beforeEach(async ({ userDataDir }) => {
    const file = join(userDataDir, 'sluice.db')
    ;({ session_id } = await seedChat(file, { title: 'Long chat', turns: 90, answer_tokens: 120 }))
    await seedChat(file, { title: 'Other chat', turns: 12, answer_tokens: 120 })
  })

  test('opens at its end, and is read where it was left after switching, a restart and a kill', async ({
    start,
  }) => {
    const app = await start()
    const { chat } = app
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await expect(chat.answers.last()).toBeInViewport()
    await wheel(chat.page, -3_000)
    await wheel(chat.page, -137)
    await placeKept(chat, session_id)
    const left = await atEdge(chat.page)

    await chat.sessions.filter({ hasText: 'Other chat' }).click()
    await expect(chat.prompts.last()).toContainText('Other chat')
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await still(chat.page)
    expect(Math.abs((await topOf(chat.page, left.id)) - left.top)).toBeLessThan(1)
    await app.close()

    const again = await start()
    await expect(again.chat.prompts.last()).toContainText('Long chat')
    await still(again.chat.page)
    expect(Math.abs((await topOf(again.chat.page, left.id)) - left.top)).toBeLessThan(1)
    await wheel(again.chat.page, -9_000)
    await wheel(again.chat.page, -200)
    await placeKept(again.chat, session_id)
    const far = await atEdge(again.chat.page)
    expect(far.id).not.toBe(left.id)
    await killed(again)

    const { chat: last } = await start()
    await expect(last.prompts.last()).toContainText('Long chat')
    await still(last.page)
    const off = Math.abs((await topOf(last.page, far.id)) - far.top)
    console.log(`place after a kill: off by ${off.toFixed(1)} px`)
    expect(off).toBeLessThan(1)
  })

  test('brings its earlier messages by pages while it is scrolled, and what is read never moves', async ({
    start,
  }) => {
    const { chat } = await start()
    const { page } = chat
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await expect(earlier(page)).toHaveText('140 earlier messages')
    let worst = 0
    for (const [left, to] of [
      [100, 700],
      // At the very top browsers anchor nothing by themselves.
      [60, 0],
      [20, 300],
    ] as const) {
      // To within two screens of the top, in one go: the page above is asked for now.
      await list(page).evaluate(async (box, top) => {
        box.scrollTop = top
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      }, to)
      const { id, top } = await atEdge(page)
      await expect(earlier(page)).toHaveText(`${left} earlier messages`)
      await still(page)
      worst = Math.max(worst, Math.abs((await topOf(page, id)) - top))
    }
    console.log(`pages put in front: what is read moved by ${worst.toFixed(2)} px at most`)
    expect(worst).toBeLessThan(1)
  })

  test('brings everything by keys, and the focus stays in the list', async ({ start }) => {
    const { chat } = await start()
    const { page } = chat
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await expect(earlier(page)).toHaveText('140 earlier messages')
    for (let pages = 0; pages < 10 && (await earlier(page).count()) > 0; pages++) {
      await earlier(page).focus()
      await page.keyboard.press('Enter')
      await still(page)
    }
    await expect(earlier(page)).toHaveCount(0)
    await expect(list(page)).toBeFocused()
    await page.keyboard.press('Home')
    await expect(chat.prompts.first()).toHaveText(/Question 0 of/)
    await expect(chat.prompts.first()).toHaveAttribute('aria-posinset', '1')
    await expect(chat.prompts.first()).toHaveAttribute('aria-setsize', '180')
  })

  test('whose earlier messages cannot be read says so, with a button, in light and dark', async ({
    start,
  }) => {
    const { chat, electronApp } = await start()
    const { page } = chat
    await electronApp.evaluate(({ ipcMain }) => ipcMain.removeHandler('session:earlier'))
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await list(page).evaluate((box) => (box.scrollTop = 0))
    await expect(page.getByRole('alert')).toHaveText('They could not be read. Press to try again.')
    await expect(earlier(page)).toHaveText('140 earlier messages')
    for (const theme of ['light', 'dark'] as const) {
      await chat.ask('settings:set', { theme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await picture(page, `earlier-${theme}`)
      expect(await axeFaults(page)).toEqual([])
    }
  })
})
