import { array, assert, constant, constantFrom, property, subarray, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import {
  blocksOf,
  CodeLines,
  isPieceOfLine,
  LINE_MAX_CHARS,
} from '../../../../../src/renderer/chat/markdown/code-lines.ts'
import { OpenFence } from '../../../../../src/renderer/chat/markdown/open-fence.ts'
import { everyPlace } from './whole-lex.ts'

const PARTS = [
  'x'.repeat(LINE_MAX_CHARS - 1),
  'x',
  'y'.repeat(2_100),
  'z\n',
  '\n',
  '  a b\n',
  '👩‍💻',
  '\t',
  'b',
]
const anyCode = array(constantFrom(...PARTS), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''))
const cutCode = anyCode.chain((code) => tuple(constant(code), subarray(everyPlace(code, 97))))

function arrived(code: string, cuts: readonly number[]): string[] {
  const lines = new CodeLines()
  const ends = [...cuts, code.length]
  for (const [index, end] of ends.entries()) lines.add(code.slice(index > 0 ? ends[index - 1] : 0, end))
  return lines.rest === '' ? [...lines.finished] : [...lines.finished, lines.rest]
}

test('however code arrives, its blocks are the same, and joined they are the code', () => {
  const holds = property(cutCode, ([code, cuts]) => {
    const blocks = arrived(code, cuts)
    expect(blocks).toEqual(blocksOf(code))
    expect(blocks.join('')).toBe(code)
  })
  assert(holds, { numRuns: 300 })
})

test('no block holds more of a line than is laid out at once, and none cuts a character in two', () => {
  const holds = property(anyCode, (code) => {
    for (const block of blocksOf(code)) {
      expect(Math.max(...block.split('\n').map((line) => line.length))).toBeLessThanOrEqual(LINE_MAX_CHARS)
      expect(block.isWellFormed()).toBe(true)
    }
  })
  assert(holds, { numRuns: 300 })
  expect(blocksOf(`${'x'.repeat(LINE_MAX_CHARS - 1)}😀`)).toEqual(['x'.repeat(LINE_MAX_CHARS - 1), '😀'])
})

test('pieces stand beside each other, and whole lines below: a piece never shares its block with another line', () => {
  const holds = property(anyCode, (code) => {
    const blocks = blocksOf(code)
    const wrong = blocks.filter((block, index) => {
      const before = blocks[index - 1]
      const piece = isPieceOfLine(block, before, blocks[index + 1])
      // What is below something ends what is above it.
      return piece ? block.slice(0, -1).includes('\n') : before?.endsWith('\n') === false
    })
    expect(wrong).toEqual([])
  })
  assert(holds, { numRuns: 300 })
})

test('an open fence shows the same blocks as its code when it has ended', () => {
  const holds = property(cutCode, ([code, cuts]) => {
    const fence = OpenFence.start('```js\n')?.fence
    const ends = [...cuts, code.length]
    for (const [index, end] of ends.entries()) fence?.feed(code.slice(index > 0 ? ends[index - 1] : 0, end))
    const { chunks = [], rest = '' } = fence?.token ?? {}
    const shown = code.replace(/\n$/, '')
    expect([...chunks, rest].join('')).toBe(shown)
    expect(blocksOf(shown).slice(0, chunks.length)).toEqual(chunks)
  })
  assert(holds, { numRuns: 300 })
})
