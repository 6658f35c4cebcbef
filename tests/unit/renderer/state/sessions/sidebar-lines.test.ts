// @vitest-environment node
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  groupByDay,
  lineOf,
  sessionAt,
  sidebarLines,
  startOfDay,
} from '../../../../../src/renderer/state/sessions/sidebar-lines.ts'
import { setActivity } from '../../../../../src/renderer/state/sessions/session-list.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import { summary } from '../../support/summary.ts'

const NOW = new Date(2026, 4, 20, 9).getTime()
const TODAY = startOfDay(NOW)
const DAY_MS = 86_400_000

const labels = (groups: readonly { label: string }[]): string[] => groups.map((group) => group.label)

test('sessions stand under the day people remember them by', () => {
  const list = [0, 1, 5, 20, 90].map((days) => summary(`${days}`, NOW - days * DAY_MS))
  expect(labels(groupByDay(list, TODAY))).toEqual([
    'Today',
    'Yesterday',
    'Last 7 days',
    'Last 30 days',
    'February 2026',
  ])
})

test('one minute before midnight is yesterday, not today, and a clock that was ahead is today', () => {
  const groups = groupByDay([summary('ahead', NOW + DAY_MS), summary('late', TODAY - 60_000)], TODAY)
  expect(labels(groups)).toEqual(['Today', 'Yesterday'])
})

test('every session is in one group, in its order, and a label comes once', () => {
  const ages = fc.array(fc.integer({ min: -DAY_MS, max: 900 * DAY_MS }), { maxLength: 60 })
  fc.assert(
    fc.property(ages, (ages_ms) => {
      const list = ages_ms.toSorted((a, b) => a - b).map((age, i) => summary(`${i}`, NOW - age))
      const groups = groupByDay(list, TODAY)
      expect(groups.flatMap((group) => group.sessions)).toEqual(list)
      expect(new Set(labels(groups)).size).toBe(groups.length)
      for (const { sessions } of groups) expect(sessions.length).toBeGreaterThan(0)
    }),
  )
})

test('pinned sessions come first, under their own heading; archived ones are shown alone', () => {
  const list = [
    summary('new', NOW),
    summary('away', NOW - 1, { archived: true, pinned: true }),
    summary('kept', NOW - 40 * DAY_MS, { pinned: true }),
  ]
  const lines = sidebarLines(list, false, TODAY)
  expect(labels(lines.sections)).toEqual(['Pinned', 'Today'])
  expect(lines.sessions.map((one) => one.title)).toEqual(['kept', 'new'])
  const archive = sidebarLines(list, true, TODAY)
  expect(labels(archive.sections)).toEqual(['Today'])
  expect(archive.sessions.map((one) => one.title)).toEqual(['away'])
})

test('a line is a heading or a session, and each session knows its line', () => {
  const list = [summary('a', NOW), summary('b', NOW - 1), summary('c', NOW - DAY_MS)]
  const lines = sidebarLines(list, false, TODAY)
  expect(lines.count).toBe(5)
  const titles = Array.from({ length: 6 }, (_, line) => sessionAt(lines, line)?.title ?? null)
  expect(titles).toEqual([null, 'a', 'b', null, 'c', null])
  expect(list.map((one) => lineOf(lines, one.session_id))).toEqual([1, 2, 4])
  expect(lineOf(lines, 'gone' as SessionId)).toBe(-1)
  expect(lineOf(lines, null)).toBe(-1)
})

test('the same list is not laid out again', () => {
  const list = [summary('a', NOW)]
  const lines = sidebarLines(list, false, TODAY)
  expect(sidebarLines(list, false, TODAY)).toBe(lines)
  expect(sidebarLines(setActivity(list, 'a' as SessionId, 'active'), false, TODAY)).not.toBe(lines)
})
