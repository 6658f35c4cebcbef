import { expect, test } from 'vitest'
import { JsonSlicer } from '../../../../src/main/transfer/json-slicer.ts'

/** A slicer inside the header of its first chat. */
function inHeader(): JsonSlicer {
  const slicer = new JsonSlicer()
  slicer.push('{"format":"sluice-chats","sessions":[{')
  return slicer
}

test('a header full of lists takes as long as it is, however hostile: main goes on with everything else', () => {
  const slicer = inHeader()
  const lists = '"a":[],'.repeat(9_000)
  const from = performance.now()
  for (let pieces = 0; pieces < 16; pieces++) slicer.push(lists)
  const slices = slicer.push('"messages":[]}]}')
  expect(slices.map(({ type }) => type)).toEqual(['chat', 'chat_end'])
  // It took minutes when each list looked at all that stood before it.
  expect(performance.now() - from).toBeLessThan(2_000)
})

test('a list is known by its name wherever the file is cut, and by nothing else', () => {
  const file =
    '{"x":[1],"y":{"sessions":[2]},"z":"sessions","format":"\\"sessions\\":[","sessions" :\n [{"messages":\t[]}]}'
  const whole = new JsonSlicer().push(file)
  const by_letters = new JsonSlicer()
  expect([...file].flatMap((letter) => by_letters.push(letter))).toEqual(whole)
  by_letters.end()
  expect(whole.map(({ type }) => type)).toEqual(['file', 'chat', 'chat_end'])
})
