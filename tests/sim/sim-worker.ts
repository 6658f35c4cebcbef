import type { SimFigures } from './sim-figures.ts'
import { loadModules } from './modules.ts'
import { simulate } from './simulate.ts'
import { stepsOf } from './steps.ts'

/** What one thread is to do: every `every`th seed from `from`, until it is told to end. */
export interface SimTask {
  from: number
  every: number
  seeds: number
  steps: number
  until_ms: number
}

/** Between two looks at the clock outside. */
const BATCH = 20

// Nobody reads where an abort came from; a seed that breaks a promise is lived again with all of that.
Error.stackTraceLimit = 0

/** A part of a run, in a process of its own: prints its figures as JSON. */
async function main(task: SimTask): Promise<void> {
  const modules = await loadModules()
  const figures: SimFigures = { seeds: 0, steps: 0, cpu_ms: 0, met: {}, failed: null }
  const started = process.cpuUsage()
  let unhandled: unknown = null
  process.on('unhandledRejection', (error) => (unhandled ??= error))
  for (let number = 0; number < task.seeds && figures.failed === null && Date.now() < task.until_ms;) {
    // In a tick of its own: promises can only be run where none is running.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        for (let batch = 0; batch < BATCH && number < task.seeds && figures.failed === null; batch++) {
          live(task.from + number++ * task.every, task.steps)
        }
        resolve()
      })
    })
    await new Promise((resolve) => setImmediate(resolve))
    if (unhandled) throw new Error('a promise was rejected where nobody waits', { cause: unhandled })
  }
  const { user, system } = process.cpuUsage(started)
  figures.cpu_ms = (user + system) / 1_000
  process.stdout.write(JSON.stringify(figures))

  function live(seed: number, count: number): void {
    const outcome = simulate({ modules, seed, steps: stepsOf(seed, count) })
    figures.seeds++
    figures.steps += outcome.steps
    for (const [what, times] of Object.entries(outcome.met))
      figures.met[what] = (figures.met[what] ?? 0) + times
    if (outcome.broken) figures.failed = seed
  }
}

await main(JSON.parse(process.argv[2] ?? '') as SimTask)
