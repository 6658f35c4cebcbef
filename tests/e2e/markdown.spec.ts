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
