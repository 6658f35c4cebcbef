import type { Locator } from '@playwright/test'
import { once } from 'node:events'
import type { ChatPage } from './support/chat-page.ts'
import { Tester } from './support/tester.ts'
import { expect, picture, test as base } from './support/watched-app.ts'

// docs/verify, step by step: each document has its test here, by its title (tests/architecture/verify-scripts.test.ts).

const ONE = 'one prompt, to be answered to its end.'

const test = base.extend<{ tester: Tester }>({
  tester: async ({ chat, userDataDir }, provide) => provide(new Tester(chat, userDataDir)),
})

/** Where something is drawn, from left to right. */
async function middleOf(locator: Locator): Promise<number> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('it is not drawn')
  return box.x + box.width / 2
}

async function leftOf(locator: Locator): Promise<number> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('it is not drawn')
  return box.x
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A picture for docs/testers-guide.md: no larger than what it shows. */
async function show({ page }: ChatPage, name: string, height = 640): Promise<void> {
  await page.setViewportSize({ width: 1180, height })
  await picture(page, name)
}

/** It takes a while and is judged elsewhere: only when pictures are made. */
async function showStabilityTest(tester: Tester): Promise<void> {
  if (!process.env['SLUICE_PICTURES']) return
  const { chat, panel } = tester
  test.slow()
  await chat.newChat()
  await tester.help('Stability test')
  await panel.getByRole('button', { name: 'Start the test' }).click()
  await expect(panel.locator('[data-mark=holds]')).toHaveCount(13, { timeout: 90_000 })
  await show(chat, 'verify-stability', 740)
}

test('1. Baseline: one prompt is answered to its end', async ({ chat, tester }) => {
  await tester.begin()
  await expect(tester.panel).toContainText('The new chat uses Simulator · Normal')
  await tester.press('Send one', 1)
  await expect(chat.prompts.last()).toContainText(`Test 1: ${ONE}`)
  await chat.writing(60)
  await expect(chat.lastAnswer).toContainText(/Writing · /)
  await expect(chat.page.getByText('1 answering')).toBeVisible()
  await expect(chat.stop).toBeVisible()
  await tester.complete(tester.answer(1), `Test 1: ${ONE}`)
  await tester.nothingRuns()

  await tester.streams('Complete')
  for (const flag of ['ended', 'released']) await expect(tester.flag(1, flag)).toHaveCount(1)
  for (const flag of ['stop_asked', 'forced', 'fenced']) await expect(tester.flag(1, flag)).toHaveCount(0)
  await expect(tester.pieces(1, 'writing').first()).toBeVisible()
  await tester.counters({ opened: 1, ended: 1, late: 0 })
  const moments = await tester.unfold(1, 'Moments')
  await expect(moments.getByRole('listitem')).toContainText([
    'opened',
    'given to the engine',
    'first token',
    'ended: success',
    'engine released',
  ])

  await tester.diagnosis('All fine')
  await expect(tester.panel).toContainText(
    'Healthy: 1 answer, each ended once and was released; nothing had to be forced.',
  )
  await showStabilityTest(tester)
})

test('2. Stop: the answer stands still, and the engine stops working', async ({ chat, tester }) => {
  await tester.begin()
  await tester.sendOne(1)
  await chat.stop.click()
  await chat.ended(tester.answer(1), 'stopped')
  const kept = await tester.ownWords(tester.answer(1), `Test 1: ${ONE}`)
  await expect(tester.answer(1)).toContainText(/Stopped by you after [\d.]+ s, \d+ tokens/)
  await tester.nothingRuns()
  await tester.press('Send, then stop after 1 s', 2)
  await expect(tester.panel).toContainText('Sent one prompt and stopped it after 1 s.')
  await chat.ended(tester.answer(2), 'stopped')
  await tester.ownWords(tester.answer(2), 'Test 2: to be stopped after 1 s.')
  await tester.nothingRuns()
  expect(await chat.drawnWords(tester.answer(1))).toEqual(kept)

  await tester.streams('Stopped', 'Stopped')
  for (const number of [1, 2]) {
    for (const flag of ['stop_asked', 'ended', 'released'])
      await expect(tester.flag(number, flag)).toHaveCount(1)
    await expect(tester.flag(number, 'forced')).toHaveCount(0)
  }
  await tester.counters({ opened: 2, ended: 2 })
  const moments = await tester.unfold(2, 'Moments')
  await expect(moments.getByRole('listitem')).toContainText([
    'opened',
    'given to the engine',
    'first token',
    'stop asked: stopped',
    'ended: stopped',
    'engine released',
  ])

  await tester.diagnosis('All fine')
  await expect(tester.panel).toContainText('Healthy: 2 answers')
  await expect(tester.panel).toContainText('No: all left when asked')
})

