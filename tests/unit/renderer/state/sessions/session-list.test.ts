// @vitest-environment node
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  activityWords,
  neighbour,
  removeSession,
  setActivity,
  upsertSession,
} from '../../../../../src/renderer/state/sessions/session-list.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import type { SessionSummary } from '../../../../../src/shared/session.ts'
import { summary } from '../../support/summary.ts'

test('the session changed last comes first, once', () => {
  const list = [summary('a', 2), summary('b', 1)]
  expect(upsertSession(list, summary('b', 3)).map((one) => one.title)).toEqual(['b', 'a'])
})

test('a session that did not move stays in its place, also among equals', () => {
  const list = [summary('a', 2), summary('b', 2), summary('c', 1)]
  const renamed = { ...summary('b', 2), title: 'B' }
  expect(upsertSession(list, renamed).map((one) => one.title)).toEqual(['a', 'B', 'c'])
  expect(list.map((one) => one.title)).toEqual(['a', 'b', 'c'])
})

test('a list stays in order whatever is put into it and taken out', () => {
  const step = fc.record({ name: fc.integer({ min: 0, max: 9 }), at: fc.nat(20), goes: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const known = new Map<string, number>()
      let list: readonly SessionSummary[] = []
      for (const { name, at, goes } of steps) {
        const id = `${name}`
        list = goes ? removeSession(list, id as SessionId) : upsertSession(list, summary(id, at))
        if (goes) known.delete(id)
        else known.set(id, at)
      }
      expect(new Map(list.map((one) => [one.title, one.updated_at]))).toEqual(known)
      expect(list).toHaveLength(known.size)
      const times = list.map((one) => one.updated_at)
      expect(times).toEqual(times.toSorted((a, b) => b - a))
    }),
  )
})

test('an activity that is known already changes nothing', () => {
  const list = [summary('a', 2, { activity: 'active' })]
  expect(setActivity(list, 'a' as SessionId, 'active')).toBe(list)
  expect(setActivity(list, 'none' as SessionId, 'active')).toBe(list)
  expect(setActivity(list, 'a' as SessionId, 'idle')[0]?.activity).toBe('idle')
})

test('the neighbour of the last is the first; of a new chat it is the newest or the oldest', () => {
  const list = [summary('a', 2), summary('b', 1)]
  expect(neighbour(list, 'b' as SessionId, 1)).toBe('a')
  expect(neighbour(list, null, 1)).toBe('a')
  expect(neighbour(list, null, -1)).toBe('b')
  expect(neighbour([], null, 1)).toBeNull()
})

test('what runs is counted in words', () => {
  expect(activityWords([summary('a', 1)], () => false)).toBe('')
  const list = [
    summary('a', 1, { activity: 'active' }),
    summary('b', 1, { activity: 'active' }),
    summary('c', 1, { activity: 'stopping' }),
  ]
  expect(activityWords(list, () => false)).toBe('2 answering, 1 stopping')
  expect(activityWords(list, (id) => id === 'b')).toBe('1 answering, 1 waiting, 1 stopping')
  expect(activityWords(list.slice(0, 2), () => true)).toBe('2 waiting')
})
