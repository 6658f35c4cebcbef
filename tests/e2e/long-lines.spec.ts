import { expect, test as base } from './support/watched-app.ts'
import { WrittenAnswers } from './support/written-answers.ts'

// Code in one line without end, as minified files are: laid out in pieces, and still one line.

const test = base.extend<{ answers: WrittenAnswers }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, also for nothing
  answers: async ({}, provide) => {
    const answers = await WrittenAnswers.start()
    await provide(answers)
    await answers.close()
  },
})

const LINE = `${'x'.repeat(8_185)} pelican ${'y z'.repeat(30_000)}`
const CODE = `first\n${LINE}\nlast`

test('a code line of 100 kB is one line in pieces, is selected as it was written, and is found across them', async ({
  answers,
  chat,
}) => {
  const { page } = chat
  await answers.serve(chat)
  answers.write('Go', { text: `\`\`\`js\n${CODE}\n\`\`\``, piece_chars: 5_000, piece_ms: 5 })
  await chat.say('Go')
  await chat.ended(chat.lastAnswer, 'success')
  const code = chat.lastAnswer.locator('pre code')
  const seen = await code.evaluate((element) => {
    const pre = element.parentElement as HTMLElement
    const style = getComputedStyle(pre)
    const inner_px =
      pre.clientHeight - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom)
    getSelection()?.selectAllChildren(element)
    const longest = Math.max(...[...element.children].map(({ textContent }) => textContent.length))
    return {
      lines: Math.round(inner_px / Number.parseFloat(style.lineHeight)),
      longest,
      selected: getSelection()?.toString(),
    }
  })
  expect(seen.selected === CODE, 'selected as written').toBe(true)
  expect(seen.lines).toBe(3)
  expect(seen.longest).toBeLessThanOrEqual(8_192)

  await page.keyboard.press('ControlOrMeta+f')
  await page.getByRole('textbox', { name: 'Find in this chat' }).fill('pelican')
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1 of 1')
  const shown = await page.evaluate(() => {
    const [range] = (CSS.highlights.get('found-current') ?? []) as Iterable<Range>
    return { text: range?.toString(), pieces: range?.startContainer !== range?.endContainer }
  })
  expect(shown).toEqual({ text: 'pelican', pieces: true })
})
