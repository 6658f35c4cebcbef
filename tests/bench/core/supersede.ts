import { AwakeClock } from '../../../src/main/lib/awake-clock.ts'
import type { Engine } from '../../../src/main/ports.ts'
import type { SessionId } from '../../../src/shared/ids.ts'
import { MemoryJournal } from '../../support/memory-journal.ts'
import type { Figure, Measure } from '../figure.ts'
import { spread } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { BenchCore, createSimulator } from './bench-core.ts'
import { CooperativeEngine } from './cooperative-engine.ts'
import { NotedEngine } from './noted-engine.ts'

const LIMIT_MS = 5
const WARM_UP = 20

/** From "send" while an answer streams, to the engine being asked for the next one. Saving is a map in memory. */
export async function supersede({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  const clock = new AwakeClock()
  const simulator = createSimulator(clock, scratch)
  try {
    const n = quick ? 200 : 1_000
    const real_n = quick ? 40 : 200
    return [
      {
        id: 'supersede',
        title: 'Supersede of a cooperative stream, in main',
        n,
        measures: await supersedings(clock, new CooperativeEngine(() => 1), n),
      },
      {
        id: 'supersede-process',
        title: 'Supersede of a cooperative stream, engine in a process of its own',
        n: real_n,
        measures: await supersedings(clock, simulator, real_n),
      },
    ]
  } finally {
    await simulator.dispose()
    clock.dispose()
  }
}

async function supersedings(clock: AwakeClock, inner: Engine, n: number): Promise<Measure[]> {
  const engine = new NotedEngine(inner)
  const core = new BenchCore({ clock, journal: new MemoryJournal(), engine })
  const model = 'normal?rate=1000&length=1000000&first_ms=0'
  const samples = { done_ms: [] as number[], start_ms: [] as number[], token_ms: [] as number[] }
  for (let trial = -WARM_UP; trial < n; trial++) {
    // A session each: the length of a conversation is not what is measured.
    const session_id = `session ${trial}` as SessionId
    const first = core.open(session_id, 'A', model)
    await core.firstToken(first)
    const from = performance.now()
    const second = core.open(session_id, 'B', model)
    const done_ms = (await core.done(first)) - from
    const start_ms = (await engine.startOf(second)) - from
    const token_ms = (await core.firstToken(second)) - from
    await core.registry.stop(second)
    if (trial < 0) continue
    samples.done_ms.push(done_ms)
    samples.start_ms.push(start_ms)
    samples.token_ms.push(token_ms)
  }
  return [
    ...spread('open(B) to engine.start(B)', 'ms', samples.start_ms, LIMIT_MS),
    ...spread('open(B) to done of A', 'ms', samples.done_ms, LIMIT_MS),
    ...spread('open(B) to first token of B', 'ms', samples.token_ms),
  ]
}
