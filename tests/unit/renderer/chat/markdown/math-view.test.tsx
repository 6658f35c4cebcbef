// @vitest-environment jsdom
import { cleanup, render, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { AnswerText } from '../../../../../src/renderer/chat/markdown/answer-text.tsx'
import { renderFormula } from '../../../../../src/renderer/chat/markdown/math-renderer.ts'
import { PATIENT } from '../../support/patient.ts'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const nothing = (): void => {}
const answer = (text: string, streaming = false) => (
  <AnswerText text={text} streaming={streaming} onLink={nothing} onCopy={nothing} />
)

/** What KaTeX drew, if it drew. */
function drawn(tex: string): { done: boolean; element: HTMLElement } {
  const element = document.createElement('span')
  return { done: renderFormula(element, tex, false), element }
}

describe('a formula', () => {
  test('is drawn, and its source stays to be selected and copied', async () => {
    const { container } = render(answer('so $x^2$ and\n\n$$\ny\n$$'))
    await waitFor(() => expect(container.querySelectorAll('.katex')).toHaveLength(2), PATIENT)
    expect(container.querySelectorAll('math')).toHaveLength(2)
    const sources = [...container.querySelectorAll('[class*=mathSource]')].map((one) => one.textContent)
    expect(sources).toEqual(['$x^2$', '$$\ny\n$$'])
  })

  test('is its source while it is written, and is drawn when it closes', async () => {
    const { container, rerender } = render(answer('so $x^2', true))
    expect(container.textContent).toBe('so $x^2')
    rerender(answer('so $x^2 + y_1$ is', true))
    await waitFor(() => expect(container.querySelectorAll('.katex')).toHaveLength(1), PATIENT)
  })

  test('that streams letter by letter never shows anything but its source or itself', () => {
    const text = 'so \\(a_1 * b_2\\) and $c_1*d*e$ it is'
    const { container, rerender } = render(answer('', true))
    for (let end = 1; end <= text.length; end++) {
      rerender(answer(text.slice(0, end), true))
      expect(container.querySelector('em, strong')).toBeNull()
    }
  })

  test.each([['\\frac{1}{'], ['\\notacommand{x}'], ['}']])(
    'that is none, %j, stays its source',
    async (tex) => {
      const { container } = render(answer(`$x$ $${tex}$`))
      await waitFor(() => expect(container.querySelectorAll('.katex')).toHaveLength(1), PATIENT)
      expect(container.textContent).toContain(tex)
    },
  )
})

describe('what a formula cannot do', () => {
  test('write a style as markup, which the page refuses', () => {
    const setAttribute = vi.spyOn(Element.prototype, 'setAttribute')
    expect(drawn('\\pmb{x} \\fcolorbox{red}{blue}{y} \\colorbox{red}{z} \\cancel{a}').done).toBe(true)
    expect(setAttribute.mock.calls.filter(([name]) => name === 'style')).toEqual([])
  })

  test.each([
    ['define macros', '\\def\\a{xx}\\a'],
    ['define them globally', '\\gdef\\a{xx}\\a'],
    ['define them anew', '\\newcommand{\\a}{x}\\a'],
    ['link', '\\href{javascript:alert(1)}{x}'],
    ['link by its address', '\\url{https://x.example}'],
    ['load', '\\includegraphics{https://x.example/a.png}'],
    ['style', '\\htmlStyle{background:url(https://x.example)}{x}'],
    ['mark', '\\htmlId{a}{x}'],
    ['write to the console', '\\message{x} y'],
    ['be longer than anyone reads', 'x'.repeat(3_001)],
    ['be deeper than anyone writes', `${'{'.repeat(50)}x${'}'.repeat(50)}`],
    ['have more cells than anyone reads', `\\begin{matrix}${'1&'.repeat(600)}1\\end{matrix}`],
  ])('%s', (_, tex) => {
    const { done, element } = drawn(tex)
    expect(done).toBe(false)
    expect(element.childNodes).toHaveLength(0)
  })
})
