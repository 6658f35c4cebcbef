import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ThinkSplitter } from '../../../../../src/main/engines/wire/think-splitter.ts'

/** The text of each channel in turn, neighbours joined. */
function split(pieces: readonly string[]): [string, string][] {
  const splitter = new ThinkSplitter()
  const texts = [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]
  const joined: [string, string][] = []
  for (const { channel, content } of texts) {
    const last = joined.at(-1)
    if (last?.[0] === channel) last[1] += content
    else joined.push([channel, content])
  }
  return joined
}

/** The same over the whole text at once. */
function reference(text: string): [string, string][] {
  let rest = text
  let reasoning = ''
  for (let tag = /^(\s*)<think>/.exec(rest); tag; tag = /^(\s*)<think>/.exec(rest)) {
    const inside = rest.slice(tag[0].length)
    const close = inside.indexOf('</think>')
    reasoning += (tag[1] ?? '') + (close === -1 ? inside : inside.slice(0, close))
    rest = close === -1 ? '' : inside.slice(close + '</think>'.length)
  }
  const parts: [string, string][] = [
    ['reasoning', reasoning],
    ['answer', rest],
  ]
  return parts.filter(([, content]) => content !== '')
}

describe('inline reasoning', () => {
  test.each<[string, [string, string][]]>([
    ['plain', [['answer', 'plain']]],
    [
      '<think>a</think>b',
      [
        ['reasoning', 'a'],
        ['answer', 'b'],
      ],
    ],
    [
      '\n<think>\na\n</think>\n\nb',
      [
        ['reasoning', '\n\na\n'],
        ['answer', '\n\nb'],
      ],
    ],
    ['<think></think>b', [['answer', 'b']]],
    ['<think>never closed </thi', [['reasoning', 'never closed </thi']]],
    [
      '<think>a</think> <think>b</think>c',
      [
        ['reasoning', 'a b'],
        ['answer', 'c'],
      ],
    ],
    ['Use <think>this</think> tag', [['answer', 'Use <think>this</think> tag']]],
    ['<thinking>x', [['answer', '<thinking>x']]],
    ['<th', [['answer', '<th']]],
    [
      '<think>a < b </ c</think>d',
      [
        ['reasoning', 'a < b </ c'],
        ['answer', 'd'],
      ],
    ],
    ['', []],
  ])('%j', (text, expected) => {
    expect(split([text])).toEqual(expected)
    expect(split([...text])).toEqual(expected)
  })

  test('is found wherever the text is cut, and nothing but tags is ever lost', () => {
    const piece = fc.constantFrom('<think>', '</think>', '<thi', 'nk>', '</', '<', '>', 'a', ' ', '\n', '漢')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        const whole = split([text])
        expect(split(pieces)).toEqual(whole)
        expect(split([...text])).toEqual(whole)
        expect(whole).toEqual(reference(text))
      }),
      { numRuns: 2_000 },
    )
  })

  test('blank text without end is not held back', () => {
    const splitter = new ThinkSplitter()
    expect(splitter.push(' '.repeat(2_000))).toEqual([{ channel: 'answer', content: ' '.repeat(2_000) }])
  })
})
