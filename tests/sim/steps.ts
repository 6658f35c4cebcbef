import { pick, Random } from './random.ts'

/** What can happen, with how often it does. Most of it is the world taking its course. */
const WEIGHTS = {
  world: 220,
  engine: 200,
  flow: 180,
  wait: 70,
  send: 60,
  type: 12,
  queue: 22,
  stop: 26,
  stop_all: 3,
  show: 22,
  new_chat: 3,
  edit: 12,
  regenerate: 12,
  continue: 14,
  version: 6,
  delete: 5,
  undo: 8,
  queue_edit: 4,
  queue_move: 4,
  queue_remove: 4,
  queue_send: 4,
  queue_resume: 8,
  retry: 5,
  reload: 8,
  open_window: 5,
  close_window: 4,
  crash: 3,
  quit: 3,
  hang: 4,
  wall_clock: 2,
  disk_full: 8,
  disk_well: 5,
  engine_crash: 8,
  start_again: 3,
  memory: 5,
  file: 10,
  earlier: 8,
} as const

export type StepName = keyof typeof WEIGHTS

/** One thing that happens. The numbers are taken modulo what there is to choose from, so that every step means something. */
export interface Step {
  name: StepName
  a: number
  b: number
}

/** Without these nothing would ever get anywhere. */
const ALWAYS: readonly StepName[] = ['world', 'flow', 'engine', 'wait', 'send']
/** Not a person's doing. */
const THE_WORLDS: readonly StepName[] = [
  'world',
  'flow',
  'engine',
  'wait',
  'crash',
  'hang',
  'disk_full',
  'disk_well',
  'reload',
]
const NAMES = Object.keys(WEIGHTS) as StepName[]

/**
 * The steps of a seed. Each seed leaves some kinds of steps out and has its own share of others ("swarm testing"): what one
 * kind hides shows where it does not come up.
 */
export function stepsOf(seed: number, count: number): Step[] {
  const random = new Random(seed)
  // In half of them persons take their time, and answers get long.
  const pace = random.chance(50) ? 20 : 100
  const bag = NAMES.flatMap((name) => {
    const always = ALWAYS.includes(name)
    const drawn = random.next()
    const some = always ? pick([30, 60, 100, 150], drawn) : drawn % 100 < 40 ? 0 : pick([50, 100, 200], drawn)
    const share = THE_WORLDS.includes(name) ? some : (some * pace) / 100
    return Array<StepName>(Math.ceil((WEIGHTS[name] * share) / 100)).fill(name)
  })
  return Array.from({ length: count }, () => ({
    name: pick(bag, random.next()),
    a: random.next(),
    b: random.next(),
  }))
}
