// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import { tests as commonMark } from 'commonmark-spec'
import { array, assert, constant, constantFrom, property, subarray, tuple } from 'fast-check'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AnswerText } from '../../../../../src/renderer/chat/markdown/answer-text.tsx'
import { GFM_EXAMPLES } from './gfm-examples.ts'
import { FRAGMENTS } from './markdown-corpus.ts'
import { everyPlace } from './whole-lex.ts'

// Colours and formulas come in time of their own; here there is none, so what is compared never depends on it.
vi.mock('../../../../../src/renderer/chat/markdown/math-queue.ts', () => ({ drawFormula: () => () => {} }))
beforeEach(() => vi.stubGlobal('requestIdleCallback', () => 0))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const nothing = (): void => {}

function answer(text: string, streaming: boolean): ReactNode {
  return <AnswerText text={text} streaming={streaming} onLink={nothing} onCopy={nothing} />
}

/** What stands in the page when `text` has come in pieces that end at `cuts`. */
function drawn(text: string, cuts: readonly number[]): string {
  const { container, rerender, unmount } = render(answer('', cuts.length > 0))
  for (const end of cuts) rerender(answer(text.slice(0, end), true))
  rerender(answer(text, false))
  const html = container.innerHTML
  unmount()
  return html
}

const anyText = array(constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 20 }).map((parts) =>
  parts.join(''),
)

test('any text cut anywhere is the page of the whole text', () => {
  const cutText = anyText.chain((text) => tuple(constant(text), subarray(everyPlace(text), { minLength: 1 })))
  const holds = property(cutText, ([text, cuts]) => {
    expect(drawn(text, cuts)).toBe(drawn(text, []))
  })
  assert(holds, { numRuns: 150 })
}, 60_000)

test('every example of CommonMark and of GFM comes to the same page in pieces of four characters', () => {
  const examples = [...commonMark, ...GFM_EXAMPLES].map(({ markdown }) => markdown.replaceAll('→', '\t'))
  const different = examples.filter((text) => drawn(text, everyPlace(text, 4)) !== drawn(text, []))
  expect(examples).toHaveLength(679)
  expect(different).toEqual([])
}, 60_000)
