import { expect, test } from 'vitest'
import { CountingClock, OwnParts } from '../../../../src/main/self-test/own-parts.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

test('a part counts as held until it is really ended', async () => {
  const parts = new OwnParts()
  const ended = Promise.withResolvers<void>()
  parts.add('store', () => ended.promise)
  parts.add('engine', () => Promise.reject(new Error('stuck')))
  expect(parts.held()).toEqual(['its store was not ended', 'its engine was not ended'])
  const disposing = parts.dispose()
  expect(parts.held()).toContain('its store was not ended')
  ended.resolve()
  expect((await disposing).map(({ message }) => message)).toEqual(['disposing engine: Error: stuck'])
  expect(parts.held()).toEqual(['its engine was not ended'])
})

test('a timer counts from its setting to its end, once', async () => {
  const clock = new VirtualClock()
  const counting = new CountingClock(clock)
  let ran = 0
  const undo = counting.after(100, () => ran++)
  counting.after(200, () => ran++)
  expect(counting.timers).toBe(2)
  undo()
  undo()
  expect(counting.timers).toBe(1)
  await clock.advance(200)
  expect({ ran, timers: counting.timers }).toEqual({ ran: 1, timers: 0 })
  expect(counting.now()).toBe(clock.now())
  expect(counting.wallTime()).toBe(clock.wallTime())
})
