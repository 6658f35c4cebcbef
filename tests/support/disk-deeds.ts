import * as fc from 'fast-check'
import type { OperationName, Operations } from '../../src/main/store/store-protocol.ts'
import type { QueueId, SessionId, StreamId } from '../../src/shared/ids.ts'
import type { Message, MessagePart } from '../../src/shared/session.ts'
import { appendText } from '../../src/shared/session.ts'
import { INSTRUCTIONS, SEED } from '../sim/sim-limits.ts'
import { answerTo, continuedBy, turn } from '../unit/main/store/turns.ts'

/** One thing that is asked of a disk. */
export type Asked = {
  [Name in OperationName]: { name: Name; input: Operations[Name]['input'] }
}[OperationName]

const DEEDS = {
  chat: 2,
  prompt: 8,
  again: 3,
  on: 3,
  text: 12,
  end: 8,
  wait: 4,
  rewrite: 2,
  order: 2,
  unwait: 2,
  draft: 4,
  delete: 1,
  back: 2,
  purge: 1,
  show: 4,
  configure: 1,
} as const

/** A deed and two numbers, taken modulo what there is to choose from. */
export type Deed = readonly [keyof typeof DEEDS, number, number]

export const deed: fc.Arbitrary<Deed> = fc.tuple(
  fc.oneof(
    ...Object.entries(DEEDS).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name as Deed[0]) })),
  ),
  fc.nat(),
  fc.nat(),
)

/** What was asked for so far, so that the next deed means something. It does not know what a disk made of it. */
export class DiskDeeds {
  readonly session_ids: SessionId[] = []
  readonly messages: Message[] = []
  #streams = new Map<StreamId, { message: Message; parts: MessagePart[]; seq: number }>()
  #queued: { queue_id: QueueId; session_id: SessionId }[] = []
  #number = 0

  ask([name, a, b]: Deed): Asked[] {
    if (this.session_ids.length === 0) return this.#chat()
    return this.#deeds[name](a, b)
  }

