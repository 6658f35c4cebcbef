import { expect, test } from 'vitest'
import { LexingPace } from '../../../../../src/renderer/chat/markdown/lexing-pace.ts'

function paceWithClock(): {
  pace: LexingPace
  parse: (cost_ms: number) => boolean
  rest: (ms: number) => void
} {
  let time_ms = 0
  const pace = new LexingPace(() => time_ms)
  return {
    pace,
    parse: (cost_ms) => pace.measure(() => (time_ms += cost_ms)),
    rest: (ms) => (time_ms += ms),
  }
}

test('one slow parse may be chance and costs no rest', () => {
  const { pace, parse } = paceWithClock()
  parse(20)
  expect(pace.wait_ms).toBe(0)
})

test('two slow parses in a row rest for twice what the last one cost', () => {
  const { pace, parse, rest } = paceWithClock()
  parse(20)
  parse(30)
  expect(pace.wait_ms).toBe(60)
  rest(60)
  expect(pace.wait_ms).toBe(0)
})

test('a fast parse in between starts the count again', () => {
  const { pace, parse } = paceWithClock()
  parse(20)
  parse(2)
  parse(20)
  expect(pace.wait_ms).toBe(0)
})

test('a parse of over 100 ms asks for plain text', () => {
  const { parse } = paceWithClock()
  expect(parse(100)).toBe(false)
  expect(parse(101)).toBe(true)
})
