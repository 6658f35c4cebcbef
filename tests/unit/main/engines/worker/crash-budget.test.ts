import { expect, test } from 'vitest'
import {
  CRASH_WINDOW_MS,
  CRASHES_MAX,
  CrashBudget,
} from '../../../../../src/main/engines/worker/crash-budget.ts'
import { VirtualClock } from '../../../../support/virtual-clock.ts'

test('three crashes in five minutes use it up, two do not', () => {
  const budget = new CrashBudget(new VirtualClock())
  for (let i = 1; i <= CRASHES_MAX; i++) {
    expect(budget.exhausted('m')).toBe(false)
    budget.record('m')
  }
  expect(budget.exhausted('m')).toBe(true)
})

test('a crash counts for five minutes and no longer', async () => {
  const clock = new VirtualClock()
  const budget = new CrashBudget(clock)
  budget.record('m')
  await clock.advance(CRASH_WINDOW_MS - 1)
  budget.record('m')
  budget.record('m')
  expect(budget.exhausted('m')).toBe(true)
  await clock.advance(1)
  expect(budget.exhausted('m')).toBe(false)
  budget.record('m')
  expect(budget.exhausted('m')).toBe(true)
})

test('each model has its own, and a person gives it back', () => {
  const budget = new CrashBudget(new VirtualClock())
  for (let i = 0; i < CRASHES_MAX; i++) budget.record('m')
  expect(budget.exhausted('other')).toBe(false)
  budget.reset('m')
  expect(budget.exhausted('m')).toBe(false)
})
