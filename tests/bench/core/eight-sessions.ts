import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { seededText } from '../../../src/main/engines/simulator/seeded-text.ts'
import { AwakeClock } from '../../../src/main/lib/awake-clock.ts'
import type { Store } from '../../../src/main/store/store.ts'
import { openStore } from '../../../src/main/store/store.ts'
import type { SessionId } from '../../../src/shared/ids.ts'
import { textOf } from '../../../src/shared/session.ts'
import type { Figure } from '../figure.ts'
import { lostCharacters, spread } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { LOOP_RESOLUTION_MS, loopDelays } from '../loop-delay.ts'
import { BenchCore, createSimulator } from './bench-core.ts'

const SESSIONS = 8
const RATE = 1_000
/** Between two openings of a chat: quicker than anybody clicks. */
const LOOK_AROUND_MS = 50
const STORE_WORKER = new URL('../../../src/main/store/store-worker.ts', import.meta.url)

/** Eight answers at 1,000 tokens a second each, on the store on disk; then the disk is read by a store opened anew. */
export async function eightSessions({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  const length = RATE * (quick ? 2 : 10)
  const model = `normal?rate=${RATE}&length=${length}&first_ms=50`
  const clock = new AwakeClock()
  const open = (): Promise<Store> =>
    openStore({ file: join(scratch, 'bench.db'), worker: STORE_WORKER, clock, writeLog: () => {} })
  try {
    const { commits, opened, delays, rate, prompts } = await write(
      await open(),
      clock,
      scratch,
      model,
      length,
    )
    return [
      {
        id: 'eight-sessions',
        title: `${SESSIONS} sessions at ${RATE.toLocaleString('en')} tokens/s each, saved to disk`,
        n: commits.length,
        measures: [
          ...spread('commit', 'ms', commits),
          ...spread('opening a chat meanwhile', 'ms', opened),
          ...delays,
          { what: 'tokens a second, all sessions', unit: '/s', value: rate },
          {
            what: 'characters lost on disk',
            unit: '',
            value: await lostOnDisk(await open(), prompts, model, length),
            must_be_zero: true,
          },
        ],
      },
    ]
  } finally {
    clock.dispose()
  }
}

async function write(store: Store, clock: AwakeClock, scratch: string, model: string, length: number) {
  const simulator = createSimulator(clock, scratch)
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  try {
    const core = new BenchCore({ clock, journal: store.journal, engine: simulator })
    const prompts = new Map<SessionId, string>()
    for (let i = 0; i < SESSIONS; i++) {
      prompts.set((await store.sessions.create(null)).session_id, `Question of session ${i}`)
    }
    const streams = [...prompts].map(([session_id, prompt]) => core.open(session_id, prompt, model))
    const from = Math.max(...(await Promise.all(streams.map((stream_id) => core.firstToken(stream_id)))))
    loop.enable()
    const reading = openChats(store, [...prompts.keys()])
    const to = Math.max(...(await Promise.all(streams.map((stream_id) => core.done(stream_id)))))
    loop.disable()
    const opened = await reading.stop()
    await core.registry.stopAll('stopped')
    await core.registry.saved()
    return {
      prompts,
      commits: [...store.journal.commits()],
      opened,
      delays: loopDelays(loop.percentile(99), loop.max),
      rate: (SESSIONS * length) / ((to - from) / 1_000),
    }
  } finally {
    loop.disable()
    await simulator.dispose()
    await store.dispose()
  }
}

/** Opens one chat after the other, as a person who looks around would who never tires; how long each took, in milliseconds. */
function openChats(store: Store, session_ids: readonly SessionId[]): { stop: () => Promise<number[]> } {
  const opened: number[] = []
  let going = true
  const run = async (): Promise<void> => {
    for (let i = 0; going; i++) {
      const session_id = session_ids[i % session_ids.length]
      if (!session_id) return
      const from = performance.now()
      await store.sessions.load(session_id)
      opened.push(performance.now() - from)
      await new Promise((resolve) => setTimeout(resolve, LOOK_AROUND_MS))
    }
  }
  const running = run()
  return {
    stop: async () => {
      going = false
      await running
      return opened
    },
  }
}

async function lostOnDisk(
  store: Store,
  prompts: Map<SessionId, string>,
  model: string,
  length: number,
): Promise<number> {
  let lost = 0
  try {
    for (const [session_id, prompt] of prompts) {
      const saved = await store.sessions.load(session_id)
      const answer = saved?.messages.findLast((message) => message.role === 'assistant')
      lost += lostCharacters(seededText({ prompt, model, seed: 1 }, length), answer ? textOf(answer) : '')
    }
  } finally {
    await store.dispose()
  }
  return lost
}
