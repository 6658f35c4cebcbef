import { expect, test } from 'vitest'
import type { ScenarioVerdict } from '../../../src/shared/stability.ts'
import { verdictSentence } from '../../../src/shared/stability.ts'

const NOTHING = { p50: null, max: null }
const verdict = (title: string, ok = true): ScenarioVerdict => ({
  name: title,
  title,
  ok,
  opportunities: 1,
  overlap: 0,
  stale: 0,
  leaks: 0,
  stop_ms: NOTHING,
  first_token_ms: NOTHING,
  problems: [],
})

test('the whole promise is told only when every scenario was played and holds', () => {
  expect(verdictSentence([verdict('a'), verdict('b')], 2)).toBe(
    '2 of 2 hold: Stop stops, resend does not mix, nothing is left behind.',
  )
  expect(verdictSentence([verdict('a')], 2)).toBe('1 of 2 hold; the others were not tried.')
  expect(verdictSentence([], 2)).toBe('0 of 2 hold; the others were not tried.')
})

test('what is broken is named', () => {
  expect(verdictSentence([verdict('a'), verdict('b', false)], 2)).toBe('1 of 2 hold. 1 is BROKEN: “b”.')
  expect(verdictSentence([verdict('a', false), verdict('b', false)], 3)).toBe(
    '0 of 3 hold. 2 are BROKEN: “a”, “b”.',
  )
})
