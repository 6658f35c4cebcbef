import { resolve } from 'node:path'
import { ForkHost } from '../../../../src/main/engines/worker/fork-host.ts'
import type { Scenario } from '../../../../src/main/self-test/scenario.ts'
import type { TestedCore } from '../../../../src/main/self-test/tested-core.ts'
import { createVerifyCore } from '../../../../src/main/verify-core.ts'

const MAIN = resolve(import.meta.dirname, '../../../../src/main')
const LONG = 'normal?rate=400&length=20000&first_ms=5'

/** The core of `verify` with the simulator in real processes. */
export function realCore(): Promise<TestedCore> {
  return createVerifyCore({
    createHost: (env) => new ForkHost(resolve(MAIN, 'engines/worker/worker-entry.ts'), env),
    store_worker: new URL('store/store-worker.ts', `file://${MAIN}/`),
  })
}

/** One prompt that is answered to its end. */
export const SHORT_ONE: Scenario = {
  name: 'short',
  title: 'a short one',
  simulatorOnly: false,
  async run(hand) {
    const stream = hand.send(await hand.core.newSession(), 'A', 'normal?rate=400&length=20&first_ms=5')
    await hand.firstToken(stream)
    await hand.done(stream)
    hand.expectReason(stream, 'success')
    hand.opportunity()
  },
}

/** Writes on in two sessions, one of them with an engine that ignores Stop, until it is ended from outside. */
export const ENDLESS: Scenario = {
  name: 'endless',
  title: 'an endless one',
  simulatorOnly: false,
  async run(hand) {
    const a = hand.send(await hand.core.newSession(), 'A', LONG)
    const b = hand.send(await hand.core.newSession(), 'B', 'ignores-cancel?rate=400&first_ms=5')
    await Promise.all([hand.firstToken(a), hand.firstToken(b)])
    hand.opportunity()
    await hand.pause(60_000)
  },
}
