// @vitest-environment node
import { array, assert, boolean, double, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { Pace, SHARE } from '../../../../../src/renderer/state/streams/pace.ts'
import { FakeFrames, FRAME_MS } from '../../support/fake-frames.ts'

interface Drawn {
  frames: FakeFrames
  pace: Pace
  /** In which frames, by their number, text was drawn. */
  at: number[]
}

/** Draws text that never ends for so many frames; the n-th update costs `cost(n)`. */
function drawing(): Drawn & { runs: (frames: number, cost: (update: number) => number) => void } {
  const frames = new FakeFrames()
  const at: number[] = []
  let cost: (update: number) => number = () => 0
  const pace = new Pace(frames, () => {
    at.push(Math.round(frames.now() / FRAME_MS))
    frames.cost_ms = cost(at.length)
  })
  const runs = (count: number, costs: (update: number) => number): void => {
    cost = costs
    for (let n = 0; n < count; n++) {
      pace.ask()
      frames.frame()
    }
  }
  return { frames, pace, at, runs }
}

/** How many frames lie from each update to the next. */
const gaps = (at: readonly number[]): number[] => at.slice(1).map((frame, index) => frame - (at[index] ?? 0))

test('an update within its share of a frame is drawn in every frame', () => {
  const { at, runs } = drawing()
  runs(60, () => SHARE * FRAME_MS - 0.1)
  expect(at).toHaveLength(60)
})

test.each([
  { share_of_frames: 1.5, apart: 2 },
  { share_of_frames: 2.05, apart: 2 },
  { share_of_frames: 2.4, apart: 3 },
])('one that costs its share of $share_of_frames frames is drawn evenly, every $apart frames', (one) => {
  const { at, runs } = drawing()
  runs(60, () => one.share_of_frames * SHARE * FRAME_MS)
  expect(new Set(gaps(at.slice(1)))).toEqual(new Set([one.apart]))
})

test('whatever an update costs, text waits for no more than three frames', () => {
  const { at, runs } = drawing()
  runs(60, () => 40)
  expect(Math.max(...gaps(at))).toBe(3)
})

test('costs that waver around a limit do not make text alternate', () => {
  const { at, runs } = drawing()
  const limit_ms = SHARE * (FRAME_MS + 2)
  runs(240, (update) => limit_ms * (update % 16 < 8 ? 1.1 : 0.85))
  expect(new Set(gaps(at.slice(16)))).toEqual(new Set([2]))
})

test('one slow update among cheap ones changes nothing', () => {
  const { at, runs } = drawing()
  runs(20, () => 1)
  runs(20, (update) => (update === 25 ? 12 : 1))
  expect(at).toHaveLength(40)
})

test('text that has become cheap is drawn in every frame again', () => {
  const { at, runs } = drawing()
  runs(60, () => 10)
  const before = at.length
  runs(60, () => 1)
  expect(new Set(gaps(at.slice(before + 6)))).toEqual(new Set([1]))
})

test('after a pause nothing waits longer than for the next frame', () => {
  const { at, frames, runs } = drawing()
  runs(60, () => 10)
  for (let n = 0; n < 10; n++) frames.frame()
  const before = at.length
  runs(1, () => 10)
  expect(at).toHaveLength(before + 1)
})

test('whatever updates cost: all that was asked for is drawn, never twice in a frame, within three frames', () => {
  const steps = array(record({ asked: boolean(), cost: double({ min: 0, max: 16, noNaN: true }) }))
  assert(
    property(steps, (all) => {
      const frames = new FakeFrames()
      let waits_since: number | null = null
      const drawn = new Set<number>()
      const pace = new Pace(frames, () => {
        expect(waits_since).not.toBeNull()
        expect(frames.now() - (waits_since ?? 0)).toBeLessThan(3 * FRAME_MS + 1e-3)
        expect(drawn.has(frames.now())).toBe(false)
        drawn.add(frames.now())
        waits_since = null
      })
      for (const { asked, cost } of all) {
        if (asked) {
          waits_since ??= frames.now()
          pace.ask()
        }
        frames.cost_ms = cost
        frames.frame()
      }
      for (let n = 0; n < 3; n++) frames.frame()
      expect(waits_since).toBeNull()
    }),
  )
})

test('what was drawn with something else is not drawn again, and nothing is left when it ends', () => {
  const { at, frames, pace } = drawing()
  pace.ask()
  pace.drop()
  frames.frame()
  expect(at).toEqual([])
  pace.ask()
  pace.dispose()
  expect(frames.pending).toBe(0)
})
