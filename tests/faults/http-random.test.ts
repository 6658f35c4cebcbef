import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { StreamRegistry } from '../../src/main/streams/stream-registry.ts'
import type { StreamEvent } from '../../src/shared/stream-event.ts'
import { textOf } from '../../src/shared/session.ts'
import type { ConnectionId, TraceId } from '../../src/shared/ids.ts'
import { eventually, HTTP_KINDS, HttpCore } from '../support/fault-server-core.ts'
import type { WirePlan } from '../support/random-server.ts'
import { startRandomServer } from '../support/random-server.ts'
import { tempStore } from '../unit/main/store/temp-store.ts'

const RUNS = 60

const share = fc.double({ min: 0, max: 1, noNaN: true })
const plan: fc.Arbitrary<WirePlan> = fc.record({
  texts: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 20,
  }),
  cuts: fc.array(share, { maxLength: 24 }),
  stall: fc.option(fc.record({ after: fc.nat({ max: 12 }), ms: fc.nat({ max: 60 }) })),
  doubled: fc.option(fc.nat({ max: 19 })),
  drops_at: fc.option(share),
})

test.each(HTTP_KINDS)(
  '%s: cut, stalled, doubled or dropped anywhere, what is on disk is what the server sent up to the break',
  { timeout: 240_000 },
  async (kind) => {
    const server = await startRandomServer(kind)
    const store = await tempStore()
    const { engine, clock, dispose } = engineOf(kind, server.url)
    const events: StreamEvent[] = []
    const registry = new StreamRegistry({
      clock,
      journal: store.journal,
      sink: { opened: () => {}, event: (event) => events.push(event), activity: () => {}, unsaved: () => {} },
      engineFor: () => engine,
      writeLog: () => {},
      newId: () => crypto.randomUUID(),
    })
    const figures = { answers: 0, dropped: 0, bytes: 0 }
    await fc.assert(
      fc.asyncProperty(plan, async (wanted) => {
        const { session_id } = await store.sessions.create(null)
        const sent = server.next(wanted)
        const { stream_id } = registry.open({
          session_id,
          trace_id: 'trace' as TraceId,
          model: { connection_id: 'test' as ConnectionId, model: 'any' },
          parent_id: null,
          prompt: 'Say it',
          queue_id: null,
        })
        const done = (): StreamEvent | undefined =>
          events.find((event) => event.stream_id === stream_id && event.type === 'done')
        await eventually(() => done() !== undefined, 'the answer ends', 20_000)
        const { whole } = await sent
        await registry.saved()
        const messages = (await store.sessions.load(session_id))?.messages ?? []
        const answer = messages.at(-1)
        const told = events
          .filter((event) => event.stream_id === stream_id)
          .map((event) => (event.type === 'token' ? event.content : ''))
          .join('')
        const saved = answer ? answer.parts.map(({ text }) => text).join('') : null
        expect(saved).toBe(told)
        expect(messages[0] && textOf(messages[0])).toBe('Say it')
        const complete = wanted.drops_at === null
        // A connection that breaks can take with it what was under way, never more, and adds nothing.
        expect(complete ? saved === whole : whole.startsWith(saved ?? '')).toBe(true)
        const ended = answer?.end?.reason === 'success' ? 'success' : answer?.end?.error?.error_type
        // All of it can have arrived before the break.
        expect(complete ? ['success'] : ['success', 'cut_off', 'bad_reply']).toContain(ended)
        figures.answers++
        figures.dropped += complete ? 0 : 1
        figures.bytes += Buffer.byteLength(told)
      }),
      { numRuns: RUNS },
    )
    console.log(
      `${kind}: ${figures.answers} answers, ${figures.dropped} of them cut off, ${figures.bytes} bytes on disk, 0 wrong`,
    )
    await registry.stopAll('interrupted')
    await dispose()
    await server.close()
  },
)

/** The real engine, with its clock. */
function engineOf(kind: (typeof HTTP_KINDS)[number], url: string) {
  const core = new HttpCore(kind, url)
  return { engine: core.engine, clock: core.clock, dispose: () => core.dispose() }
}
