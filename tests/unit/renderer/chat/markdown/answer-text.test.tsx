// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AnswerText } from '../../../../../src/renderer/chat/markdown/answer-text.tsx'
import { stubPage, VIEW_HEIGHT_PX } from '../../support/page-stubs.ts'
import { CORPUS } from './markdown-corpus.ts'

const onLink = vi.fn<(url: string) => void>()
const onCopy = vi.fn<(text: string) => void>()

// Formulas are drawn when there is time (math-view.test.tsx has that); what is compared here never depends on when.
vi.mock('../../../../../src/renderer/chat/markdown/math-queue.ts', () => ({ drawFormula: () => () => {} }))

stubPage()

// Colours come in idle time; here there is none, so what is compared never depends on when they arrive.
beforeEach(() => vi.stubGlobal('requestIdleCallback', () => 0))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  onLink.mockReset()
  onCopy.mockReset()
})

function answer(text: string, streaming = false): ReactNode {
  return <AnswerText text={text} streaming={streaming} onLink={onLink} onCopy={onCopy} />
}

function html(text: string): string {
  const { container, unmount } = render(answer(text))
  const markup = container.innerHTML
  unmount()
  return markup
}

/** Renders `text` growing by `step` characters and then finished. */
function stream(text: string, step: number): HTMLElement {
  const { container, rerender } = render(answer('', true))
  for (let end = step; end < text.length; end += step) rerender(answer(text.slice(0, end), true))
  rerender(answer(text, true))
  rerender(answer(text, false))
  return container
}

describe('a streamed answer ends as if it had been rendered once', () => {
  test.each(Object.entries(CORPUS))('%s', (_, text) => {
    const whole = html(text)
    for (const step of [1, 3, 8]) {
      expect(stream(text, step).innerHTML).toBe(whole)
      cleanup()
    }
  })

  test('also a long list, a long table and many blocks, and under StrictMode', () => {
    const text = `${'- item **x**\n'.repeat(70)}\n| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(70)}\n${'para\n\n'.repeat(60)}`
    const whole = html(text)
    expect(stream(text, 40).innerHTML).toBe(whole)
    const { container, rerender } = render(answer(text.slice(0, 500), true), { wrapper: StrictMode })
    rerender(answer(text, true))
    rerender(answer(text))
    expect(container.innerHTML).toBe(whole)
  })

  test('a text that is not the old one made longer starts anew', () => {
    const { container, rerender } = render(answer('# Old\n\ntext', true))
    rerender(answer('New *text*', true))
    rerender(answer('New *text*'))
    expect(container.innerHTML).toBe(html('New *text*'))
  })

  test('an answer that goes on after its end goes on', () => {
    const { container, rerender } = render(answer('One'))
    rerender(answer('One two', true))
    rerender(answer('One two **three**'))
    expect(container.innerHTML).toBe(html('One two **three**'))
  })
})

