import { expect, test } from 'vitest'
import { LAMPS_MAX, ScenarioLamps } from '../../../../src/main/self-test/scenario-lamps.ts'
import type { LogLine } from '../../../../src/main/ports.ts'

function lampsOf(log: LogLine[]): ScenarioLamps {
  return new ScenarioLamps({ log, events: [] })
}

test('a lamp follows its stream through its life', () => {
  const log: LogLine[] = []
  const lamps = lampsOf(log)
  const seen = [
    { event: 'stream_open' },
    { event: 'stream_start' },
    { event: 'stream_status' },
    { event: 'stream_settled' },
    { event: 'stream_end', forced: false },
  ].map((line) => {
    log.push({ ...line, stream_id: 'a' })
    return lamps.look().lamps
  })
  expect(seen).toEqual([['waiting'], ['running'], ['running'], ['ended'], ['released']])
})

test('an engine that had to be forced, and a prompt that never reached one, are told apart', () => {
  const lamps = lampsOf([
    { event: 'stream_open', stream_id: 'a' },
    { event: 'stream_open', stream_id: 'b' },
    { event: 'stream_start', stream_id: 'a' },
    { event: 'stream_discarded', stream_id: 'b' },
    { event: 'stream_end', stream_id: 'a', forced: true },
  ])
  expect(lamps.look().lamps).toEqual(['forced', 'released'])
})

test(`only the newest ${LAMPS_MAX} are drawn`, () => {
  const log = Array.from({ length: LAMPS_MAX + 10 }, (_, index) => ({
    event: 'stream_open',
    stream_id: String(index),
  }))
  const lamps = lampsOf([...log, { event: 'stream_start', stream_id: String(LAMPS_MAX + 9) }])
  const drawn = lamps.look().lamps
  expect(drawn).toHaveLength(LAMPS_MAX)
  expect(drawn.at(-1)).toBe('running')
})
