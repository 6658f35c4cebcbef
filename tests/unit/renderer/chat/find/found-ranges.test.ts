// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { FoundRanges, liveRange } from '../../../../../src/renderer/chat/find/found-ranges.ts'
import { matcherOf } from '../../../../../src/shared/find-text.ts'

/** An answer as it is drawn: groups of blocks. */
function answer(groups: readonly (readonly string[])[]): HTMLElement {
  const part = document.createElement('div')
  part.innerHTML = `<div>${groups
    .map((blocks) => `<div>${blocks.map((text) => `<p>${text}</p>`).join('')}</div>`)
    .join('')}</div>`
  return part
}

function watched(query: string): { ranges: FoundRanges; read: string[] } {
  const find = matcherOf(query)
  const read: string[] = []
  const ranges = new FoundRanges((text) => {
    read.push(text)
    return find?.(text) ?? []
  })
  return { ranges, read }
}

const words = (found: readonly StaticRange[]): string[] => found.map((one) => liveRange(one).toString())

test('of an answer in which one block grew, that block alone is read again', () => {
  const part = answer([
    ['a lamp', 'two lamps'],
    ['nothing', 'lamp'],
  ])
  const { ranges, read } = watched('lamp')
  expect(words(ranges.in(part))).toEqual(['lamp', 'lamp', 'lamp'])
  expect(read).toHaveLength(4)
  ranges.in(part)
  expect(read).toHaveLength(4)
  const text = part.querySelectorAll('p')[3]?.firstChild as Text
  text.appendData(' and lamp')
  ranges.changed(text)
  expect(ranges.in(part)).toHaveLength(4)
  expect(read.slice(4)).toEqual(['lamp and lamp'])
})

test('only what is in blocks that are near is told as near, and all of a text without blocks', () => {
  const part = answer([['lamp 1'], ['lamp 2', 'lamp 3']])
  const { ranges } = watched('lamp')
  const near = ranges.near(part, (element) => element.textContent.includes('3'))
  expect(near.map(({ startContainer }) => startContainer.textContent)).toEqual(['lamp 3'])
  const prompt = document.createElement('div')
  prompt.textContent = 'lamp'
  expect(ranges.near(prompt, () => false)).toHaveLength(1)
})

test('a place that runs over two elements is one range from the first to the last', () => {
  const part = answer([['a <b>table</b> <i>lamp</i> here']])
  expect(words(watched('table lamp').ranges.in(part))).toEqual(['table lamp'])
})