describe('while it streams', () => {
  test('finished blocks keep their elements, and so does the block that was open', () => {
    const { container, rerender } = render(answer('# Head\n\nfirst\n\nsec', true))
    const before = [...container.querySelectorAll('h1, p')]
    rerender(answer('# Head\n\nfirst\n\nsecond\n\nthird', true))
    const after = [...container.querySelectorAll('h1, p')]
    expect(after.slice(0, 3)).toEqual(before)
    expect(after[2]).toBe(before[2])
    expect(after).toHaveLength(4)
  })

  test.each([
    ['Some **bold text** and *more* of it', /[*]/],
    ['Run `npm install` now', /`/],
    ['See [the docs](https://docs.example/a) now', /[[\]()]|docs\.example/],
    ['# Heading one', /#/],
    ['Text\n\n- item one\n- item two', /- /],
    ['Text\n\n1. one\n2. two', /\d\./],
    ['| Name | Size |\n|---|---:|\n| a | 1 |', /[|]|--/],
    ['Text\n\n---\n\nmore', /-/],
    ['```ts\nlet x = 1\n```\n\ndone', /`/],
    ['~~gone~~ here', /~/],
    ['- [ ] open\n- [x] done', /[[\]]/],
    ['See [a].\n\n[a]: https://a.example\n', /:|https/],
    ['> quoted **text**', />/],
  ])('%j never shows its markup', (text, markup) => {
    const { container, rerender } = render(answer('', true))
    const seen: string[] = []
    for (let end = 1; end <= text.length; end++) {
      rerender(answer(text.slice(0, end), true))
      seen.push(container.textContent ?? '')
    }
    expect(seen.filter((shown) => markup.test(shown))).toEqual([])
    expect(seen.at(-1)).not.toBe('')
  })

  test('what did not close is shown as it was written once the answer has ended', () => {
    const { container, rerender } = render(answer('a **b', true))
    expect(container.textContent).toBe('a b')
    rerender(answer('a **b'))
    expect(container.textContent).toBe('a **b')
  })

  test('an open fence is a code block at once', () => {
    render(answer('Look:\n\n```ts\nlet x = 1\nlet', true))
    expect(screen.getByRole('figure', { name: 'Code, ts' }).textContent).toBe('let x = 1\nlet')
  })

  test.each(['text', '# head', '- a\n- b', '> q', '```\ncode', '| a |\n|---|\n| b |', '', '**b', '- '])(
    'one caret stands at the end of the last block: %j',
    (text) => {
      const { container, rerender } = render(answer(text, true))
      const carets = container.querySelectorAll('[aria-hidden="true"]')
      expect(carets).toHaveLength(1)
      const after = document.createRange()
      after.setStartAfter(carets[0] ?? container)
      after.setEndAfter(container)
      expect(after.toString()).toBe('')
      rerender(answer(text))
      expect(container.querySelector('[aria-hidden="true"]')).toBeNull()
    },
  )
})

describe('links and images', () => {
  test('a link tells its real target and asks before it opens', () => {
    render(answer('[bank](https://evil.example/bank)'))
    const link = screen.getByRole('link', { name: 'bank' })
    expect(link.title).toBe('https://evil.example/bank')
    expect(fireEvent.click(link)).toBe(false)
    expect(onLink.mock.calls).toEqual([['https://evil.example/bank']])
    fireEvent(link, new MouseEvent('auxclick', { bubbles: true, cancelable: true, button: 1 }))
    expect(onLink).toHaveBeenCalledTimes(2)
  })

  test.each([
    'javascript:alert(1)',
    'java&#115;cript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'vbscript:x',
    '#a',
  ])('%s is words only', (href) => {
    const { container } = render(answer(`[words](${href})`))
    expect(container.querySelector('a')).toBeNull()
    expect(container.textContent).toBe('words')
  })

  test('an image is named, never fetched', () => {
    const { container } = render(answer('![a *fine* chart](https://img.example/x.png?leak=1) ![](data:x)'))
    expect(container.querySelector('img')).toBeNull()
    expect(container.textContent).toBe('Image: a fine chart (img.example) Image')
  })

  test('raw HTML is text', () => {
    const { container } = render(
      answer('<img src=x onerror=alert(1)> <b>x</b>\n\n<script>alert(1)</script>\n'),
    )
    expect(container.querySelectorAll('img, b, script')).toHaveLength(0)
    expect(container.textContent).toBe('<img src=x onerror=alert(1)> <b>x</b><script>alert(1)</script>')
  })
})

describe('what was drawn of a block stays in place when the block ends', () => {
  test.each([
    ['a paragraph', 'some *words* and `code` in it '.repeat(150), 'p > em, p > code'],
    ['a list', '- *one*\n'.repeat(120), 'li'],
    ['code', `\`\`\`\n${'a line\n'.repeat(900)}\`\`\`\n`, 'code > span'],
  ])('%s', (_, text, selector) => {
    // By a clock that stands still no parsing is slow.
    vi.useFakeTimers()
    const { container, rerender } = render(answer('', true))
    for (let end = 0; end < text.length; end += 200) rerender(answer(text.slice(0, end), true))
    const drawn = [...container.querySelectorAll(selector)]
    // The last part may look otherwise than its source says.
    const kept = drawn.slice(0, Math.ceil(drawn.length / 2))
    expect(kept.length).toBeGreaterThan(1)
    rerender(answer(text, true))
    rerender(answer(text, false))
    expect(kept.every((element) => container.contains(element))).toBe(true)
  })

  test('the caret stands behind the last character of code, not below it', () => {
    const { container } = render(answer('```\none\ntwo', true))
    expect(container.querySelector('code > span:last-child')?.lastElementChild?.ariaHidden).toBe('true')
  })
})

