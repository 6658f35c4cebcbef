import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { host } from '../host/fixture.ts'
import { FaultServer } from '../support/fault-server.ts'
import { ownerOf } from '../support/fault-server-text.ts'
import type { ChatPage } from './support/chat-page.ts'
import { expect, test as base } from './support/watched-app.ts'

const test = base.extend<{ server: FaultServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, also for nothing
  server: async ({}, provide) => {
    const server = await FaultServer.start()
    await provide(server)
    await server.close()
    expect(server.open_sockets).toBe(0)
  },
})

interface Server {
  kind: 'Ollama' | 'OpenAI-compatible'
  name: string
  url: string
  key?: string
}

/** Adds a connection by the dialog, as a person does. */
async function connect(page: Page, { kind, name, url, key }: Server): Promise<void> {
  await page.getByRole('button', { name: /^Model:/ }).click()
  await page.getByRole('menuitem', { name: 'Add or edit connections' }).click()
  await page.getByRole('button', { name: 'Add a connection' }).click()
  await page.getByRole('radio', { name: new RegExp(kind, 'i') }).check({ force: true })
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('textbox', { name: 'Address' }).fill(url)
  if (key) await page.getByLabel(/API key/).fill(key)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: name })).toBeVisible()
}

async function closeDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** Makes a server's model the one of new chats. */
async function use(chat: ChatPage, name: string, model: string): Promise<void> {
  const { connections } = await chat.ask('app:state', null)
  const connection_id = connections.find((connection) => connection.name === name)!.connection_id
  await chat.ask('settings:set', { default_model: { connection_id, model } })
  await chat.newChat()
}

for (const kind of ['Ollama', 'OpenAI-compatible'] as const) {
  test(`${kind}: added by the dialog, its models listed, chatted with, stopped, superseded`, async ({
    chat,
    server,
  }) => {
    const { page } = chat
    await connect(page, { kind, name: 'Home server', url: server.url })
    await expect(page.getByRole('listitem').filter({ hasText: 'Home server' })).toContainText(/Ready|models?/)
    await closeDialog(page)
    await page.getByRole('button', { name: /^Model:/ }).click()
    await page
      .getByRole('menuitemradio', { name: /^normal/ })
      .first()
      .click()
    await chat.say('Hello server')
    await chat.ended(chat.lastAnswer, 'success')
    await expect(chat.lastAnswer).toContainText(`${ownerOf('normal', 'Hello server')}.39`)

    await use(chat, 'Home server', 'slow')
    await chat.say('Stop me')
    await expect(chat.lastAnswer).toContainText(`${ownerOf('slow', 'Stop me')}.1`)
    await chat.stop.click()
    await chat.ended(chat.lastAnswer, 'stopped')
    await expect.poll(() => server.open_sockets).toBe(0)

    await chat.say('First')
    await expect(chat.answers).toHaveCount(2)
    await expect(chat.lastAnswer).toContainText(`${ownerOf('slow', 'First')}.3`)
    await chat.say('Second')
    await chat.ended(chat.answers.nth(1), 'superseded')
    await expect(chat.lastAnswer).toContainText(`${ownerOf('slow', 'Second')}.2`)
    await chat.message.press('Escape')
    await chat.ended(chat.lastAnswer, 'stopped')
    for (const answer of await chat.answers.all()) await expect(answer).not.toContainText('Failed')
  })

  test(`${kind}: each fault is one sentence that names the server, and the chat is usable at once`, async ({
    chat,
    server,
  }) => {
    await connect(chat.page, { kind, name: 'Bad server', url: server.url })
    await closeDialog(chat.page)
    const says: Record<string, RegExp> = {
      'unknown-model': /Failed:.*Bad server at 127\.0\.0\.1.*model/,
      unauthorized: /Failed:.*Bad server at 127\.0\.0\.1.*key/i,
      'html-200': /Failed:.*Bad server at 127\.0\.0\.1.*(web page|address)/,
      truncated: /Failed:.*Bad server at 127\.0\.0\.1.*(early|kept)/,
      'context-overflow': /Failed:.*7,?013.*6,?144/,
      reset: /Failed:.*Bad server at 127\.0\.0\.1/,
    }
    for (const [model, sentence] of Object.entries(says)) {
      await use(chat, 'Bad server', model)
      await chat.say(`Provoke ${model}`)
      await chat.ended(chat.lastAnswer, 'error')
      await expect(chat.lastAnswer).toContainText(sentence)
      await expect(chat.lastAnswer.getByRole('button', { name: 'Try again' })).toBeVisible()
      await expect(chat.prompts.last()).toContainText(`Provoke ${model}`)
    }
    await use(chat, 'Bad server', 'normal')
    await chat.say('Still usable')
    await chat.ended(chat.lastAnswer, 'success')
  })
}

