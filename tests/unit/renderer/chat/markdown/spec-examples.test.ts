// @vitest-environment jsdom
import { tests as commonMark } from 'commonmark-spec'
import { describe, expect, test } from 'vitest'
import { GFM_EXAMPLES, type SpecExample } from './gfm-examples.ts'
import { normalized, specHtml } from './spec-html.ts'
import { everyPlace, lexCut, lexWhole } from './whole-lex.ts'

const COMMON_MARK: readonly SpecExample[] = commonMark.map(({ number, markdown, html }) => ({
  number,
  markdown: markdown.replaceAll('→', '\t'),
  html: html.replaceAll('→', '\t'),
}))

/** Where an answer is not what the specification says, and why. */
const COMMON_MARK_DIFFERS: Readonly<Record<string, readonly number[]>> = {
  'white space inside raw HTML, which is text here': [148],
  'addresses without brackets are links, as GFM wants it': [602, 608, 611, 612],
}

function differing(examples: readonly SpecExample[]): number[] {
  return examples
    .filter(({ markdown, html }) => normalized(specHtml(markdown)) !== normalized(html))
    .map(({ number }) => number)
}

describe('an answer reads as the specifications say', () => {
  test('CommonMark 0.31.2: 647 of 652 examples', () => {
    expect(COMMON_MARK).toHaveLength(652)
    const listed = Object.values(COMMON_MARK_DIFFERS).flat()
    expect(differing(COMMON_MARK)).toEqual(listed)
    expect(COMMON_MARK.length - listed.length).toBe(647)
  })

  test('GFM 0.29: all 27 examples of its extensions', () => {
    expect(GFM_EXAMPLES).toHaveLength(27)
    expect(differing(GFM_EXAMPLES)).toEqual([])
  })
})

test.each([
  ['CommonMark', COMMON_MARK],
  ['GFM', GFM_EXAMPLES],
])('%s: every example cut at every position has the same blocks', (_, examples) => {
  const different = examples.filter(({ markdown }) => {
    const whole = lexWhole(markdown)
    if (lexCut(markdown, everyPlace(markdown)) !== whole) return true
    return everyPlace(markdown).some((cut) => lexCut(markdown, [cut]) !== whole)
  })
  expect(different.map(({ number }) => number)).toEqual([])
})
