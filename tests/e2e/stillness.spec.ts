import { join } from 'node:path'
import { seedChat } from '../support/seed-chat.ts'
import { randomDeeds } from './support/random-deeds.ts'
import { expect, test } from './support/watched-app.ts'

// Nothing the reader looks at moves because text streams or an answer ends.

test('when an answer ends, its line of status becomes its line of figures in place', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=100&length=90&first_ms=600')
  await chat.say('Stand still')
  await expect(chat.lastAnswer).toContainText(/Thinking/)
  const places = await chat.lastAnswer.evaluate(async (answer) => {
    const composer = document.querySelector('textarea')?.closest('section')
    const seen: { state: string; below: number; composer: number; top: number }[] = []
    const look = (): void => {
      const parts = answer.querySelectorAll('p, h2, li')
      const text = parts[parts.length - 1] ?? answer
      const box = answer.getBoundingClientRect()
      seen.push({
        state: answer.getAttribute('data-state') ?? '',
        // From the end of the text to the end of the answer: the height of its foot.
        below: Math.round(box.bottom - text.getBoundingClientRect().bottom),
        composer: Math.round(composer?.getBoundingClientRect().top ?? 0),
        top: Math.round(box.top),
      })
    }
    while (answer.getAttribute('data-state') === 'running') {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      if (answer.querySelector('p')) look()
    }
    for (let i = 0; i < 10; i++) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      look()
    }
    return seen
  })
  expect(places.map(({ state }) => state)).toContain('running')
  expect(places.at(-1)?.state).toBe('success')
  expect(new Set(places.map(({ below }) => below)).size).toBe(1)
  expect(new Set(places.map(({ composer }) => composer)).size).toBe(1)
  expect(new Set(places.map(({ top }) => top)).size).toBe(1)
})

test('Stop is where Send was', async ({ chat }) => {
  await chat.newChatsUse('normal?rate=50&length=10000&first_ms=20')
  await chat.say('First')
  await chat.writing(20)
  const stop = await chat.stop.boundingBox()
  await chat.message.press('Escape')
  await chat.ended(chat.lastAnswer, 'stopped')
  const send = await chat.send.boundingBox()
  expect(stop).toEqual(send)
})

test('a name of a model, however long, widens nothing', async ({ chat }) => {
  const { page } = chat
  await chat.newChatsUse(`a-model-with-${'a-very-'.repeat(14)}long-name`)
  await chat.say('A long name')
  await chat.ended(chat.lastAnswer, 'error')
  for (const width of [1_180, 640, 420]) {
    await page.setViewportSize({ width, height: 800 })
    const { reaches, sideways } = await page.evaluate(() => ({
      reaches: Math.max(
        ...[...document.querySelectorAll('main *')].map((one) => one.getBoundingClientRect().right),
      ),
      sideways: document.documentElement.scrollWidth,
    }))
    expect(reaches, `at ${width} px`).toBeLessThanOrEqual(width)
    expect(sideways).toBe(width)
  }
})

for (const seed of [1, 2]) {
  test(`what is read stands still through 200 random deeds while an answer streams, seed ${seed}`, async ({
    start,
    userDataDir,
  }) => {
    test.setTimeout(300_000)
    await seedChat(join(userDataDir, 'sluice.db'), { title: 'Long chat', turns: 60, answer_tokens: 400 })
    const { chat } = await start()
    await chat.sessions.filter({ hasText: 'Long chat' }).click()
    await expect(chat.answers.last()).toBeInViewport()
    await chat.chooseMode('Reasoning')
    await chat.say('Go on')
    await expect(chat.answers.last()).toHaveAttribute('data-state', 'running')
    const { worst_px, deeds } = await randomDeeds(chat, { seed, count: 200 })
    console.log(`seed ${seed}: ${JSON.stringify(deeds)}, off by ${worst_px.toFixed(2)} px at most`)
    expect(Object.values(deeds).reduce((sum, many) => sum + many, 0)).toBe(200)
    expect(Math.min(...Object.values(deeds))).toBeGreaterThan(5)
    // Not one pixel of a screen.
    expect(worst_px).toBeLessThan(1)
  })
}
