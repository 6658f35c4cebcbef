import { expect, test } from './support/watched-app.ts'

const SHORT = 'normal?rate=400&length=30&first_ms=20'

test('a chat is named after its first prompt, renamed in place, and found renamed after a start', async ({
  chat,
  app,
  start,
}) => {
  await chat.newChatsUse(SHORT)
  await chat.say('How tall is a lock gate?')
  await chat.ended(chat.lastAnswer, 'success')
  const row = chat.sessions.filter({ hasText: 'How tall is a lock gate?' })
  await row.focus()
  await chat.page.keyboard.press('F2')
  const name = chat.page.getByRole('textbox', { name: 'Name of this chat' })
  await expect(name).toHaveValue('How tall is a lock gate?')
  await name.fill('Lock gates')
  await name.press('Enter')
  await expect(chat.sessions).toHaveText([/Lock gates/])
  await app.close()
  const { chat: again } = await start()
  await expect(again.sessions).toHaveText([/Lock gates/])
})

test('a deleted chat can be brought back, with its answer stopped where it was', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=100&length=100000&first_ms=20')
  await chat.say('Delete me')
  await chat.writing(50)
  await chat.page.getByRole('button', { name: 'More about “Delete me”' }).click()
  await chat.page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(chat.sessions).toHaveCount(0)
  await chat.page.getByRole('button', { name: 'Undo' }).click()
  await expect(chat.sessions).toHaveCount(1)
  await chat.sessions.first().click()
  await chat.ended(chat.lastAnswer, 'stopped')
  expect((await chat.drawnWords(chat.lastAnswer)).length).toBeGreaterThan(5)
})

test('a deleted chat is really gone after the time to undo', async ({ chat }) => {
  await chat.newChatsUse(SHORT)
  await chat.say('Gone for good')
  await chat.ended(chat.lastAnswer, 'success')
  const { sessions } = await chat.ask('app:state', null)
  const session_id = sessions[0]!.session_id
  await chat.sessions.first().focus()
  await chat.page.keyboard.press('Delete')
  await expect(chat.page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expect(chat.page.getByRole('button', { name: 'Undo' })).toBeHidden({ timeout: 20_000 })
  await expect
    .poll(async () => chat.ask('session:undelete', { session_id }), { timeout: 20_000 })
    .toHaveProperty('refused')
})

test('each chat keeps its own draft', async ({ chat }) => {
  await chat.newChatsUse(SHORT)
  await chat.say('First chat')
  await chat.ended(chat.lastAnswer, 'success')
  await chat.message.fill('a draft in the first')
  await chat.newChat()
  await expect(chat.message).toHaveValue('')
  await chat.message.fill('a draft in the new one')
  await chat.sessions.first().click()
  await expect(chat.message).toHaveValue('a draft in the first')
})

test('switching chats keeps the background answer going, with its state in the sidebar', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=100&length=100000&first_ms=20')
  await chat.say('In the background')
  await chat.writing(20)
  await chat.newChat()
  const row = chat.page.getByRole('listitem').filter({ hasText: 'In the background' })
  await expect(row).toContainText(/\d+ tok\/s|Answering/)
  await row.getByRole('button', { name: 'Stop “In the background”' }).click()
  await expect(chat.page.getByText('Nothing is running')).toBeVisible()
  await chat.sessions.first().click()
  await chat.ended(chat.lastAnswer, 'stopped')
})
