import { expect, test } from 'vitest'
import { everyRace, RACE_TIMEOUT_MS } from '../support/racing-core.ts'
import type { RacingCore } from '../support/racing-core.ts'

/** Per session, as the engine counts: begun, not left, and not fenced off. */
function live({ core }: RacingCore, gone: ReadonlySet<unknown>): string[] {
  const fenced = new Set(
    core
      .logOf('stream_end')
      .filter((line) => line['how'] === 'fenced')
      .map((line) => line['stream_id']),
  )
  return core.engine.runs
    .filter((run) => !gone.has(run) && !fenced.has(run.request.stream_id))
    .map((run) => run.request.session_id)
}

test(
  'I1: at no moment two generations of one session are at work',
  { timeout: RACE_TIMEOUT_MS },
  async () => {
    const gone = new WeakMap<RacingCore, Set<unknown>>()
    let together = 0
    await everyRace(
      () => {},
      (racing) => {
        const left = gone.get(racing) ?? new Set()
        gone.set(racing, left)
        for (const run of racing.core.engine.runs) void run.released.then(() => left.add(run))
        const sessions = live(racing, left)
        expect(new Set(sessions).size).toBe(sessions.length)
        if (sessions.length > 1) together++
      },
    )
    // Two sessions side by side came up: otherwise nothing could have been counted twice.
    expect(together).toBeGreaterThan(0)
  },
)
