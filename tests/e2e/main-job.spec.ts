import { expectOwnText } from './support/chat-page.ts'
import { expect, test } from './support/watched-app.ts'

const STEADY = 'normal?rate=150&length=100000&first_ms=400'
const SHORT = 'normal?rate=400&length=130&first_ms=50'

test('a prompt is answered: thinking, then text as it comes, then its figures', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=50&length=130&first_ms=2500')
  await chat.say('Explain how a sluice works')
  await expect(chat.prompts.last()).toContainText('Explain how a sluice works')
  await expect(chat.lastAnswer).toContainText(/Thinking|Reading/)
  await expect(chat.lastAnswer).toContainText(/Writing/)
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.lastAnswer).toContainText(/130 tokens/)
  expectOwnText(
    await chat.drawnWords(chat.lastAnswer),
    'Explain how a sluice works',
    'normal?rate=50&length=130&first_ms=2500',
  )
  await expect(chat.send).toBeVisible()
})

test('Stop by its button: the answer stops, stays, and is marked', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('Tell me a long story')
  await chat.writing()
  await chat.stop.click()
  await chat.ended(chat.lastAnswer, 'stopped')
  const kept = await chat.drawnWords(chat.lastAnswer)
  await expect(chat.lastAnswer).toContainText(/Stopped.*by you after .* tokens/)
  expectOwnText(kept, 'Tell me a long story', STEADY)
  await chat.say('And now?')
  await chat.writing()
  expect(await chat.drawnWords(chat.answers.first())).toEqual(kept)
})

test('Stop by Esc, from the composer and from the page', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('One')
  await chat.writing()
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  await chat.say('Two')
  await expect(chat.answers).toHaveCount(2)
  await chat.writing()
  await chat.answers.first().click()
  await chat.page.keyboard.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
})

test('from the click on Stop on the answer stands still, until its end brings once what main kept', async ({
  chat,
}) => {
  await chat.newChatsUse('normal?rate=1000&length=100000&first_ms=50')
  await chat.say('Quickly')
  await chat.writing(400)
  const after = await chat.stop.evaluate(async (button) => {
    const answer = [...document.querySelectorAll('article[data-role=assistant]')].at(-1)
    if (!answer || !(button instanceof HTMLElement)) throw new Error('nothing to stop')
    const text = (): string =>
      [...answer.querySelectorAll('p, li, h2, pre, td')].map((e) => e.textContent).join('')
    const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()))
    const seen: { text: string; state: string | undefined; frame: number }[] = []
    button.click()
    for (let i = 1; i <= 90; i++) {
      await frame()
      const state = answer instanceof HTMLElement ? answer.dataset['state'] : undefined
      if (seen.at(-1)?.text !== text()) seen.push({ text: text(), state, frame: i })
    }
    return seen
  })
  console.log(`Stop click, frames in which the answer changed: ${after.map(({ frame }) => frame).join(', ')}`)
  // The first is what stood there at the click; a second one only together with the end.
  expect(after.length).toBeLessThanOrEqual(2)
  if (after.length === 2) expect(after[1]?.state).toBe('stopped')
  await chat.ended(chat.lastAnswer, 'stopped')
})

test('a prompt sent while an answer streams supersedes it, and nothing mixes', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  await chat.say('First question')
  await chat.writing(200)
  await chat.say('Second question')
  await chat.ended(chat.answers.first(), 'superseded')
  await expect(chat.answers.first()).toContainText(/Superseded.*by your next message/)
  const first = await chat.drawnWords(chat.answers.first())
  await expect(chat.answers).toHaveCount(2)
  await chat.writing(200)
  expectOwnText(first, 'First question', STEADY)
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Second question', STEADY)
  expect(await chat.drawnWords(chat.answers.first())).toEqual(first)
})

test('five prompts in a row leave one answer', async ({ chat }) => {
  // Nobody who types is so slow that one of them ends by itself.
  const model = 'normal?rate=400&length=1600&first_ms=50'
  await chat.newChatsUse(model)
  await chat.say('Prompt 0')
  for (let i = 1; i < 5; i++) {
    await expect(chat.prompts).toHaveCount(i)
    await chat.say(`Prompt ${i}`)
  }
  await expect(chat.answers).toHaveCount(5)
  await chat.ended(chat.lastAnswer, 'success')
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Prompt 4', model)
  for (let i = 0; i < 4; i++) await chat.ended(chat.answers.nth(i), 'superseded')
})

test('several chats answer at once without touching each other', async ({ chat }) => {
  const model = 'normal?rate=60&length=900&first_ms=100'
  await chat.newChatsUse(model)
  const prompts = ['Chat one', 'Chat two', 'Chat three']
  for (const prompt of prompts) {
    await chat.newChat()
    await chat.say(prompt)
    await chat.writing(20)
  }
  await expect(chat.page.getByText('3 answering')).toBeVisible()
  for (const prompt of prompts) {
    await chat.sessions.filter({ hasText: prompt }).click()
    await expect(chat.prompts).toHaveText([new RegExp(prompt)])
    await expect(chat.lastAnswer).toHaveAttribute('data-state', 'success', { timeout: 30_000 })
    expectOwnText(await chat.drawnWords(chat.lastAnswer), prompt, model)
  }
  await expect(chat.page.getByText('Nothing is running')).toBeVisible()
})

test('Stop all ends every chat that answers', async ({ chat }) => {
  await chat.newChatsUse(STEADY)
  for (const prompt of ['Chat one', 'Chat two']) {
    await chat.newChat()
    await chat.say(prompt)
    await chat.writing(20)
  }
  await chat.page.getByRole('button', { name: 'Stop all' }).click()
  await chat.ended(chat.lastAnswer, 'stopped')
  await expect(chat.page.getByText('Nothing is running')).toBeVisible()
  await chat.sessions.filter({ hasText: 'Chat one' }).click()
  await chat.ended(chat.lastAnswer, 'stopped')
})

test('an answer is generated again beside the old one', async ({ chat }) => {
  await chat.newChatsUse(SHORT)
  await chat.say('Again, please')
  await chat.ended(chat.lastAnswer, 'success')
  await chat.page.getByRole('button', { name: 'Regenerate' }).click()
  await expect(chat.prompts).toHaveCount(1)
  await expect(chat.answers).toHaveCount(1)
  await chat.ended(chat.lastAnswer, 'success')
  expectOwnText(await chat.drawnWords(chat.lastAnswer), 'Again, please', SHORT)
})
