import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { SimFigures, SimRun } from './sim-figures.ts'
import type { SimTask } from './sim-worker.ts'

const WORKER = resolve(import.meta.dirname, 'sim-worker.ts')

export interface SimRunOptions {
  /** The first seed. */
  from: number
  seeds: number
  steps: number
  within_ms: number
}

/** Many lives, on all processors; ends at the first that broke a promise, or when the time is over. */
export async function runSim({ from, seeds, steps, within_ms }: SimRunOptions): Promise<SimRun> {
  const processes = Math.max(1, availableParallelism())
  const began = Date.now()
  const parts = await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const share = Math.ceil((seeds - index) / processes)
      const task = { from: from + index, every: processes, seeds: share, steps, until_ms: began + within_ms }
      return runPart(task)
    }),
  )
  const met: Record<string, number> = {}
  for (const part of parts) {
    for (const [what, times] of Object.entries(part.met)) met[what] = (met[what] ?? 0) + times
  }
  const sum = (of: (part: SimFigures) => number): number => parts.reduce((all, part) => all + of(part), 0)
  const failures = parts.flatMap(({ failed }) => failed ?? [])
  return {
    seeds: sum((part) => part.seeds),
    steps: sum((part) => part.steps),
    cpu_ms: sum((part) => part.cpu_ms),
    met,
    failed: failures.length > 0 ? Math.min(...failures) : null,
    wall_ms: Date.now() - began,
    processes,
  }
}

async function runPart(task: SimTask): Promise<SimFigures> {
  const args = ['--disable-warning=ExperimentalWarning', WORKER, JSON.stringify(task)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout) as SimFigures
}

/** What came up least, and what is known of speed, in one line each. */
export function figureLines(run: SimRun, steps: number): string[] {
  const { seeds, cpu_ms, wall_ms, processes, met } = run
  const rate = Math.round(run.steps / (cpu_ms / 1_000))
  const of = (what: string): string => `${what} ${(met[what] ?? 0).toLocaleString('en')}`
  const said = [
    'opened',
    'success',
    'stopped',
    'superseded',
    'interrupted',
    'error',
    'forced',
    'fenced',
    'crash',
    'reload',
  ]
  return [
    `${seeds.toLocaleString('en')} seeds x ${steps} steps = ${run.steps.toLocaleString('en')} steps in ${(wall_ms / 1_000).toFixed(0)} s`,
    `${rate.toLocaleString('en')} steps a second of one processor, ${processes} processes`,
    said.map(of).join(', '),
  ]
}
