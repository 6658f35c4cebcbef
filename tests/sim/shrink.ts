import type { SimulateOptions } from './simulate.ts'
import { simulate } from './simulate.ts'
import type { Step } from './steps.ts'

/** How often a life is lived again to find a shorter one that breaks the same promise. */
const TRIES_MAX = 2_000

/**
 * The fewest steps that still break the same invariant (delta debugging, Zeller 2002: halves are left out, then quarters,
 * down to single steps). Every try is a whole life, so what is left is sure to fail.
 */
export function shrink(options: Pick<SimulateOptions, 'modules' | 'seed'>, failing: readonly Step[]): Step[] {
  const wanted = simulate({ ...options, steps: failing }).broken?.invariant
  let tries = 0
  const fails = (steps: readonly Step[]): boolean =>
    tries++ < TRIES_MAX && simulate({ ...options, steps }).broken?.invariant === wanted
  let steps = [...failing]
  for (let size = Math.ceil(steps.length / 2); size >= 1;) {
    const before = steps.length
    for (let from = steps.length - size; from > -size; from -= size) {
      const rest = steps.toSpliced(Math.max(0, from), size + Math.min(0, from))
      if (fails(rest)) steps = rest
    }
    // Leaving out single steps can make others needless.
    if (size > 1) size = Math.ceil(size / 2)
    else if (steps.length === before) break
  }
  return steps
}
