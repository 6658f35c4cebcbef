import { execFileSync } from 'node:child_process'
import { longPrompt } from '../../support/run-llama.ts'
import type { Figure } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { TINY, withLlama } from './with-llama.ts'

const WARM_UP = 20

/** Memory of an engine process before and after many stops, half of them while it reads and half while it writes. */
export function memoryAfterStops({ quick }: BenchOptions): Promise<Figure[]> {
  const cycles = quick ? 20 : 200
  return withLlama({}, async (core) => {
    const cycle = async (i: number): Promise<void> => {
      const stream = core.send(TINY, `${i} ${longPrompt(i % 2 === 0 ? 2_000 : 20)}`)
      if (i % 2 === 0) await core.status(stream, 'thinking')
      else await core.text(stream, 40)
      await core.registry.stop(stream)
    }
    for (let i = 0; i < WARM_UP; i++) await cycle(i)
    const before = residentMegabytes(core.pid)
    for (let i = 0; i < cycles; i++) await cycle(i)
    const after = residentMegabytes(core.pid)
    return [
      {
        id: 'llama-memory',
        title: `Memory of the engine process over ${cycles} stops`,
        n: cycles,
        measures: [
          { what: 'resident before, MB', unit: '', value: before },
          { what: 'resident after, MB', unit: '', value: after },
          {
            what: 'processes started beside the first',
            unit: '',
            value: core.pids.length - 1,
            must_be_zero: true,
          },
        ],
      },
    ]
  })
}

/** As `ps` tells it. */
function residentMegabytes(pid: number): number {
  const kib = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }))
  return Math.round((kib * 1024) / 1_000_000)
}
