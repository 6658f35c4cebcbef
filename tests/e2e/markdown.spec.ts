import { axeFaults, expect, picture, test as base } from './support/watched-app.ts'
import { WrittenAnswers } from './support/written-answers.ts'

const test = base.extend<{ answers: WrittenAnswers }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, also for nothing
  answers: async ({}, provide) => {
    const answers = await WrittenAnswers.start()
    await provide(answers)
    await answers.close()
  },
})

const FORMULAS = String.raw`## The binomial theorem

For $n \ge 0$ and all \(x, y\) we have

$$
(x + y)^n = \sum_{k=0}^{n} \binom{n}{k} x^{n-k} y^k .
$$

A tray costs $5, or $10 for two. Maxwell's equations:
\[
\begin{aligned}
\nabla \cdot \mathbf{E} &= \frac{\rho}{\varepsilon_0} & \nabla \cdot \mathbf{B} &= 0 \\
\nabla \times \mathbf{E} &= -\frac{\partial \mathbf{B}}{\partial t} & \nabla \times \mathbf{B} &= \mu_0\mathbf{J} + \mu_0\varepsilon_0\frac{\partial \mathbf{E}}{\partial t}
\end{aligned}
\]
1. In a list: $\int_0^1 x^2\,dx = \tfrac13$ and $$\sqrt[3]{\frac{a}{b}} \in \mathbb{R}$$ between lines.
2. One that is wrong: $\frac{1}{$ and $\notacommand{x}$.

| Name | Formula |
|---|---|
| Euler | $e^{i\pi} + 1 = 0$ |
| A wide one | $\pmb{a} \fcolorbox{red}{#ffd}{x} \overbrace{a+b+c}^{3} \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}$ |

> Quoted: $\lim_{n\to\infty} (1 + \tfrac1n)^n = e$
`

test('formulas are drawn, in light and dark and in a narrow window', async ({ answers, chat, app }) => {
  const { page } = chat
  answers.write('Formulas', { text: FORMULAS, piece_chars: 7, piece_ms: 3 })
  await answers.serve(chat)
  await chat.say('Formulas')
  await chat.ended(chat.lastAnswer, 'success')
  await expect(chat.lastAnswer.locator('.katex')).toHaveCount(9)
  await page.setViewportSize({ width: 1_180, height: 1_300 })
  await picture(page, 'formulas-light')
  expect(await axeFaults(page)).toEqual([])
  await chat.ask('settings:set', { theme: 'dark' })
  await picture(page, 'formulas-dark')
  await page.setViewportSize({ width: 440, height: 1_500 })
  await picture(page, 'formulas-narrow')
  expect(await axeFaults(page)).toEqual([])
  expect(app.complaints).toEqual([])
})

const EVERYTHING = `# All an answer can hold

Text with **bold**, *emphasis*, ~~struck~~, \`code\` and [a link](https://docs.example/a?b=c). A bare one: https://bare.example/x.
A link that lies: [https://bank.example](https://evil.example/login). An image: ![the outflow chart](https://img.example/chart.png)

1. one
2. two
   - nested **deep**
   - [x] done
   - [ ] open
10. ten

| Wide table | Left | Centre | Right | And more | And more of it | The last column of them all |
|:--|:--|:-:|--:|---|---|---|
| cells | that are long enough | to be wide | 1,234.5 | words words words | words words words | words words words |
| ~~b~~ | \`c\` | $x^2$ | 2 | | | end |

> A quotation
> > in a quotation, שלום עולם, 日本語

\`\`\`ts
// a comment
export function gate(level: number): string {
  return level > 3.5 ? 'open' : \`shut at \${level}\`
}
\`\`\`

\`\`\`mermaid
graph TD
  A --> B
\`\`\`

\`\`\`js
if (isAdmin\u202e /* \u2066 begin admins only \u2069*/) { grant()\u200b }
\`\`\`

\`\`\`py
${Array.from({ length: 60 }, (_, n) => `def step_${n}(x): return x + ${n}`).join('\n')}
\`\`\`

<b>Raw HTML</b> is text.

---

## The end
`

test('an answer shows all it can hold, opened again as well', async ({ answers, chat, app, start }) => {
  // Two starts, five looks by axe.
  test.setTimeout(180_000)
  const { page } = chat
  answers.write('Everything', {
    text: EVERYTHING,
    reasoning: 'Let me think about sluices. '.repeat(40),
    piece_chars: 24,
    piece_ms: 12,
  })
  await answers.serve(chat)
  await page.setViewportSize({ width: 1_180, height: 2_300 })
  await chat.say('Everything')
  await chat.ended(chat.lastAnswer, 'success')
  const copied = () => app.electronApp.evaluate(({ clipboard }) => clipboard.readText())

  // What was seen growing is not folded; what is shown finished is, at the same height.
  const long = chat.lastAnswer.getByRole('figure', { name: 'Code, py' })
  const { height } = (await long.boundingBox()) ?? { height: 0 }
  await expect(long).toHaveClass(/scrolls/)
  await long.locator('xpath=..').getByRole('button', { name: 'Copy code' }).click()
  await expect.poll(copied).toContain('def step_59(x): return x + 59')

  await chat.lastAnswer.getByRole('button', { name: 'Copy rich text' }).click()
  await expect.poll(copied).toBe(EVERYTHING)
  const html = await app.electronApp.evaluate(async ({ clipboard }) => {
    const [item] = await clipboard.read()
    return (await item?.getType('text/html'))?.text()
  })
  expect(html).toContain('<h1>All an answer can hold</h1>')
  expect(html).not.toContain('<img')

  await chat.lastAnswer.getByRole('link', { name: 'a link' }).hover()
  await expect(page.getByText('https://docs.example/a?b=c', { exact: true })).toBeVisible()
  await picture(page, 'markdown-light')
  expect(await axeFaults(page)).toEqual([])
  const thought = await chat.lastAnswer.getByRole('button', { name: /^Thought for \d+ s$/ }).textContent()
  await chat.ask('settings:set', { theme: 'dark' })
  await app.close()

  const again = await start()
  await again.page.setViewportSize({ width: 1_180, height: 2_300 })
  await expect(again.chat.lastAnswer.getByRole('button', { name: /^Thought for/ })).toHaveText(thought ?? '')
  const folded = again.chat.lastAnswer.getByRole('figure', { name: 'Code, py' })
  await expect(folded).toHaveClass(/folded/)
  expect((await folded.boundingBox())?.height).toBe(height)
  await expect(folded.locator('span').first()).toBeVisible()
  await picture(again.page, 'markdown-dark')
  expect(await axeFaults(again.page)).toEqual([])
  await again.chat.lastAnswer.getByRole('button', { name: 'Show all 60 lines' }).click()
  await expect(folded).toHaveClass(/whole/)
  await again.page.setViewportSize({ width: 420, height: 3_600 })
  await picture(again.page, 'markdown-narrow')
  expect(await again.page.evaluate(() => document.documentElement.scrollWidth)).toBe(420)
  expect(await axeFaults(again.page)).toEqual([])
})
