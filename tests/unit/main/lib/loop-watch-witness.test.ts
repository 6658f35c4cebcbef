import { expect, test } from 'vitest'
import { LOOK_MS } from '../../../../src/main/lib/loop-watch-pulse.ts'
import { LoopWitness } from '../../../../src/main/lib/loop-watch-witness.ts'

/** A watcher whose looks come on time, at a main whose ticks are in the test's hands. */
class Watched {
  now = 1_000_000
  ticks = 1
  asleep = false
  #witness = new LoopWitness({ now: this.now, ticks: this.ticks, asleep: this.asleep })

  /** What is told in that much time, in milliseconds of the block. */
  pass(ms: number, during: () => void = () => {}): number[] {
    const told: number[] = []
    for (const until = this.now + ms; this.now < until;) {
      this.now += LOOK_MS
      during()
      told.push(...this.look())
    }
    return told
  }

  look(): number[] {
    const { now, ticks, asleep } = this
    return [this.#witness.look({ now, ticks, asleep }) ?? []].flat()
  }
}

test('a main that ticks is not told of', () => {
  const watched = new Watched()
  expect(watched.pass(600_000, () => watched.ticks++)).toEqual([])
})

test('a main that hangs is told of after 1 s, 5 s, 30 s, and then each minute', () => {
  const watched = new Watched()
  watched.pass(10_000, () => watched.ticks++)
  expect(watched.pass(200_000)).toEqual([1_000, 5_000, 30_000, 60_000, 120_000, 180_000])
})

test('a block below a second is left to main itself', () => {
  const watched = new Watched()
  for (let i = 0; i < 100; i++) {
    watched.ticks++
    expect(watched.pass(LOOK_MS)).toEqual([])
    expect(watched.pass(750)).toEqual([])
  }
})

test('after a tick the next block is told from its beginning', () => {
  const watched = new Watched()
  expect(watched.pass(6_000)).toEqual([1_000, 5_000])
  watched.ticks++
  watched.pass(LOOK_MS)
  expect(watched.pass(5_000)).toEqual([1_000, 5_000])
})

test('a time in which the watcher itself did not run is not held against main', () => {
  const watched = new Watched()
  watched.pass(500)
  watched.now += 8 * 3_600_000
  expect(watched.look()).toEqual([])
  expect(watched.pass(750)).toEqual([])
  watched.ticks++
  expect(watched.pass(500)).toEqual([])
})

test('a main that still hangs after such a time is told of anew', () => {
  const watched = new Watched()
  watched.pass(2_000)
  watched.now += 60_000
  expect(watched.look()).toEqual([])
  expect(watched.pass(1_000)).toEqual([1_000])
})

test('from suspend to resume nothing is told', () => {
  const watched = new Watched()
  watched.asleep = true
  expect(watched.pass(100_000)).toEqual([])
  watched.asleep = false
  expect(watched.pass(750)).toEqual([])
})

test('a look that comes a little late tells how long it is by then', () => {
  const watched = new Watched()
  expect(watched.pass(4_750)).toEqual([1_000])
  watched.now += 700
  expect(watched.look()).toEqual([5_450])
  expect(watched.pass(24_000)).toEqual([])
})