test('3. Rapid: a new prompt while an answer is written, without Stop', async ({ chat, tester }) => {
  await tester.begin()
  await tester.sendOne(1)
  await tester.press('Send one', 2)
  await chat.ended(tester.answer(1), 'superseded')
  await expect(tester.answer(1)).toContainText(/Superseded by your next message after [\d.]+ s, \d+ tokens/)
  const kept = await tester.ownWords(tester.answer(1), `Test 1: ${ONE}`)
  await chat.writing(60)
  await tester.ownWords(tester.answer(2), `Test 2: ${ONE}`)
  await tester.press('Send two, 50 ms apart', 4)
  await chat.ended(tester.answer(2), 'superseded')
  await chat.ended(tester.answer(3), 'superseded')
  await expect(tester.answer(3)).toContainText(/before the first word/)
  await tester.complete(tester.answer(4), 'Test 4: number 2 of 2, 50 ms apart.')
  await tester.ownWords(tester.answer(2), `Test 2: ${ONE}`)
  expect(await chat.drawnWords(tester.answer(1))).toEqual(kept)
  const texts = await Promise.all([1, 2, 4].map((number) => tester.answer(number).innerText()))
  const marks = texts.map((text) => /Simulated answer ([\da-f]{8})/.exec(text)?.[1])
  expect(new Set(marks).size).toBe(3)
  await tester.nothingRuns()

  await tester.streams('Superseded', 'Superseded', /^Superseded( · never started)?$/, 'Complete')
  await expect(tester.panel.getByRole('region', { name: /^Streams from/ })).toHaveCount(1)
  const handedOver = await middleOf(tester.flag(1, 'ended'))
  expect(Math.abs((await leftOf(tester.row(2).locator('[data-phase]').first())) - handedOver)).toBeLessThan(6)
  await expect(tester.flag(4, 'stop_asked')).toHaveCount(0)
  const discarded = await tester.counter('discarded')
  await tester.counters({ opened: 4, ended: 4 - discarded, discarded })

  await tester.diagnosis('All fine')
  await expect(tester.panel).toContainText('No: each began after the one before it was gone.')
  await expect(tester.panel).toContainText(/answers were waited for: .*, 0 by force\./)
})

test('4. Stress: five prompts at once leave one answer', async ({ chat, tester }) => {
  await tester.begin()
  await tester.sendOne(1)
  await tester.press('Send five, 50 ms apart', 6)
  await expect(tester.panel).toContainText('Sent five prompts; the fifth one is to be answered.')
  await chat.writing(60)
  await show(chat, 'verify-simulator')
  await tester.complete(tester.answer(6), 'Test 6: number 5 of 5, 50 ms apart.')
  for (const number of [1, 2, 3, 4, 5]) await chat.ended(tester.answer(number), 'superseded')
  await tester.ownWords(tester.answer(1), `Test 1: ${ONE}`)
  for (const number of [2, 3, 4, 5])
    await expect(tester.answer(number)).toContainText(/before the first word/)
  await tester.nothingRuns()

  const gaveWay = /^Superseded( · never started)?$/
  await tester.streams('Superseded', gaveWay, gaveWay, gaveWay, gaveWay, 'Complete')
  const discarded = await tester.counter('discarded')
  await tester.counters({ opened: 6, ended: 6 - discarded, discarded })

  await tester.diagnosis('All fine')
  await expect(tester.panel).toContainText('Healthy: 6 answers')
  await expect(tester.panel).toContainText('No: each began after the one before it was gone.')
})

test('5. Several chats: each answers for itself', async ({ chat, tester }) => {
  const words = (number: number): string => `Test ${number}: chat ${number} of three at once.`
  const open = (number: number): Promise<void> => chat.sessions.filter({ hasText: words(number) }).click()
  await tester.begin()
  await tester.press('Send in three chats', 0)
  await expect(chat.page.getByText('3 answering')).toBeVisible()
  await expect(chat.sessions).toHaveCount(3)
  await open(1)
  await chat.writing(60)
  for (const number of [2, 3])
    await expect(chat.sessions.filter({ hasText: words(number) })).toContainText('Answering')
  await tester.press('Send one', 2)
  await chat.ended(tester.answer(1), 'superseded')
  await expect(chat.page.getByText('3 answering')).toBeVisible()
  await tester.complete(tester.answer(2), `Test 4: ${ONE}`)
  await tester.ownWords(tester.answer(1), words(1))
  for (const number of [2, 3]) {
    await open(number)
    await tester.complete(tester.answer(1), words(number))
    await tester.streams('Complete')
  }
  await tester.nothingRuns()

  await open(1)
  await tester.streams('Superseded', 'Complete')
  await tester.counters({ opened: 4, ended: 4 })

  await tester.diagnosis('All fine')
  await expect(tester.panel).toContainText('Healthy: 4 answers')
})

