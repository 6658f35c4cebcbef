import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { ndjsonWriter } from '../../src/main/transfer/ndjson.ts'
import { chatOf } from '../unit/main/transfer/sample-chats.ts'
import type { ChatPage } from './support/chat-page.ts'
import type { WatchedApp } from './support/watched-app.ts'
import { axeFaults, expect, picture, test as base } from './support/watched-app.ts'

const SHORT = 'normal?rate=2000&length=60&first_ms=5'

/** What the system's dialogs answer, for a host that draws none. */
async function answerDialogs({ electronApp }: WatchedApp, path: string | null): Promise<void> {
  await electronApp.evaluate(({ dialog }, chosen) => {
    const canceled = chosen === null
    dialog.showSaveDialog = () => Promise.resolve({ canceled, filePath: chosen ?? '' })
    dialog.showOpenDialog = () => Promise.resolve({ canceled, filePaths: chosen === null ? [] : [chosen] })
  }, path)
}

const test = base.extend<{ folder: string }>({
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-files-'))
    await provide(folder)
    rmSync(folder, { recursive: true, force: true })
  },
})

async function say(chat: ChatPage, ...prompts: string[]): Promise<void> {
  for (const prompt of prompts) {
    await chat.newChatsUse(SHORT)
    await chat.newChat()
    await chat.say(prompt)
    await chat.ended(chat.lastAnswer, 'success')
  }
}

async function openPage(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Chats and backups' }).click()
  await expect(page.getByRole('dialog', { name: 'Chats and backups' })).toBeVisible()
}

function largeFile(path: string, chats: number, words: number): void {
  const pieces = [ndjsonWriter.opening()]
  for (let i = 0; i < chats; i++) {
    const { header, messages } = chatOf(`chat-${i}`, 'Some words of an answer. '.repeat(words))
    pieces.push(
      ndjsonWriter.chat(header, i),
      ...messages.map((message, n) => ndjsonWriter.message(message, n)),
    )
  }
  writeFileSync(path, [...pieces, ndjsonWriter.closing(chats, 2 * chats)].join(''))
}

test('all chats exported from one app are in another after the import, the same on screen', async ({
  app,
  chat,
  folder,
  start,
  userDataDir,
}) => {
  const { page } = chat
  await say(chat, 'Where do sluices leak?', 'Explain locks 水门')
  const answer = await chat.lastAnswer.locator('p').first().textContent()
  const titles = await chat.sessions.allTextContents()
  const path = join(folder, 'all.json')
  await answerDialogs(app, path)
  await openPage(page)
  await page.getByRole('button', { name: 'Export all chats…' }).click()
  await expect(page.getByText('2 chats exported to “all.json”.').first()).toBeVisible()
  expect(readdirSync(folder)).toEqual(['all.json'])
  await app.close()
  rmSync(userDataDir, { recursive: true, force: true })

  const other = await start()
  await answerDialogs(other, path)
  await openPage(other.page)
  await other.page.getByRole('button', { name: 'Import chats…' }).click()
  await expect(other.page.getByText('2 chats imported.').first()).toBeVisible()
  await other.page.keyboard.press('Escape')
  await expect(other.chat.sessions).toHaveText(titles)
  await other.chat.sessions.filter({ hasText: 'Explain locks' }).click()
  await expect(other.chat.prompts).toHaveText(/Explain locks 水门/)
  await expect(other.chat.lastAnswer.locator('p').first()).toHaveText(answer ?? '')
  // And it goes on there.
  await other.chat.say('And weirs?')
  await other.chat.ended(other.chat.lastAnswer, 'success')
  await expect(other.chat.answers).toHaveCount(2)
})

