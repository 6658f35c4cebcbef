import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addOpened } from '../../src/renderer/state/sessions/messages.ts'
import { versionsAfter } from '../../src/renderer/state/sessions/versions.ts'
import type { MessageId, SessionId, StreamId, TraceId } from '../../src/shared/ids.ts'
import type { LoadedSession, Message, Versions } from '../../src/shared/session.ts'
import type { Opening } from '../../src/main/ports.ts'
import { tempStore } from '../unit/main/store/temp-store.ts'
import type { TempStore } from '../unit/main/store/temp-store.ts'
import { answerTo, continuedBy, ended, text, turn } from '../unit/main/store/turns.ts'

/** What a person does with a talk; the number picks the message. */
type Step = { do: 'send' | 'edit' | 'regenerate' | 'show' | 'continue'; pick: number }

const RUNS = Number(process.env['SLUICE_RUNS'] ?? 60)
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('send' as const, 'send', 'edit', 'regenerate', 'show', 'continue'),
  pick: fc.nat(1_000),
})

/** A talk on a real store, and what a window makes of the same news without asking again. */
class Talk {
  /** Every message, oldest first. */
  readonly all: Message[] = []
  window: { messages: readonly Message[]; versions: Versions } = { messages: [], versions: {} }
  /** How often there was something to see. */
  met = { siblings: 0, hidden: 0, continued: 0 }
  #store: TempStore
  #session_id: SessionId

  constructor(store: TempStore, session_id: SessionId) {
    this.#store = store
    this.#session_id = session_id
  }

  async take({ do: what, pick }: Step): Promise<void> {
    const { sessions } = this.#store
    const session_id = this.#session_id
    const from = (role: Message['role']): Message | undefined => {
      const some = this.all.filter((message) => message.role === role)
      return some[pick % Math.max(1, some.length)]
    }
    const prompt = from('user')
    const chosen = this.all[pick % Math.max(1, this.all.length)]
    if (what === 'send') await this.#open(turn(session_id, sessions.leaf(session_id), `prompt ${pick}`))
    else if (what === 'edit' && prompt) await this.#open(turn(session_id, prompt.parent_id, `edit ${pick}`))
    else if (what === 'regenerate' && prompt) await this.#open(answerTo(prompt))
    else if (what === 'continue') await this.#continue()
    else if (what === 'show' && chosen) {
      assert.equal(await sessions.showMessage(session_id, chosen.message_id), true)
      const loaded = await this.#loaded()
      assert.ok(
        loaded.messages.some((one) => one.message_id === chosen.message_id),
        'it is not shown',
      )
      this.window = { messages: loaded.messages, versions: loaded.versions }
    }
    await this.#check()
  }

  async #continue(): Promise<void> {
    const last = (await this.#loaded()).messages.at(-1)
    if (!last?.stream_id) return
    const { session_id, stream_id } = last
    const opening = {
      session_id,
      stream_id,
      user_message: null,
      answer: last,
      queue_id: null,
      continues: null,
    }
    await this.#open(continuedBy(opening, randomUUID() as StreamId))
    this.met.continued++
  }

  async #open(opening: Opening): Promise<void> {
    const { session_id, stream_id, user_message, answer, continues } = opening
    await this.#store.journal.open(opening)
    await this.#store.journal.close(ended(opening, text('x')))
    if (continues === null) this.all.push(...(user_message ? [user_message] : []), answer)
    const messages = user_message ? [user_message, answer] : [answer]
    const { parent_id } = user_message ?? answer
    const ids = { session_id, stream_id, trace_id: 'trace' as TraceId, generation: 1 }
    const after = addOpened(this.window.messages, { ...ids, parent_id, messages })
    // An opening below a branch that is not shown: a window reads the session again then.
    const loaded = after ? null : await this.#loaded()
    this.window = after
      ? { messages: after, versions: versionsAfter(this.window.versions, this.window.messages, after) }
      : { messages: loaded?.messages ?? [], versions: loaded?.versions ?? {} }
  }

  async #loaded(): Promise<LoadedSession> {
    const loaded = await this.#store.sessions.load(this.#session_id)
    if (!loaded) throw new Error('the session is gone')
    return loaded
  }

  async #check(): Promise<void> {
    const { messages, versions } = await this.#loaded()
    const children = (id: MessageId | null): MessageId[] =>
      this.all.filter((one) => one.parent_id === id).map((one) => one.message_id)
    // A path from a top down to a leaf, without a gap.
    const ids = messages.map((one) => one.message_id)
    messages.forEach((one, index) => assert.equal(one.parent_id, ids[index - 1] ?? null))
    assert.deepEqual(children(ids.at(-1) ?? null), [])
    // All siblings, oldest first, and nothing for those that have none.
    const expected = messages.flatMap(({ message_id, parent_id }) => {
      const siblings = children(parent_id)
      return siblings.length > 1 ? [[message_id, siblings]] : []
    })
    assert.deepEqual(versions, Object.fromEntries(expected))
    assert.deepEqual(
      this.window.messages.map((one) => one.message_id),
      ids,
    )
    assert.deepEqual(this.window.versions, versions)
    this.met.siblings += expected.length
    this.met.hidden += this.all.length - messages.length
  }
}

test(
  'whatever is sent, edited, answered again, shown and gone on with: what is shown is a path from a top to a leaf, with all versions in order, in every window',
  { timeout: 60_000 + RUNS * 500 },
  async () => {
    const store = await tempStore({ file: ':memory:' })
    const met = { siblings: 0, hidden: 0, continued: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), async (steps) => {
        const { session_id } = await store.sessions.create(null)
        const talk = new Talk(store, session_id)
        await talk.take({ do: 'send', pick: 0 })
        for (const one of steps) await talk.take(one)
        met.siblings += talk.met.siblings
        met.hidden += talk.met.hidden
        met.continued += talk.met.continued
      }),
      { numRuns: RUNS },
    )
    console.log(`${RUNS} talks: ${JSON.stringify(met)}`)
    expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([])
  },
)