describe('code and tables', () => {
  test('Copy code hands over the code and says Copied for two seconds', () => {
    vi.useFakeTimers()
    render(answer('```ts\nlet x = 1\nlet y\n```'))
    fireEvent.click(screen.getByRole('button', { name: 'Copy code' }))
    expect(onCopy.mock.calls).toEqual([['let x = 1\nlet y']])
    expect(screen.getByRole('button').textContent).toBe('Copied')
    act(() => void vi.advanceTimersByTime(1_999))
    expect(screen.getByRole('button').textContent).toBe('Copied')
    act(() => void vi.advanceTimersByTime(1))
    expect(screen.getByRole('button', { name: 'Copy code' }).textContent).toBe('Copy')
  })

  test('code that is still being written can be copied', () => {
    render(answer(`\`\`\`\n${'line\n'.repeat(2_000)}la`, true))
    fireEvent.click(screen.getByRole('button', { name: 'Copy code' }))
    expect(onCopy.mock.calls).toEqual([[`${'line\n'.repeat(2_000)}la`]])
  })

  test('open code is followed to its end, also when lines come before the scrolling is told, until the reader scrolls up', () => {
    let grown = () => {}
    class Observer {
      constructor(run: () => void) {
        grown = run
      }
      observe(): void {}
      disconnect(): void {}
    }
    vi.stubGlobal('ResizeObserver', Observer)
    const height = vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(1_000)
    const { container } = render(answer('```\none\ntwo', true))
    const frame = container.querySelector('figure') ?? document.body
    const grow = (px: number): number => {
      height.mockReturnValue(px)
      fireEvent.scroll(frame)
      grown()
      return frame.scrollTop
    }
    expect(grow(1_000)).toBe(1_000)
    expect(grow(2_000)).toBe(2_000)
    expect(grow(3_000)).toBe(3_000)
    frame.scrollTop = 500
    expect(grow(3_000)).toBe(500)
    expect(grow(4_000)).toBe(500)
    frame.scrollTop = 4_000 - VIEW_HEIGHT_PX
    expect(grow(4_000)).toBe(4_000)
  })

  test('a table is a named figure that the keyboard reaches', () => {
    render(answer('| Step | Cost |\n|:--|--:|\n| a | 1 |'))
    const region = screen.getByRole('figure', { name: 'Table: Step, Cost' })
    expect(region.tabIndex).toBe(0)
    expect(screen.getAllByRole('columnheader').map((cell) => cell.className)).toEqual([
      expect.stringContaining('left'),
      expect.stringContaining('right'),
    ])
    expect(region.querySelector('[style], [align]')).toBeNull()
  })

  test('code and tables are no landmarks, of which two may not have one name', () => {
    const two = (text: string): string => `${text}\n\n${text}\n\n`
    render(answer(two('```js\n1\n```') + two('| a |\n|---|\n| b |')))
    expect(screen.getAllByRole('figure', { name: 'Code, js' })).toHaveLength(2)
    expect(screen.getAllByRole('figure', { name: 'Table: a' })).toHaveLength(2)
    expect(screen.queryAllByRole('region')).toEqual([])
  })

  test('the boxes of a task list say what they are', () => {
    render(answer('- [ ] a\n- [x] b'))
    expect(screen.getByRole('checkbox', { name: 'Done' })).toHaveProperty('checked', true)
    expect(screen.getByRole('checkbox', { name: 'Not done' })).toHaveProperty('checked', false)
  })
})

test('zero-width and bidi characters are kept', () => {
  const text = 'a\u200db \u202eevil\u202c שלום \ufeff x'
  const { container } = render(answer(text))
  expect(container.textContent).toBe(text)
  expect(container.querySelector('p')?.dir).toBe('auto')
})
