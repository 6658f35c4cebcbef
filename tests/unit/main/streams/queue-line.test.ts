import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder, moved, putBack } from '../../../../src/main/streams/queue-line.ts'
import type { QueueId } from '../../../../src/shared/ids.ts'

const items = (...ids: string[]) => ids.map((id) => ({ queue_id: id as QueueId }))
const ids = (list: readonly { queue_id: QueueId }[] | null) => list?.map(({ queue_id }) => queue_id).join('')
const id = (name: string) => name as QueueId

test('one is moved before another, to the end, and nowhere', () => {
  const list = items('a', 'b', 'c')
  expect(ids(moved(list, id('c'), id('a')))).toBe('cab')
  expect(ids(moved(list, id('a'), id('c')))).toBe('bac')
  expect(ids(moved(list, id('a'), null))).toBe('bca')
  expect(ids(moved(list, id('b'), id('b')))).toBe('abc')
  expect(moved(list, id('x'), null)).toBeNull()
  expect(moved(list, id('a'), id('x'))).toBeNull()
})

test('what is put back stands before the nearest that followed it, else at the end', () => {
  const [b] = items('b')
  if (!b) throw new Error('there is one')
  expect(ids(putBack(items('a', 'c', 'd'), b, [id('c'), id('d')]))).toBe('abcd')
  expect(ids(putBack(items('a', 'd'), b, [id('c'), id('d')]))).toBe('abd')
  expect(ids(putBack(items('e', 'f'), b, [id('c')]))).toBe('efb')
})

test('an order made earlier keeps who is there and puts the newer ones behind', () => {
  expect(ids(inOrder(items('a', 'b', 'n'), [id('c'), id('b'), id('a')]))).toBe('ban')
})

test('moving neither adds nor loses one, and changes the place of one alone', () => {
  const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(lists, fc.nat(), fc.nat(), (names, from, to) => {
      const list = items(...names)
      const what = list[from % list.length]
      const before = [...list, null][to % (list.length + 1)]?.queue_id ?? null
      if (!what) return
      const result = moved(list, what.queue_id, before)
      expect(result?.toSorted(byId)).toEqual(list.toSorted(byId))
      expect(result?.filter((one) => one !== what)).toEqual(list.filter((one) => one !== what))
    }),
  )
})

function byId(a: { queue_id: QueueId }, b: { queue_id: QueueId }): number {
  return a.queue_id < b.queue_id ? -1 : 1
}
