// @vitest-environment node
import { expect, test } from 'vitest'
import {
  activityWords,
  neighbour,
  setActivity,
  upsertSession,
} from '../../../../src/renderer/state/session-list.ts'
import type { SessionId } from '../../../../src/shared/ids.ts'
import type { SessionActivity, SessionSummary } from '../../../../src/shared/session.ts'

function session(name: string, updated_at: number, activity: SessionActivity = 'idle'): SessionSummary {
  return {
    session_id: name as SessionId,
    title: name,
    created_at: 0,
    updated_at,
    model: null,
    pinned: false,
    archived: false,
    activity,
  }
}

test('the session changed last comes first, once', () => {
  const list = [session('a', 2), session('b', 1)]
  expect(upsertSession(list, session('b', 3)).map((one) => one.title)).toEqual(['b', 'a'])
})

test('an activity that is known already changes nothing', () => {
  const list = [session('a', 2, 'active')]
  expect(setActivity(list, 'a' as SessionId, 'active')).toBe(list)
  expect(setActivity(list, 'none' as SessionId, 'active')).toBe(list)
  expect(setActivity(list, 'a' as SessionId, 'idle')[0]?.activity).toBe('idle')
})

test('the neighbour of the last is the first; of a new chat it is the newest or the oldest', () => {
  const list = [session('a', 2), session('b', 1)]
  expect(neighbour(list, 'b' as SessionId, 1)).toBe('a')
  expect(neighbour(list, null, 1)).toBe('a')
  expect(neighbour(list, null, -1)).toBe('b')
  expect(neighbour([], null, 1)).toBeNull()
})

test('what runs is counted in words', () => {
  expect(activityWords([session('a', 1)], () => false)).toBe('')
  const list = [session('a', 1, 'active'), session('b', 1, 'active'), session('c', 1, 'stopping')]
  expect(activityWords(list, () => false)).toBe('2 answering, 1 stopping')
  expect(activityWords(list, (id) => id === 'b')).toBe('1 answering, 1 waiting, 1 stopping')
  expect(activityWords(list.slice(0, 2), () => true)).toBe('2 waiting')
})