  #deeds: Record<Deed[0], (a: number, b: number) => Asked[]> = {
    chat: () => (this.session_ids.length < 3 ? this.#chat() : []),
    prompt: (a, b) => {
      const session_id = at(this.session_ids, a)
      const own = this.messages.filter((one) => one.session_id === session_id)
      const parent = b % 5 === 0 ? null : b % 2 === 0 ? own.at(-1) : own[b % Math.max(1, own.length)]
      const waiting = this.#queued.filter((one) => one.session_id === session_id)
      const queue_id = b % 3 === 0 ? (waiting[a % Math.max(1, waiting.length)]?.queue_id ?? null) : null
      return this.#open({
        ...turn(session_id, parent?.message_id ?? null, this.#text(), this.#number),
        queue_id,
      })
    },
    again: (a) => {
      const prompts = this.messages.filter(({ role }) => role === 'user')
      return prompts.length > 0 ? this.#open(answerTo(at(prompts, a), ++this.#number)) : []
    },
    on: (a) => {
      const answers = this.messages.filter(({ role }) => role === 'assistant')
      if (answers.length === 0) return []
      const answer = at(answers, a)
      const { session_id, stream_id } = answer
      const before = { session_id, stream_id: stream_id ?? ('' as StreamId), answer }
      return this.#open(
        continuedBy(
          { ...before, user_message: null, queue_id: null, continues: null },
          `on-${++this.#number}` as StreamId,
        ),
      )
    },
    text: (a, b) => {
      const some = [...this.#streams.keys()].slice(-(1 + (a % 3)))
      const rows = some.map((stream_id) => {
        const stream = this.#streams.get(stream_id)
        const text = this.#text()
        const channel = b % 4 === 0 ? 'reasoning' : 'answer'
        if (stream) stream.parts = appendText(stream.parts, channel, text)
        const first_seq = stream ? stream.seq++ : 0
        return { stream_id, first_seq, last_seq: first_seq, channel, text } as const
      })
      return rows.length > 0 ? [{ name: 'stream:append', input: rows }] : []
    },
    end: (a, b) => {
      const ids = [...this.#streams.keys()]
      if (ids.length === 0) return []
      const stream_id = b % 4 === 0 ? at(ids, a) : at(ids.slice(-2), a)
      const { message, parts } = this.#streams.get(stream_id) ?? { message: null, parts: [] }
      if (!message) return []
      const { session_id, message_id } = message
      const reason = at(['success', 'stopped', 'superseded'] as const, b)
      const end = { reason, timings: { first_token_ms: 1, total_ms: 2, tokens: 3 } }
      return [{ name: 'stream:close', input: { session_id, stream_id, message_id, parts, end } }]
    },
    wait: (a) => {
      const session_id = at(this.session_ids, a)
      const queue_id = `q${++this.#number}` as QueueId
      this.#queued.push({ queue_id, session_id })
      const order = this.#orderOf(session_id)
      const row = { queue_id, session_id, text: this.#text(), created_at: this.#number }
      return [{ name: 'queue:put', input: { row, order } }]
    },
    rewrite: (a) =>
      this.#waiting(a, ({ queue_id }) => ({ name: 'queue:edit', input: { queue_id, text: this.#text() } })),
    order: (a) =>
      this.#waiting(a, ({ session_id }) => ({
        name: 'queue:order',
        input: { order: this.#orderOf(session_id).toReversed() },
      })),
    unwait: (a) => this.#waiting(a, ({ queue_id }) => ({ name: 'queue:remove', input: { queue_id } })),
    draft: (a, b) => {
      const key = a % 5 === 0 ? '' : at(this.session_ids, a)
      const text = b % 4 === 0 ? '' : b % 4 === 1 ? null : this.#text()
      return [
        { name: 'draft:write', input: { key, text, above: b % 3 === 0 ? [this.#text(), 'twice'] : [] } },
      ]
    },
    delete: (a) => this.#change(a, { deleted_at: 7 }),
    back: (a, b) =>
      this.#change(a, b % 2 === 0 ? { deleted_at: null } : { deleted_at: null, title: this.#text() }),
    purge: (a) => [{ name: 'session:purge', input: { session_id: at(this.session_ids, a) } }],
    show: (a) => {
      if (this.messages.length === 0) return []
      const { session_id, message_id } = at(this.messages, a)
      return [{ name: 'message:show', input: { session_id, message_id } }]
    },
    configure: (a) => [
      {
        name: 'session:configure',
        input: { session_id: at(this.session_ids, a), system_prompt: this.#text(), parameters: { seed: a } },
      },
    ],
  }

  #chat(): Asked[] {
    const session_id = `s${++this.#number}` as SessionId
    this.session_ids.push(session_id)
    const row = {
      session_id,
      title: '',
      created_at: this.#number,
      updated_at: this.#number,
      model: null,
      pinned: false,
      archived: false,
      leaf_id: null,
      deleted_at: null,
    }
    // Chats of a simulated world are born with settings.
    const settings = { session_id, system_prompt: INSTRUCTIONS, parameters: { seed: SEED } }
    return [
      { name: 'session:insert', input: row },
      { name: 'session:configure', input: settings },
    ]
  }

  #open(opening: Omit<Operations['stream:open']['input'], 'title' | 'now'>): Asked[] {
    const { user_message, answer, stream_id } = opening
    if (user_message) this.messages.push(user_message)
    if (opening.continues === null) this.messages.push(answer)
    this.#streams.set(stream_id, { message: answer, parts: [], seq: 1 })
    const title = user_message ? `about ${stream_id}` : null
    return [{ name: 'stream:open', input: { ...opening, title, now: ++this.#number } }]
  }

  #change(a: number, change: Operations['session:change']['input']['change']): Asked[] {
    return [{ name: 'session:change', input: { session_id: at(this.session_ids, a), change } }]
  }

  #waiting(a: number, ask: (one: { queue_id: QueueId; session_id: SessionId }) => Asked): Asked[] {
    return this.#queued.length === 0 ? [] : [ask(at(this.#queued, a))]
  }

  #orderOf(session_id: SessionId): QueueId[] {
    return this.#queued.filter((one) => one.session_id === session_id).map(({ queue_id }) => queue_id)
  }

  #text(): string {
    return `t${++this.#number} `
  }
}

function at<Item>(items: readonly Item[], number: number): Item {
  const item = items[number % items.length]
  if (item === undefined) throw new Error('there is nothing to pick from')
  return item
}
