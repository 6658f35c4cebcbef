import { act } from './act.ts'
import { Broken } from './broken.ts'
import type { SimModules } from './modules.ts'
import { settle } from './settle.ts'
import type { Step } from './steps.ts'
import { withVirtualGlobals } from './virtual-globals.ts'
import { World } from './world.ts'

export interface Outcome {
  /** What was broken; null when every promise was kept. */
  broken: Broken | null
  /** How many steps were taken until then. */
  steps: number
  /** What came up, and how often: a promise about what never came up is worth nothing. */
  met: Record<string, number>
  /** What happened, in words; empty when nobody asked. */
  trace: string[]
}

export interface SimulateOptions {
  modules: SimModules
  seed: number
  steps: readonly Step[]
  trace?: boolean
}

/** One life of a simulated world, from its first step until it has come to rest. Takes no time but its own. */
export function simulate({ modules, seed, steps, trace = false }: SimulateOptions): Outcome {
  const world = new World(modules, seed)
  if (trace) world.trace = []
  let taken = 0
  const live = (): Broken | null => {
    try {
      for (const step of steps) {
        taken++
        act(world, step)
      }
      world.say('everything comes to rest')
      settle(world)
      return null
    } catch (error) {
      return asBroken(error)
    }
  }
  const broken = withVirtualGlobals({ time: world.time, owner: () => world.owner }, live)
  return { broken, steps: taken, met: world.judge.met, trace: world.trace ?? [] }
}

function asBroken(error: unknown): Broken {
  if (error instanceof Broken) return error
  const broken = new Broken('bug', error instanceof Error ? (error.stack ?? error.message) : String(error))
  return broken
}