test('a server that is down is said with its address, and is found again when it is back', async ({
  chat,
}) => {
  const server = await FaultServer.start()
  const { port, url } = server
  await server.close()
  await connect(chat.page, { kind: 'Ollama', name: 'Sleeping server', url })
  await expect(chat.page.getByRole('listitem').filter({ hasText: 'Sleeping server' })).toContainText(
    /Is it running|Not reachable/,
  )
  await closeDialog(chat.page)
  await use(chat, 'Sleeping server', 'normal')
  await chat.say('Anybody there?')
  await chat.ended(chat.lastAnswer, 'error')
  await expect(chat.lastAnswer).toContainText(
    new RegExp(`Sleeping server at 127\\.0\\.0\\.1:${port}.*running`),
  )
  const back = await FaultServer.start({ port })
  await chat.lastAnswer.getByRole('button', { name: 'Try again' }).click()
  await chat.ended(chat.lastAnswer, 'success')
  await back.close()
})

test('a wrong key is said, a right one works, and no key is ever in the log or the page', async ({
  chat,
  userDataDir,
}) => {
  const server = await FaultServer.start({ key: 'right-key-4711' })
  await connect(chat.page, {
    kind: 'OpenAI-compatible',
    name: 'Keyed',
    url: server.url,
    key: 'wrong-key-0815',
  })
  await expect(chat.page.getByRole('listitem').filter({ hasText: 'Keyed' })).toContainText(/key/i)
  await chat.page.getByRole('button', { name: 'Edit Keyed' }).click()
  await chat.page.getByLabel(/API key/).fill('right-key-4711')
  await chat.page.getByRole('button', { name: 'Save' }).click()
  await expect(chat.page.getByRole('listitem').filter({ hasText: 'Keyed' })).toContainText(/Ready|models?/)
  await closeDialog(chat.page)
  await use(chat, 'Keyed', 'normal')
  await chat.say('With a key')
  await chat.ended(chat.lastAnswer, 'success')
  const state = JSON.stringify(await chat.ask('app:state', null))
  const log = readFileSync(`${userDataDir}/logs/sluice.log`, 'utf8')
  const disk = readFileSync(`${userDataDir}/sluice.db`, 'latin1')
  for (const place of [state, log, disk]) expect(place).not.toMatch(/right-key-4711|wrong-key-0815/)
  await server.close()
})

test('a wrong address is refused in a sentence before anything is saved', async ({ chat }) => {
  for (const url of ['ftp://127.0.0.1', 'http://user:secret@127.0.0.1', 'not an address']) {
    const reply = await chat.ask('connection:add', { kind: 'ollama', name: 'Odd', url })
    expect(reply, url).toEqual({ refused: expect.stringMatching(/\w+ .*\.$/) })
  }
  const { connections } = await chat.ask('app:state', null)
  expect(connections.map((connection) => connection.kind)).toEqual(['simulator'])
})

test('removing a connection stops its answers and keeps the chats', async ({ chat, server }) => {
  await connect(chat.page, { kind: 'Ollama', name: 'Short-lived', url: server.url })
  await closeDialog(chat.page)
  await use(chat, 'Short-lived', 'slow')
  await chat.say('Running on it')
  await expect(chat.lastAnswer).toContainText(/\.3/)
  await chat.page.getByRole('button', { name: /^Model:/ }).click()
  await chat.page.getByRole('menuitem', { name: 'Add or edit connections' }).click()
  await chat.page.getByRole('button', { name: 'Remove Short-lived' }).click()
  await chat.page.getByRole('button', { name: 'Remove Short-lived' }).last().click()
  await expect(chat.page.getByRole('listitem').filter({ hasText: 'Short-lived' })).toHaveCount(0)
  await closeDialog(chat.page)
  await chat.ended(chat.lastAnswer, 'stopped')
  await chat.say('And now?')
  await chat.ended(chat.lastAnswer, 'error')
  await expect(chat.lastAnswer).toContainText('connection this chat used was removed')
})

test('with a keyring the key is on disk encrypted, and works after a start', async ({
  start,
  userDataDir,
}) => {
  test.skip(host !== 'chromium', 'the double can play a computer with a keyring; a real one may have none')
  const server = await FaultServer.start({ key: 'kept-key-4711' })
  const keyring = { SLUICE_HOST_SAFE_STORAGE: 'gnome_libsecret' }
  const first = await start(keyring)
  await connect(first.page, {
    kind: 'OpenAI-compatible',
    name: 'Kept',
    url: server.url,
    key: 'kept-key-4711',
  })
  await first.close()
  expect(readFileSync(`${userDataDir}/sluice.db`, 'latin1')).not.toContain('kept-key-4711')
  const { chat } = await start(keyring)
  const { connections } = await chat.ask('app:state', null)
  expect(connections.find((connection) => connection.name === 'Kept')?.key).toBe('saved')
  await use(chat, 'Kept', 'normal')
  await chat.say('Still knows its key')
  await chat.ended(chat.lastAnswer, 'success')
  await server.close()
})
