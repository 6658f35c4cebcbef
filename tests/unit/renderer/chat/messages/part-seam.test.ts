import { expect, test } from 'vitest'
import { PartSeam } from '../../../../../src/renderer/chat/messages/part-seam.ts'
import type { MessagePart } from '../../../../../src/shared/session.ts'
import { appendText } from '../../../../../src/shared/session.ts'

test('text of one channel goes on in the same part; what is finished stays the same object at each token', () => {
  const seam = new PartSeam()
  const before: MessagePart[] = [
    { channel: 'reasoning', text: 'hm' },
    { channel: 'answer', text: 'Once ' },
  ]
  let added: MessagePart[] = []
  expect(seam.join(before, added)).toBe(before)
  added = appendText(added, 'answer', 'upon')
  expect(seam.join(before, added)).toEqual([before[0], { channel: 'answer', text: 'Once upon' }])
  added = appendText(added, 'answer', ' a')
  added = appendText(added, 'reasoning', 'so')
  const then = seam.join(before, added)
  added = appendText(added, 'reasoning', ' far')
  const later = seam.join(before, added)
  expect(later.map((part) => part.text)).toEqual(['hm', 'Once upon a', 'so far'])
  expect([later[0], later[1]]).toEqual([then[0], then[1]])
  expect(later[0]).toBe(before[0])
  expect(later[1]).toBe(then[1])
})

test('a part of another channel is a part of its own', () => {
  const before: MessagePart[] = [{ channel: 'answer', text: 'Once' }]
  const added: MessagePart[] = [{ channel: 'reasoning', text: 'hm' }]
  expect(new PartSeam().join(before, added)).toEqual([...before, ...added])
})
