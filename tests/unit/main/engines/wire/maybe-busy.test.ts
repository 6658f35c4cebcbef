import { expect, test } from 'vitest'
import { MAYBE_BUSY_MS, MaybeBusy } from '../../../../../src/main/engines/wire/maybe-busy.ts'
import { VirtualClock } from '../../../../support/virtual-clock.ts'

function busyUnderTest() {
  const clock = new VirtualClock()
  const told: boolean[] = []
  return { clock, told, busy: new MaybeBusy(clock, (busy) => told.push(busy)) }
}

test('a left request makes a server busy until a first token', () => {
  const { clock, told, busy } = busyUnderTest()
  busy.clear()
  busy.left()
  busy.left()
  busy.clear()
  expect(told).toEqual([true, false])
  expect(clock.armed).toBe(0)
})

test('it ends after two minutes, counted from the last one left', async () => {
  const { clock, told, busy } = busyUnderTest()
  busy.left()
  await clock.advance(MAYBE_BUSY_MS - 1)
  busy.left()
  await clock.advance(MAYBE_BUSY_MS - 1)
  expect(told).toEqual([true])
  await clock.advance(1)
  expect(told).toEqual([true, false])
  expect(clock.armed).toBe(0)
})
