import { expect, test } from './support/watched-app.ts'

// Every fault a tester can choose from the model menu: what must be said, and that the chat goes on at once.

const ENDS: { mode: string; model: string; state: string; says: RegExp }[] = [
  {
    mode: 'Crash mid-answer',
    model: 'crash-mid-answer?rate=400',
    state: 'error',
    says: /Failed:.*crashed.*What arrived is kept/,
  },
  { mode: 'Crash at start', model: 'crash-at-start', state: 'error', says: /Failed:.*crashed/ },
  {
    mode: 'Garbage',
    model: 'garbage?rate=400',
    state: 'error',
    says: /Failed:.*make no sense.*What arrived is kept/,
  },
  {
    mode: 'Error',
    model: 'error?rate=400',
    state: 'error',
    says: /Failed:.*failed, as its “error” mode is meant to/,
  },
  { mode: 'Empty answer', model: 'empty', state: 'success', says: /Empty: the model ended without a word/ },
  {
    mode: 'No such mode',
    model: 'no-such-mode',
    state: 'error',
    says: /Failed:.*no mode “no-such-mode”.*model menu/,
  },
]

for (const { mode, model, state, says } of ENDS) {
  test(`“${mode}” is told in a sentence, and the next prompt is answered`, async ({ chat }) => {
    await chat.newChatsUse(model)
    await chat.say('Provoke it')
    await chat.ended(chat.lastAnswer, state)
    await expect(chat.lastAnswer).toContainText(says)
    await chat.newChatsUse('normal?rate=400&length=30&first_ms=20')
    await chat.newChat()
    await chat.say('Go on')
    await chat.ended(chat.lastAnswer, 'success')
  })
}

test('after three crashes it asks, and starts again when told to', async ({ chat }) => {
  await chat.newChatsUse('crash-at-start')
  for (let i = 1; i <= 4; i++) {
    await chat.say(`Attempt ${i}`)
    await expect(chat.answers).toHaveCount(i)
    await chat.ended(chat.lastAnswer, 'error')
  }
  await expect(chat.lastAnswer).toContainText(/crashed 3 times in five minutes/)
  await chat.page.getByRole('button', { name: 'Start it again' }).click()
  await expect(chat.lastAnswer).not.toContainText(/3 times/)
  await chat.ended(chat.lastAnswer, 'error')
})

test('a model chosen in the menu is the one that answers, and its fault the one that comes', async ({
  chat,
}) => {
  await chat.chooseMode('Reasoning')
  await chat.say('Think first')
  await expect(chat.lastAnswer.getByRole('button', { name: /Thinking|Thought/ })).toBeVisible()
  // It is as long as the mode makes it: nearly ten seconds.
  await expect(chat.lastAnswer).toHaveAttribute('data-state', 'success', { timeout: 30_000 })
  await expect(chat.lastAnswer.getByRole('button', { name: /Thought for/ })).toBeVisible()
})

test('an engine that ignores Stop: the screen stops at once, the next prompt is answered', async ({
  chat,
}) => {
  await chat.newChatsUse('ignores-cancel?rate=200&first_ms=20')
  await chat.say('Never stop')
  await chat.writing(50)
  await chat.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  const kept = await chat.drawnWords(chat.lastAnswer)
  await expect(chat.page.getByText('Nothing is running')).toBeVisible()
  await chat.say('Then this')
  await chat.writing(20)
  expect(await chat.drawnWords(chat.answers.first())).toEqual(kept)
})

test('silence is said with its seconds, and Stop works in it', async ({ chat }) => {
  await chat.newChatsUse('stalls?rate=400&first_ms=20')
  const { settings } = await chat.ask('app:state', null)
  await chat.ask('settings:set', { timeouts: { ...settings.timeouts, stalled_notice_ms: 1_000 } })
  await chat.say('Fall silent')
  await expect(chat.lastAnswer).toContainText(/No reply from .* for \d+ s/)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
})

test('loading is said, and Stop cancels it', async ({ chat }) => {
  await chat.newChatsUse('slow-start?load_ms=60000')
  await chat.say('Load')
  await expect(chat.lastAnswer).toContainText(/Loading/)
  await chat.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(chat.lastAnswer).toContainText('before the first word')
  await expect(chat.page.getByText('Nothing is running')).toBeVisible()
})

test('a ninth chat waits in line, says so, and can be stopped there', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=40&length=100000&first_ms=20')
  for (let i = 1; i <= 9; i++) {
    await chat.newChat()
    await chat.say(`Chat ${i}`)
    await expect(chat.prompts).toHaveText([new RegExp(`Chat ${i}$`)])
    if (i < 9) await chat.writing(5)
  }
  await expect(chat.lastAnswer).toContainText(/Waiting/)
  await expect(chat.page.getByText('8 answering, 1 waiting')).toBeVisible()
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(chat.page.getByText(/^8 answering/)).toBeVisible()
})

test('a flood of 100,000 tokens a second is drawn, and stops when told', async ({ chat }) => {
  await chat.newChatsUse('flood')
  await chat.say('Flood me')
  await chat.writing(20_000)
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(chat.send).toBeVisible()
})
