import type { Locator, Page } from '@playwright/test'
import type { ChatPage } from './support/chat-page.ts'
import { axeFaults, expect, picture, test } from './support/watched-app.ts'

const SHORT = 'normal?rate=2000&length=60&first_ms=5'
const LONG = 'normal?rate=20000&length=900&first_ms=5&seed=2'

class SearchWindow {
  readonly dialog: Locator
  readonly field: Locator
  readonly hits: Locator
  readonly page: Page

  constructor({ page }: ChatPage) {
    this.page = page
    this.dialog = page.getByRole('dialog', { name: 'Search all chats' })
    this.field = this.dialog.getByRole('combobox', { name: 'Search all chats' })
    this.hits = this.dialog.getByRole('option')
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+k')
    await expect(this.field).toBeFocused()
  }

  /** Types letter by letter, as a person does. */
  async type(query: string): Promise<void> {
    await this.field.selectText()
    await this.field.pressSequentially(query)
  }
}

/** What is marked as revealed from now on, each once: the mark goes after two seconds, in which nobody may look. */
async function watchMarks(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const marked = new Set<Element>()
    Reflect.set(window, 'marked', marked)
    new MutationObserver((changes) => {
      for (const { target } of changes)
        if (target instanceof HTMLElement && target.dataset['revealed'] !== undefined) marked.add(target)
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-revealed'] })
  })
  return () =>
    page.evaluate(() =>
      [...(Reflect.get(window, 'marked') as Set<Element>)].map((one) => one.textContent ?? ''),
    )
}

async function talks(chat: ChatPage, model: string, ...prompts: string[]): Promise<void> {
  await chat.newChatsUse(model)
  await chat.newChat()
  for (const prompt of prompts) {
    await chat.say(prompt)
    await expect(chat.prompts.last()).toHaveText(new RegExp(prompt.slice(0, 12)))
    await chat.ended(chat.lastAnswer, 'success')
  }
}

test('what was typed is found while one types, and opens at its message, marked, above newer ones', async ({
  chat,
}) => {
  await talks(chat, LONG, 'The quixotic lockkeeper of Delft', 'Then something else', 'And one thing more')
  await talks(chat, SHORT, 'Another chat altogether')
  const search = new SearchWindow(chat)
  await search.open()
  await search.type('lockkeeper quix')
  // The title of a chat is its first prompt, which the simulator's answer quotes.
  await expect(search.hits).toHaveText([/^Chat/, /^Answer/, /^You/])
  await expect(search.hits.nth(2).locator('mark')).toHaveText(['quixotic', 'lockkeeper'])
  const marked = await watchMarks(chat.page)
  await chat.page.keyboard.press('ArrowUp')
  await chat.page.keyboard.press('Enter')
  await expect(search.dialog).toBeHidden()
  const prompt = chat.prompts.filter({ hasText: 'quixotic' })
  await expect(prompt).toBeInViewport({ ratio: 1 })
  await expect.poll(marked).toEqual([expect.stringContaining('quixotic lockkeeper')])
  await expect(prompt).not.toHaveAttribute('data-revealed', '')
  await expect(prompt).toBeInViewport({ ratio: 1 })
  await expect(chat.page.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
})

test('words, phrases, beginnings, accents and two Chinese characters are found, and nothing of a deleted chat', async ({
  chat,
}) => {
  await talks(chat, SHORT, '今天人工智能的发展很快', 'Große Schleuse in Łódź, a lock gate')
  await talks(chat, SHORT, 'gate of the lock')
  const search = new SearchWindow(chat)
  await search.open()
  const finds = async (query: string, ...texts: RegExp[]): Promise<void> => {
    await search.type(query)
    // What the simulator quotes is left aside.
    await expect(search.hits.filter({ hasText: /^You/ })).toHaveText(texts)
  }
  await finds('智能', /今天人工智能/)
  await expect(search.hits.first().locator('mark')).toHaveText('智能')
  await finds('lodz grosse', /Große Schleuse/)
  await finds('lock gate', /gate of the lock/, /Große Schleuse/)
  await finds('"lock gate"', /Große Schleuse/)
  await finds('schleu', /Große Schleuse/)
  await chat.page.keyboard.press('Escape')
  await chat.sessions.filter({ hasText: '今天' }).focus()
  await chat.page.keyboard.press('Delete')
  await search.open()
  await search.type('智能')
  await expect(search.dialog).toContainText('Nothing found for 智能')
})

test('an answer is found by a word of its own', async ({ chat }) => {
  await talks(chat, SHORT, 'Say something')
  const words = (await chat.drawnWords(chat.lastAnswer)).filter((word) => /^[a-z]{5,}$/.test(word))
  const word = words[0] ?? ''
  expect(word).not.toBe('')
  await chat.newChat()
  const search = new SearchWindow(chat)
  await search.open()
  await search.type(word)
  await expect(search.hits.first()).toContainText('Answer')
  await search.hits.first().click()
  await expect(chat.lastAnswer).toContainText(word)
})

test('Esc closes the search and not the answer behind it', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=50&length=100000&first_ms=5')
  await chat.say('Go on')
  await chat.writing(20)
  const search = new SearchWindow(chat)
  await search.open()
  await search.type('nothing')
  await chat.page.keyboard.press('Escape')
  await expect(search.dialog).toBeHidden()
  await expect(chat.stop).toBeVisible()
  await chat.page.keyboard.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
})

for (const theme of ['light', 'dark'] as const) {
  test(`looks right and is clean for axe, ${theme}`, async ({ chat }) => {
    await chat.ask('settings:set', { theme })
    await talks(
      chat,
      SHORT,
      'How does water get into the lock chamber?',
      'And how does the water get out again?',
    )
    await talks(chat, LONG, 'Water clocks of antiquity')
    const search = new SearchWindow(chat)
    await search.open()
    await expect(search.dialog).toContainText('every prompt, every answer')
    await picture(chat.page, `search-empty-${theme}`)
    expect(await axeFaults(chat.page)).toEqual([])
    await search.type('water')
    await expect(search.hits.first()).toBeVisible()
    await chat.page.keyboard.press('ArrowDown')
    await picture(chat.page, `search-${theme}`)
    expect(await axeFaults(chat.page)).toEqual([])
    await search.type('steam engine')
    await expect(search.dialog).toContainText('Nothing found for steam engine')
    await picture(chat.page, `search-nothing-${theme}`)
    expect(await axeFaults(chat.page)).toEqual([])
  })
}

test('in high contrast the words found are told without colour', async ({ chat }) => {
  await talks(chat, SHORT, 'How does water get into the lock chamber?')
  await chat.page.emulateMedia({ contrast: 'more' })
  const search = new SearchWindow(chat)
  await search.open()
  await search.type('water')
  await expect(search.hits.first().locator('mark')).toHaveCSS('text-decoration-line', 'underline')
  await picture(chat.page, 'search-contrast')
})
