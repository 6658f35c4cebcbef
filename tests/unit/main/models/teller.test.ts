import { expect, test } from 'vitest'
import { Teller } from '../../../../src/main/models/teller.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

function told(moves: () => boolean) {
  const clock = new VirtualClock()
  const at: number[] = []
  const teller = new Teller({ clock, every_ms: 250, tell: () => void at.push(clock.now()), moves })
  return { clock, at, teller }
}

test('what changes all the time is told four times a second, the latest always', async () => {
  const { clock, at, teller } = told(() => false)
  for (let ms = 0; ms < 1_000; ms += 10) {
    teller.changed()
    await clock.advance(10)
  }
  await clock.advance(1_000)
  expect(at).toEqual([0, 250, 500, 750, 1_000])
  expect(clock.armed).toBe(0)
})

test('what moves is told once a second although nobody says so, until it rests', async () => {
  let moving = true
  const { clock, at, teller } = told(() => moving)
  teller.changed()
  await clock.advance(2_500)
  moving = false
  await clock.advance(5_000)
  expect(at).toEqual([0, 1_000, 2_000, 3_000])
})

test('nothing is told after its end', async () => {
  const { clock, at, teller } = told(() => true)
  teller.changed()
  teller.dispose()
  teller.changed()
  await clock.advance(5_000)
  expect(at).toEqual([])
  expect(clock.armed).toBe(0)
})
