import { expect, picture, test as base } from './support/watched-app.ts'
import { WrittenAnswers } from './support/written-answers.ts'

// A table of more than fits scrolls inside itself, and each of its cells can be read.

const test = base.extend<{ answers: WrittenAnswers }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, also for nothing
  answers: async ({}, provide) => {
    const answers = await WrittenAnswers.start()
    await provide(answers)
    await answers.close()
  },
})

const LONG =
  'what is written first is read first by whoever waits for it, and nothing of it is lost on the way'
const WIDE = `| Database | Replication | Consistency | Backups | Where it fits | Where it does not | Notes |
|---|---|---|---|---|---|---|
${Array.from({ length: 3 }, (_, n) => `| Postgres ${n} ${`| ${LONG} `.repeat(6)}|`).join('\n')}`
const NARROW = `| Option | For | Against |
|---|---|---|
| One ${`| ${LONG} `.repeat(2)}|`

test('a crowded table scrolls before its cells break word by word, and the page does not', async ({
  answers,
  chat,
}) => {
  const { page } = chat
  answers.write('Tables', { text: `${WIDE}\n\nNext:\n\n${NARROW}`, piece_chars: 40, piece_ms: 5 })
  await answers.serve(chat)
  await chat.say('Tables')
  await chat.ended(chat.lastAnswer, 'success')
  const [wide, narrow] = [
    chat.lastAnswer.getByRole('figure', { name: /^Table: Database/ }),
    chat.lastAnswer.getByRole('figure', { name: /^Table: Option/ }),
  ]
  /** How many lines the tallest of its long cells takes, and whether it scrolls. */
  const seen = (figure: typeof wide): Promise<{ lines: number; scrolls: boolean }> =>
    figure.evaluate((element) => {
      const cell = element.querySelector('td:nth-child(2)') as HTMLElement
      const range = document.createRange()
      range.selectNodeContents(cell)
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
      return { lines, scrolls: element.scrollWidth > element.clientWidth }
    })
  for (const width of [1_180, 420]) {
    await page.setViewportSize({ width, height: 900 })
    await expect.poll(async () => (await seen(wide)).lines).toBeLessThanOrEqual(6)
    expect((await seen(wide)).scrolls).toBe(true)
    expect((await seen(narrow)).lines).toBeLessThanOrEqual(6)
    // Three columns have room enough in the measure, and in a narrow window they do not.
    expect((await seen(narrow)).scrolls).toBe(width === 420)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    for (const theme of ['light', 'dark'] as const) {
      await chat.ask('settings:set', { theme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await picture(page, `tables-${width}-${theme}`)
    }
  }
})