test('one chat is exported from its menu, as a document with its name', async ({ app, chat, folder }) => {
  const { page } = chat
  await say(chat, 'How do fish pass a weir?')
  const path = join(folder, 'weir.md')
  await answerDialogs(app, path)
  await page.getByRole('button', { name: 'Export this chat…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export this chat' })
  await expect(dialog.getByText('How do fish pass a weir?')).toBeVisible()
  await expect(dialog.getByRole('radio', { name: 'Markdown', exact: true })).toBeChecked()
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await picture(page, `export-chat-${theme}`)
    expect(await axeFaults(page)).toEqual([])
  }
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('1 chat exported to “weir.md”.')).toBeVisible()
  const file = readFileSync(path, 'utf8')
  expect(file).toContain(
    '# How do fish pass a weir?\n\n## You\n\nHow do fish pass a weir?\n\n## Simulator (normal)\n',
  )
})

test('the same by keyboard alone, from the list of chats', async ({ app, chat, folder }) => {
  const { page } = chat
  await say(chat, 'By keyboard')
  await answerDialogs(app, join(folder, 'keys.json'))
  await page.getByRole('button', { name: 'More about “By keyboard”' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  // A menu's own way by keyboard: the first letter.
  await page.keyboard.press('e')
  await expect(page.getByRole('menuitem', { name: 'Export this chat…' })).toBeFocused()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Export this chat' })
  await dialog.getByRole('radio', { name: 'Markdown', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('radio', { name: 'JSON', exact: true })).toBeChecked()
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('button', { name: 'Export…' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect.poll(() => existsSync(join(folder, 'keys.json'))).toBe(true)
  await expect(page.getByRole('button', { name: 'More about “By keyboard”' })).toBeFocused()
})

test('a bad file is told in a sentence that names the line, and nothing is imported', async ({
  app,
  chat,
  folder,
}) => {
  const { page } = chat
  const path = join(folder, 'cut.ndjson')
  largeFile(path, 3, 2)
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -300))
  await answerDialogs(app, path)
  await openPage(page)
  await page.getByRole('button', { name: 'Import chats…' }).click()
  await expect(page.getByText(/^Line 10 is not JSON\. Nothing was imported\.$/).first()).toBeVisible()
  await picture(page, 'import-bad-light')
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(chat.sessions).toHaveCount(0)
})

test('a long import shows how far it is, goes on while its page is closed, and Cancel leaves nothing', async ({
  app,
  chat,
  folder,
  userDataDir,
  start,
}) => {
  const { page } = chat
  const path = join(folder, 'large.ndjson')
  largeFile(path, 20_000, 120)
  await answerDialogs(app, path)
  await openPage(page)
  const dialog = page.getByRole('dialog', { name: 'Chats and backups' })
  await page.getByRole('button', { name: 'Import chats…' }).click()
  await expect(dialog.getByText(/^Importing: \d+% · .* MiB\/s · .* left$/).first()).toBeVisible()
  await picture(page, 'importing-light')
  expect(await axeFaults(page)).toEqual([])
  expect(await chat.ask('transfer:export', { session_id: null, format: 'json' })).toEqual({
    refused: expect.stringContaining('under way'),
  })
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  const notices = page.getByRole('region', { name: 'Notices' })
  await expect(notices.getByText(/^Importing: \d+%/)).toBeVisible()
  // Meanwhile the app is what it always is.
  await say(chat, 'Still here?')
  await picture(page, 'importing-strip-light')
  await notices.getByRole('button', { name: 'Cancel' }).click()
  await expect(notices.getByText('The import was cancelled; nothing was imported.')).toBeVisible()
  await expect(chat.sessions).toHaveCount(1)
  await app.close()
  const again = await start()
  await expect(again.chat.sessions).toHaveCount(1)
  const log = readFileSync(join(userDataDir, 'logs/sluice.log'), 'utf8')
  expect(log).not.toContain('large.ndjson')
})

test('quitting in the middle of an import is in order, and the next start has nothing of it', async ({
  app,
  chat,
  folder,
  start,
  userDataDir,
}) => {
  const { page } = chat
  const path = join(folder, 'large.ndjson')
  largeFile(path, 20_000, 60)
  await answerDialogs(app, path)
  await openPage(page)
  await page.getByRole('button', { name: 'Import chats…' }).click()
  await expect(page.getByText(/^Importing: [5-9]\d%/).first()).toBeVisible()
  await app.close()
  const log = readFileSync(join(userDataDir, 'logs/sluice.log'), 'utf8')
  expect(log).toMatch(/"transfer_end","kind":"import","how":"cancelled"|"how":"cancelled"/)
  expect(log).toContain('in order')
  const again = await start()
  await expect(again.chat.sessions).toHaveCount(0)
})

test('Back up now adds to the list; a restore asks first', async ({ chat }) => {
  const { page } = chat
  await say(chat, 'Keep me')
  await openPage(page)
  await expect(page.getByText('No backups yet. The first is made within a day of use.')).toBeVisible()
  await picture(page, 'chats-and-backups-empty-light')
  await page.getByRole('button', { name: 'Back up now' }).click()
  await expect(page.getByText('The backup is made.').first()).toBeVisible()
  const rows = page.getByRole('list', { name: 'Backups, the newest first' }).getByRole('listitem')
  await expect(rows).toHaveCount(1)
  for (const theme of ['light', 'dark'] as const) {
    await chat.ask('settings:set', { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await rows.first().scrollIntoViewIfNeeded()
    await picture(page, `chats-and-backups-${theme}`)
    expect(await axeFaults(page)).toEqual([])
  }
  await rows
    .first()
    .getByRole('button', { name: /^Restore/ })
    .click()
  const question = page.getByRole('dialog', { name: 'Restore this backup?' })
  await expect(question.getByText(/The chats of now are kept as a backup, too/)).toBeVisible()
  await picture(page, 'restore-question-dark')
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(rows.first().getByRole('button', { name: /^Restore/ })).toBeFocused()
})

test('after a restore the app starts again with the chats of the backup, and those of now are a backup, too', async ({
  app,
  chat,
  start,
}) => {
  const { page } = chat
  await say(chat, 'From before')
  await openPage(page)
  await page.getByRole('button', { name: 'Back up now' }).click()
  await expect(page.getByText('The backup is made.').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await chat.newChat()
  await say(chat, 'From after')
  await openPage(page)
  await page
    .getByRole('button', { name: /^Restore the backup/ })
    .first()
    .click()
  const gone = app.electronApp.waitForEvent('close')
  await page.getByRole('button', { name: 'Restore and start again' }).click()
  await gone
  // The stand-in host starts nothing by itself under test: this is the start that was asked for.
  const again = await start()
  await expect(again.chat.sessions).toHaveCount(1)
  await expect(again.chat.page.getByText('From before').first()).toBeVisible()
  await expect(
    again.chat.page.getByText(/^The backup of .* is in the place of your chats; those are kept, too\.$/),
  ).toBeVisible()
  await openPage(again.chat.page)
  const backups = again.chat.page.getByRole('list', { name: 'Backups, the newest first' })
  await expect(backups.getByRole('listitem')).toHaveCount(2)
  await picture(again.chat.page, 'restored')
})

test('the File menu opens the page, and Import asks for a file at once', async ({ app, chat, folder }) => {
  const { page } = chat
  const path = join(folder, 'one.ndjson')
  largeFile(path, 1, 1)
  await answerDialogs(app, path)
  const choose = (id: string): Promise<void> =>
    app.electronApp.evaluate(
      ({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(),
      id,
    )
  await page.bringToFront()
  await choose('export_chats')
  await expect(page.getByRole('dialog', { name: 'Chats and backups' })).toBeVisible()
  await page.keyboard.press('Escape')
  await choose('import_chats')
  await expect(page.getByText('1 chat imported.').first()).toBeVisible()
  await expect(chat.sessions).toHaveCount(1)
})
