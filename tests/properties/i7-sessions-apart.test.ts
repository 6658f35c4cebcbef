import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CoreUnderTest, OTHER_SESSION, SESSION } from '../support/core-under-test.ts'
import { coreModules, engines, RACE_TIMEOUT_MS, RACES } from '../support/racing-core.ts'
import type { ScriptedEngineOptions } from '../support/scripted-engine.ts'

type Act = 'send' | 'stop' | 'text' | 'finish' | 'fail' | 'leave' | 'wait'

const acts = fc.array(
  fc.constantFrom<Act>('send', 'stop', 'text', 'text', 'finish', 'fail', 'leave', 'wait'),
  { maxLength: 25 },
)

/** All that one session tells, without the names of its streams and without times. */
async function live(
  options: ScriptedEngineOptions,
  own: readonly Act[],
  foreign: readonly Act[],
): Promise<unknown[]> {
  const core = new CoreUnderTest(coreModules, options)
  const act = async (what: Act, session_id: typeof SESSION): Promise<void> => {
    const run = core.engine.runs.findLast((one) => one.request.session_id === session_id)
    if (what === 'send') core.send('hello', session_id)
    else if (what === 'stop')
      void core.registry.stopAll('stopped', (stream) => stream.session_id === session_id)
    else if (what === 'text') run?.text(`text ${core.engine.runs.length > 0 ? session_id : ''}`)
    else if (what === 'finish') run?.say({ type: 'finish', finish: 'stop' })
    else if (what === 'fail')
      run?.say({ type: 'failed', error: { content: 'no', error_type: 'internal', retryable: true } })
    else if (what === 'leave') run?.leave()
    await core.clock.advance(0)
  }
  for (let index = 0; index < Math.max(own.length, foreign.length); index++) {
    const [mine, theirs] = [own[index], foreign[index]]
    if (theirs) await act(theirs, OTHER_SESSION)
    if (mine) await act(mine, SESSION)
    // Time is everybody's.
    await core.clock.advance(mine === 'wait' ? 300 : 20)
  }
  await core.clock.advance(5_000)
  return core.events
    .filter(({ session_id }) => session_id === SESSION)
    .map(({ stream_id: _s, message_id: _m, trace_id: _t, ...event }) =>
      event.type === 'done' ? { ...event, timings: null } : event,
    )
}

test('I7: whatever another session does, this one tells the same', { timeout: RACE_TIMEOUT_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(engines, acts, acts, async (engine, own, foreign) => {
      const length = Math.max(own.length, foreign.length)
      const padded = Array.from({ length }, (_, index) => own[index] ?? 'wait')
      expect(await live(engine, padded, foreign)).toEqual(await live(engine, padded, []))
    }),
    { numRuns: RACES },
  )
})
