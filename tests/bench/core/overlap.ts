import { setImmediate as turn } from 'node:timers/promises'
import { AwakeClock } from '../../../src/main/lib/awake-clock.ts'
import type { SessionId, StreamId } from '../../../src/shared/ids.ts'
import { MemoryJournal } from '../../support/memory-journal.ts'
import type { Figure } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { BenchCore } from './bench-core.ts'
import { CooperativeEngine } from './cooperative-engine.ts'

const AT_ONCE = 100
/** How an answer was doing when A, B and C came: none, one that had begun, one on its way to the engine. */
const BEFORE = ['nothing', 'an answer', 'an opening'] as const

interface Tally {
  /** Trials in which the engine was still live in the session when A, B and C came: chances to do it wrong. */
  chances: number
  /** Trials after which the engine had been given a prompt that was not the latest, or not the latest alone. */
  wrong: number
}

/** A, B and C in one instant, in sessions that run beside each other; the engine itself counts what lives. */
export async function overlap({ quick }: BenchOptions): Promise<Figure[]> {
  const n = quick ? 2_000 : 10_000
  const clock = new AwakeClock()
  let generation = 0
  const engine = new CooperativeEngine(() => generation++ % 4)
  const core = new BenchCore({ clock, journal: new MemoryJournal(), engine })
  const tally: Tally = { chances: 0, wrong: 0 }
  try {
    for (let from = 0; from < n; from += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => oneTrial(core, engine, from + i, tally)))
    }
  } finally {
    clock.dispose()
  }
  if (tally.chances === 0) throw new Error('no engine was live when A, B and C came: nothing was tried')
  return [
    {
      id: 'overlap',
      title: 'A, B and C in one instant',
      n,
      measures: [
        {
          what: 'sessions with two live generations',
          unit: '',
          value: engine.overlapped.size,
          must_be_zero: true,
        },
        { what: 'sessions not answered by C', unit: '', value: tally.wrong, must_be_zero: true },
        { what: 'of them with an engine still live when A, B, C came', unit: '', value: tally.chances },
      ],
    },
  ]
}

async function oneTrial(
  core: BenchCore,
  engine: CooperativeEngine,
  trial: number,
  tally: Tally,
): Promise<void> {
  const session_id = `session ${trial}` as SessionId
  const before = BEFORE[trial % BEFORE.length]
  const open = (prompt: string): StreamId => core.open(session_id, prompt, 'cooperative')
  if (before === 'an answer') await core.firstToken(open('before'))
  if (before === 'an opening') {
    open('before')
    for (let turns = trial % 4; turns > 0; turns--) await turn()
  }
  if (engine.live(session_id) > 0) tally.chances++
  const streams = ['A', 'B', 'C'].map(open)
  const [a, b, c] = streams
  if (!a || !b || !c) throw new Error('three prompts are three streams')
  await core.firstToken(c)
  const [tokenOfA, tokenOfB] = [a, b].map((stream_id) => core.first_token_at.has(stream_id))
  if (tokenOfA || tokenOfB || engine.live(session_id) !== 1) tally.wrong++
  await core.registry.stop(c)
}
