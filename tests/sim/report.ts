import type { SimModules } from './modules.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'
import { stepsOf } from './steps.ts'

/** A seed that breaks a promise, for a person to read: the fewest steps that do, what happened in them, and how to see it again. */
export function failureReport(modules: SimModules, seed: number, count: number): string {
  const all = stepsOf(seed, count)
  const { broken, steps: until } = simulate({ modules, seed, steps: all })
  if (!broken) return `seed ${seed}: every promise was kept in ${count} steps`
  const steps = shrink({ modules, seed }, all.slice(0, until))
  const { broken: again, trace } = simulate({ modules, seed, steps, trace: true })
  const lines = trace.map((line, index) => `${String(index + 1).padStart(4)}  ${line}`)
  return [
    `seed ${seed}: ${again?.message ?? broken.message}`,
    `found at step ${until} of ${count}; ${steps.length} steps are enough:`,
    ...lines,
    `again: npm run sim -- --seed ${seed} --steps ${count}`,
  ].join('\n')
}