test('6. Slow cleanup: an engine that is slow to stop, and one that ignores Stop', async ({
  chat,
  tester,
}) => {
  await tester.begin()
  await tester.mode('Slow cleanup')
  await tester.sendOne(1)
  await tester.tab('Streams')
  const busy = tester.row(1).getByText('Stopped · engine still busy', { exact: true }).waitFor()
  await chat.stop.click()
  await chat.ended(tester.answer(1), 'stopped')
  await expect(chat.send).toBeVisible()
  await busy
  await tester.streams('Stopped · forced')
  await tester.tab('Simulator')
  await tester.mode('Ignores cancel')
  await tester.sendOne(2)
  await tester.mode('Normal')
  await tester.press('Send one', 3)
  await chat.ended(tester.answer(2), 'superseded')
  const kept = await tester.ownWords(tester.answer(2), `Test 2: ${ONE}`, 'ignores-cancel')
  await tester.complete(tester.answer(3), `Test 3: ${ONE}`)
  expect(await chat.drawnWords(tester.answer(2))).toEqual(kept)

  await tester.streams('Stopped · forced', 'Superseded · forced', 'Complete')
  const [stopping, waiting] = [tester.pieces(2, 'stopping').first(), tester.pieces(3, 'waiting').first()]
  expect(Math.abs((await leftOf(stopping)) - (await leftOf(waiting)))).toBeLessThan(6)
  expect(Math.abs((await middleOf(stopping)) - (await middleOf(waiting)))).toBeLessThan(6)
  for (const number of [1, 2]) await expect(tester.flag(number, 'forced')).toHaveCount(1)
  await tester.counters({ opened: 3, ended: 3, forced: 2 })
  const late = await tester.counter('late')
  expect(late).toBeGreaterThan(0)
  const dropped = await tester.unfold(2, 'Dropped')
  await expect(dropped).toContainText(`in main${late}: the engine wrote after the end`)

  await tester.diagnosis('Worth knowing', 'forced_release')
  const finding = tester.finding('forced_release')
  await expect(finding).toContainText('Did an engine have to be taken away by force?')
  await expect(finding).toContainText(
    /2 of 3 engines did not leave in time and were taken away, after \d+ ms/,
  )
  await expect(finding).toContainText(
    'What to do: Nothing: the simulator’s fault modes ignore Stop on purpose',
  )
  await tester.answer(1).scrollIntoViewIfNeeded()
  await show(chat, 'verify-diagnosis')
})

test('7. Crash: an engine’s process dies, and then the whole app', async ({
  app,
  tester,
  start,
  userDataDir,
}) => {
  const { chat } = app
  await tester.begin()
  await tester.mode('Crash mid-answer')
  await tester.press('Send one', 1)
  await chat.ended(tester.answer(1), 'error')
  await expect(tester.answer(1)).toContainText('Failed: The simulator (crash-mid-answer) crashed')
  await expect(tester.answer(1)).toContainText('What arrived is kept; send again to start it anew.')
  expect(
    (await tester.ownWords(tester.answer(1), `Test 1: ${ONE}`, 'crash-mid-answer')).length,
  ).toBeGreaterThan(5)
  await tester.mode('Normal')
  await tester.sendOne(2)
  await tester.streams('Failed: engine crashed', 'Writing')
  const seen = await chat.drawnWords(tester.answer(2))
  await expect
    .poll(async () => (await chat.drawnWords(tester.answer(2))).length)
    .toBeGreaterThan(seen.length + 20)
  const engines = tester.pids('engine_spawn')
  expect(engines.length).toBeGreaterThan(0)
  const gone = once(app.electronApp.process(), 'exit')
  process.kill(tester.pids('app_start').at(-1) ?? 0, 'SIGKILL')
  await gone

  const { chat: after } = await start()
  const again = new Tester(after, userDataDir)
  await expect(
    after.page.getByText('Sluice was not closed properly. One answer was cut and kept as it was.'),
  ).toBeVisible()
  await after.ended(again.answer(1), 'error')
  await after.ended(again.answer(2), 'interrupted')
  await expect(again.answer(2)).toContainText('Interrupted: the app was closed')
  const kept = await again.ownWords(again.answer(2), `Test 2: ${ONE}`)
  expect(kept.slice(0, seen.length - 1)).toEqual(seen.slice(0, -1))
  await again.answer(2).getByRole('button', { name: 'Try again' }).click()
  await after.ended(again.answer(2), 'running')
  await again.complete(again.answer(2), `Test 2: ${ONE}`)
  await expect.poll(() => engines.filter(isAlive)).toEqual([])
  await again.help('Simulator controls')
  await again.streams('Complete')

  await again.diagnosis('Worth knowing', 'app_crashed', 'engine_crashes', 'error_engine_crashed')
  await expect(again.finding('app_crashed')).toContainText(
    '1 run of the app ended without an exit. 1 answer was running then, and 1 found with their text at the next start.',
  )
  await expect(again.finding('error_engine_crashed')).toContainText(
    'Did answers end in the error “engine crashed”?',
  )
  await expect(again.finding('engine_crashes')).toContainText(
    'What to do: Nothing: these are the simulator’s fault modes, which crash on purpose.',
  )
})
