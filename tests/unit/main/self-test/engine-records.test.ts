import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countOverlaps } from '../../../../src/main/self-test/engine-records.ts'
import type { RunRecord } from '../../../../src/shared/run-record.ts'

interface Ran {
  run: string
  from: number
  to?: number
  session?: string
  pid?: number
}

function records(...runs: Ran[]): RunRecord[] {
  return runs.flatMap(({ run, from, to, session = 's', pid = 1 }) => {
    const record = (event: RunRecord['event'], at: number): RunRecord => ({
      event,
      run_id: run,
      session_id: session,
      pid,
      at_ns: String(at),
      tokens: 0,
      late: 0,
    })
    return [
      record('begin', from),
      ...(to === undefined ? [] : [record('cancel_seen', to), record('end', to)]),
    ]
  })
}

const count = (runs: Ran[], exits: { pid: number; at_ns: bigint }[] = [], now = 1_000n): number =>
  countOverlaps(records(...runs), exits, now)

describe('generations of one session', () => {
  test('one after the other do not overlap, also when one begins as the other ends', () => {
    expect(count([])).toBe(0)
    expect(
      count([
        { run: 'a', from: 1, to: 5 },
        { run: 'b', from: 5, to: 9 },
      ]),
    ).toBe(0)
  })

  test('that are alive together do, each pair once', () => {
    expect(
      count([
        { run: 'a', from: 1, to: 6 },
        { run: 'b', from: 5, to: 9 },
      ]),
    ).toBe(1)
    expect(
      count([
        { run: 'a', from: 1, to: 9 },
        { run: 'b', from: 2, to: 3 },
      ]),
    ).toBe(1)
    expect(
      count([
        { run: 'a', from: 1, to: 9 },
        { run: 'b', from: 2, to: 9 },
        { run: 'c', from: 3, to: 9 },
      ]),
    ).toBe(3)
  })

  test('of different sessions never count', () => {
    expect(
      count([
        { run: 'a', from: 1, to: 9, session: '1' },
        { run: 'b', from: 2, to: 8, session: '2' },
      ]),
    ).toBe(0)
  })

  test('without an end lasted until their process was gone', () => {
    const killed = [
      { run: 'a', from: 1, pid: 7 },
      { run: 'b', from: 5, to: 9, pid: 8 },
    ]
    expect(count(killed, [{ pid: 7, at_ns: 4n }])).toBe(0)
    expect(count(killed, [{ pid: 7, at_ns: 6n }])).toBe(1)
  })

  test('without an end and without an exit are still alive', () => {
    expect(
      count([
        { run: 'a', from: 1 },
        { run: 'b', from: 500, to: 600 },
      ]),
    ).toBe(1)
    expect(
      count([
        { run: 'a', from: 1, to: 2 },
        { run: 'b', from: 500 },
      ]),
    ).toBe(0)
  })

  test('laid end to end never overlap, and pulled together by one always do', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 50 }), { minLength: 2, maxLength: 20 }), (lengths) => {
        let at = 0
        const runs = lengths.map((length, i) => ({ run: String(i), from: at, to: (at += length) }))
        expect(count(runs)).toBe(0)
        const pulled = runs.map((run, i) => (i === 1 ? { ...run, from: run.from - 1 } : run))
        expect(count(pulled)).toBe(1)
      }),
    )
  })
})
