import { describe, expect, test } from 'vitest'
import { IncrementalDocument } from '../../../../../src/renderer/chat/markdown/incremental-document.ts'
import { CORPUS } from './markdown-corpus.ts'
import { everyPlace, lexCut, lexWhole } from './whole-lex.ts'

describe('however the text is cut, the finished blocks are those of the whole text', () => {
  test.each(Object.entries(CORPUS))('%s', (_, text) => {
    const whole = lexWhole(text)
    expect(lexCut(text, [])).toBe(whole)
    expect(lexCut(text, everyPlace(text))).toBe(whole)
    for (const place of everyPlace(text)) expect(lexCut(text, [place])).toBe(whole)
  })

  test('and at every end the text could have', () => {
    for (const text of Object.values(CORPUS)) {
      for (const end of everyPlace(text)) {
        const part = text.slice(0, end)
        expect(lexCut(part, everyPlace(part))).toBe(lexWhole(part))
      }
    }
  })
})

function streamed(text: string, now = () => 0): IncrementalDocument {
  const document = new IncrementalDocument(now)
  for (const char of text) document.append(char)
  return document
}

describe('what is finished', () => {
  test('blocks that nothing can change stay the same objects while the text goes on', () => {
    const document = streamed('# Head\n\nA paragraph.\n\n- a list\n\nThe end ')
    const before = document.blocks.slice(0, 3)
    document.append('of it **all**.\n\nMore')
    expect(document.blocks.slice(0, 3).every((block, index) => block === before[index])).toBe(true)
    expect(before.map(({ token }) => token.type)).toEqual(['heading', 'paragraph', 'list'])
  })

  test('a full group of 24 blocks stays the same array', () => {
    const document = streamed('para\n\n'.repeat(30))
    const first = document.groups[0]
    document.append('more\n\nand more\n')
    expect(first).toHaveLength(24)
    expect(document.groups[0]).toBe(first)
  })

  test('an open block keeps its id when it is finished', () => {
    const document = streamed('one\n\ntwo')
    expect(document.blocks.map(({ id }) => id)).toEqual([0, 1])
    document.append('\n\nthree')
    document.finish()
    expect(document.blocks.map(({ id }) => id)).toEqual([0, 1, 2])
  })

  test('a definition that comes late changes the blocks that refer to it, and only those', () => {
    const document = streamed('See [it].\n\nNothing here.\n\nLast.\n\n')
    const [see, nothing] = document.blocks
    document.append('[it]: http://x.example\n\nAfter.\n\nEnd')
    expect(document.blocks[0]).not.toBe(see)
    expect(document.blocks[1]).toBe(nothing)
    expect(JSON.stringify(document.blocks[0]?.token)).toContain('http://x.example')
  })

  test('what only looked like a definition leaves no link behind', () => {
    const document = new IncrementalDocument(() => 0)
    document.append('See [it].\n\nNext.\n\n[it]:\nhttp://x.exa')
    document.append(' mple\n')
    document.finish()
    expect(JSON.stringify(document.blocks)).not.toContain('"type":"link","raw":"[it]"')
    expect(document.blocks).toHaveLength(3)
  })

  test('an open block that is not the last stays the same object', () => {
    const document = streamed('Para with *emphasis*\n\n- it')
    const [para] = document.blocks
    document.append('em')
    expect(document.blocks[0]).toBe(para)
    expect(document.blocks).toHaveLength(2)
  })

  test('a finished document refuses more text', () => {
    const document = streamed('x')
    document.finish()
    expect(() => document.append('y')).toThrow('does not grow')
  })
})

describe('when parsing is slow', () => {
  /** A clock that goes on by `step_ms` at each look: what happens between two looks takes that long. */
  function steppingClock(): { now: () => number; step_ms: number; time_ms: number } {
    const clock = { step_ms: 0, time_ms: 0, now: () => (clock.time_ms += clock.step_ms) }
    return clock
  }

  test('after two slow parses the text waits unparsed, and nothing of it is missing', () => {
    const clock = steppingClock()
    const document = new IncrementalDocument(clock.now)
    clock.step_ms = 20
    document.append('one **two** ')
    document.append('three ')
    document.append('**four**')
    expect(document.blocks.at(-1)?.token).toMatchObject({ type: 'plain', raw: '**four**' })
    clock.step_ms = 0
    expect(document.due_ms).toBeGreaterThan(0)
    expect(document.due_ms).toBeLessThanOrEqual(40)
    clock.time_ms += 100
    document.catchUp()
    expect(document.due_ms).toBeNull()
    expect(document.blocks.map(({ token }) => token.type)).toEqual(['paragraph'])
  })

  test('a block that took over 100 ms is plain text up to the next blank line', () => {
    const clock = steppingClock()
    const document = new IncrementalDocument(clock.now)
    clock.step_ms = 150
    document.append(`> ${'**slow** '.repeat(200)}`)
    expect(document.blocks.map(({ token }) => token.type)).toEqual(['plain'])
    clock.step_ms = 0
    clock.time_ms += 1_000
    document.append('still **slow**\n\nfast **again**')
    document.finish()
    expect(document.blocks.map(({ token }) => token.type)).toEqual(['plain', 'paragraph'])
  })
})

test.each(['a$$a$$\n===', 'a$$a$$\nwords\n===', 'a$$\nb\n$$\n---\n'])(
  'words with a formula behind them are a heading where an underline comes, wherever %j is cut',
  (text) => {
    const whole = lexWhole(text)
    expect(whole).toContain('"type":"heading"')
    const wrong = [[], everyPlace(text), ...everyPlace(text).map((cut) => [cut])].filter(
      (cuts) => lexCut(text, cuts) !== whole,
    )
    expect(wrong).toEqual([])
  },
)
