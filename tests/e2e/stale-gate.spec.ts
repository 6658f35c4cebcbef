import type { StreamSnapshot } from '../../src/shared/stream-snapshot.ts'
import { expectOwnText } from './support/chat-page.ts'
import { inject, running } from './support/injected-events.ts'
import { expect, test } from './support/watched-app.ts'

// Main drops what is stale before a window sees it. Here main itself sends it, so that the window's own gate is on trial.
const STEADY = 'normal?rate=60&length=100000&first_ms=50'

function tokenOf(of: StreamSnapshot, change: Record<string, unknown>): Record<string, unknown> {
  const { stream_id, session_id, message_id, trace_id, generation } = of
  return {
    type: 'token',
    content: ' INJECTED ',
    channel: 'answer',
    stream_id,
    session_id,
    message_id,
    trace_id,
    generation,
    ...change,
  }
}

test('text of an older generation is dropped and counted', async ({ app, chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('First')
  await chat.writing(30)
  const first = await running(chat)
  await chat.say('Second')
  await expect(chat.answers).toHaveCount(2)
  await chat.writing(30)
  await inject(app.electronApp, [
    tokenOf(first, { seq: first.next_seq }),
    tokenOf(first, { seq: first.next_seq + 1, type: 'done', reason: 'success' }),
  ])
  await expect.poll(async () => (await chat.gate()).stale).toBeGreaterThanOrEqual(2)
  await expect(chat.page.getByText('INJECTED')).toHaveCount(0)
  await chat.ended(chat.answers.first(), 'superseded')
  await expect(chat.stop).toBeVisible()
  await chat.writing(100)
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Second', STEADY)
})

test('an event that comes twice is dropped and counted', async ({ app, chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Twice')
  await chat.writing(60)
  const stream = await running(chat)
  await inject(
    app.electronApp,
    [0, 1, 2].map((seq) => tokenOf(stream, { seq })),
  )
  await expect.poll(async () => (await chat.gate()).duplicate).toBeGreaterThanOrEqual(3)
  await chat.writing(150)
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Twice', STEADY)
})

test('whatever comes after done is dropped and counted', async ({ app, chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Over')
  await chat.writing(60)
  const stream = await running(chat)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  const words = await chat.drawnWords(chat.lastAnswer)
  await inject(app.electronApp, [
    tokenOf(stream, { seq: 100_000 }),
    tokenOf(stream, {
      seq: 100_001,
      type: 'done',
      reason: 'success',
      timings: { first_token_ms: 1, total_ms: 1, tokens: 1 },
    }),
  ])
  await expect.poll(async () => (await chat.gate()).afterDone).toBeGreaterThanOrEqual(2)
  expect(await chat.drawnWords(chat.lastAnswer)).toEqual(words)
  await chat.ended(chat.lastAnswer, 'stopped')
})

test('a hole in the numbers is noticed and filled from a snapshot', async ({ app, chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('A hole')
  await chat.writing(60)
  const stream = await running(chat)
  await inject(app.electronApp, [tokenOf(stream, { seq: stream.next_seq + 5_000 })])
  await expect.poll(async () => (await chat.gate()).resyncs).toBeGreaterThanOrEqual(1)
  await chat.writing(250)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'A hole', STEADY)
})

test('a second window shows the same answer, and its Stop is the same Stop', async ({ app, chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Two windows')
  await chat.writing(60)
  const opened = app.electronApp.waitForEvent('window')
  await app.electronApp.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('new_window')?.click()
  })
  const other = app.watch(await opened)
  await other.writing(100)
  await other.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  await other.ended(other.lastAnswer, 'stopped')
  await expect
    .poll(async () => (await other.drawnWords(other.lastAnswer)).join(' '))
    .toBe((await chat.drawnWords(chat.lastAnswer)).join(' '))
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Two windows', STEADY)
})
