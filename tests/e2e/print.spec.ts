import { expect, test } from './support/watched-app.ts'

test('what is printed is the word where to find all of the chat, never a part that looks like all of it', async ({
  chat,
}) => {
  const { page } = chat
  await chat.newChatsUse('normal?rate=5000&length=80&first_ms=5')
  await chat.say('Something to keep')
  await chat.ended(chat.lastAnswer, 'success')
  const note = page.getByText('“Export this chat…” above the chat writes all of it to a file')
  await expect(note).toBeHidden()
  await page.emulateMedia({ media: 'print' })
  await expect(note).toBeVisible()
  await expect(chat.lastAnswer).toBeHidden()
  await expect(chat.message).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await expect(note).toBeHidden()
  await expect(page.getByRole('button', { name: 'Export this chat…' })).toBeVisible()
})
