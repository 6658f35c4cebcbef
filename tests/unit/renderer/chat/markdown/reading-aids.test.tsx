// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AnswerText } from '../../../../../src/renderer/chat/markdown/answer-text.tsx'
import { richText } from '../../../../../src/renderer/chat/markdown/rich-text.ts'
import { hostShown } from '../../../../../src/renderer/chat/markdown/safe-url.ts'

const onLink = vi.fn<(url: string) => void>()
const onCopy = vi.fn<(text: string) => void>()

beforeEach(() => vi.stubGlobal('requestIdleCallback', () => 0))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  onLink.mockReset()
  onCopy.mockReset()
})

const answer = (text: string, streaming = false) => (
  <AnswerText text={text} streaming={streaming} onLink={onLink} onCopy={onCopy} />
)
const code = (lines: number): string => `\`\`\`js\n${'let x = 1\n'.repeat(lines)}\`\`\`\n`
const frame = (): string => screen.getByRole('figure', { name: 'Code, js' }).className

describe('long code', () => {
  test('that is shown finished is folded, unfolds, and is still unfolded when it comes back', () => {
    const { unmount } = render(answer(code(31)))
    expect(frame()).toContain('folded')
    fireEvent.click(screen.getByRole('button', { name: 'Show all 31 lines', expanded: false }))
    expect(frame()).toContain('whole')
    unmount()
    render(answer(code(31)))
    fireEvent.click(screen.getByRole('button', { name: 'Show less', expanded: true }))
    expect(frame()).toContain('folded')
  })

  test('that was seen growing does not fold by itself', () => {
    const { rerender } = render(answer('', true))
    rerender(answer(code(40).slice(0, 200), true))
    rerender(answer(code(40), true))
    rerender(answer(code(40)))
    expect(frame()).toContain('scrolls')
    fireEvent.click(screen.getByRole('button', { name: 'Show all 40 lines' }))
    expect(frame()).toContain('whole')
  })

  test('that came at once, while the answer was written, does not fold either', () => {
    const { rerender } = render(answer('', true))
    rerender(answer(code(40)))
    expect(frame()).toContain('scrolls')
  })

  test('of thirty lines is not folded', () => {
    render(answer(code(30)))
    expect(frame()).toContain('scrolls')
    expect(screen.queryByRole('button', { name: /Show/ })).toBeNull()
  })
})

describe('where a link leads', () => {
  test('is told at the edge of the window while it is pointed at or has the focus', () => {
    render(answer('[the docs](https://docs.example/a) and ![a chart](https://img.example/x.png)'))
    const link = screen.getByRole('link')
    fireEvent.mouseOver(link)
    expect(document.body.lastElementChild?.textContent).toBe('https://docs.example/a')
    fireEvent.mouseOut(link)
    expect(screen.queryByText('https://docs.example/a')).toBeNull()
    fireEvent.focus(screen.getByRole('button', { name: 'Image: a chart (img.example)' }))
    expect(document.body.lastElementChild?.textContent).toBe('https://img.example/x.png')
  })

  test('is told beside words that show another address', () => {
    const { container } = render(
      answer(
        '[https://bank.example/login](https://evil.example) [bank.exam\u200bple](http://a.example:8080)',
      ),
    )
    expect(container.textContent).toContain('bank.example/login (evil.example)')
    expect(container.textContent).toContain('(a.example:8080)')
  })

  test.each([
    ['[ok.example/x](https://ok.example/y)', 'ok.example/x'],
    ['[read node.js](https://evil.example)', 'read node.js'],
    ['<https://ok.example>', 'https://ok.example'],
  ])('is not told again in %s', (text, shown) => {
    expect(render(answer(text)).container.textContent).toBe(shown)
  })

  test.each([
    ['https://a.example/x', 'a.example'],
    ['www.a.example', 'www.a.example'],
    [' a.example:99 ', 'a.example:99'],
    ['words of a.example', null],
    ['click here', null],
    ['3.14', null],
  ])('%j shows %j', (words, host) => {
    expect(hostShown(words)).toBe(host)
  })
})

test('an image is opened outside by a click, never fetched', () => {
  const { container } = render(answer('![a chart](https://img.example/x.png)'))
  fireEvent.click(screen.getByRole('button', { name: 'Image: a chart (img.example)' }))
  expect(onLink.mock.calls).toEqual([['https://img.example/x.png']])
  expect(container.querySelector('img')).toBeNull()
})

describe('characters nobody would see', () => {
  const hidden = 'if (admin\u202e /* \u2066{ */) \u200b\ufeff'

  test('are named in code, and are still there to be copied', () => {
    const { container } = render(answer(`\`${hidden}\`\n\n\`\`\`\n${hidden}\n\`\`\``))
    const named = [...container.querySelectorAll('[data-code]')].map((one) => one.getAttribute('data-code'))
    const names = ['U+202E', 'U+2066', 'U+200B', 'U+FEFF']
    expect(named).toEqual([...names, ...names])
    expect(container.querySelector('pre')?.textContent).toBe(hidden)
    fireEvent.click(screen.getByRole('button', { name: 'Copy code' }))
    expect(onCopy.mock.calls).toEqual([[hidden]])
  })

  test('emoji joined by one stay as they are', () => {
    expect(render(answer('`👩\u200d💻`')).container.querySelector('[data-code]')).toBeNull()
  })
})

describe('rich text', () => {
  test.each([
    ['## A *b*', '<h2>A <em>b</em></h2>'],
    ['**a** ~~b~~ `c<d`  \ne', '<p><strong>a</strong> <del>b</del> <code>c&lt;d</code><br>e</p>'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['- [x] a', '<ul><li>☑ a</li></ul>'],
    ['> q', '<blockquote><p>q</p></blockquote>'],
    ['```js\na < b\n```', '<pre><code>a &lt; b</code></pre>'],
    [
      '|a|b|\n|-|-:|\n|1|2|',
      '<table><thead><tr><th>a</th><th align="right">b</th></tr></thead><tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table>',
    ],
    ['[a](https://x.example/?b="c")', '<p><a href="https://x.example/?b=%22c%22">a</a></p>'],
    ['[a](javascript:x) ![i](https://h.example/p.png)', '<p>a Image: i (h.example)</p>'],
    ['<img src=x onerror=y>', '<p>&lt;img src=x onerror=y&gt;</p>'],
    ['$x < y_1$', '<p>$x &lt; y_1$</p>'],
  ])('%j', (markdown, html) => {
    expect(richText(markdown)).toBe(html)
  })
})
