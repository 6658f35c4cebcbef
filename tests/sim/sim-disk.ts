import type { ChunkRow } from '../../src/main/store/chunk-rows.ts'
import { foldChunks } from '../../src/main/store/chunk-rows.ts'
import type { OperationName, Operations } from '../../src/main/store/store-protocol.ts'
import type { QueueRow } from '../../src/main/store/tables/queue-table.ts'
import type { SessionRow } from '../../src/main/store/tables/session-table.ts'
import type { MessageId, QueueId, SessionId, StreamId } from '../../src/shared/ids.ts'
import type {
  LoadedSession,
  Message,
  MessagePage,
  SessionDetails,
  Versions,
} from '../../src/shared/session.ts'
import { withAbove } from '../../src/shared/draft-text.ts'
import { joinParts } from '../../src/shared/session.ts'

import { INSTRUCTIONS, SEED } from './sim-limits.ts'

/** What the simulated worker answers with instead; the client makes the store's own error of it. */
export class Refused {
  readonly kind: 'full' | 'missing' | 'invalid'
  readonly message: string

  constructor(kind: Refused['kind'], message: string) {
    this.kind = kind
    this.message = message
  }
}

/** As many as the store has on a page, of short messages. */
const PAGE_MESSAGES = 40
const PAGE_MIN = 2

type Place = { place: number }
type Details = Pick<SessionDetails, 'system_prompt' | 'parameters' | 'place'>

/**
 * What survives the death of the app, with the rules of the store's transactions (journal-writes, queue-writes, recovery …)
 * in memory. All or nothing: whoever throws changed nothing.
 */
export class SimDisk {
  readonly sessions = new Map<SessionId, SessionRow>()
  readonly details = new Map<SessionId, Details>()
  /** In the order in which they were inserted. */
  readonly messages = new Map<MessageId, Message>()
  readonly chunks = new Map<StreamId, Map<number, ChunkRow>>()
  readonly queued = new Map<QueueId, QueueRow & Place>()
  readonly drafts = new Map<SessionId | '', string>()
  /** What the draft was that was written last. */
  before_draft = ''
  /** The chat a window showed last. */
  open_session_id: SessionId | null = null
  /** Which message a stream writes to. */
  #written = new Map<StreamId, MessageId>()
  #page_messages: number

  constructor(page_messages = PAGE_MESSAGES) {
    this.#page_messages = page_messages
  }

  carryOut<Name extends OperationName>(
    name: Name,
    input: Operations[Name]['input'],
  ): Operations[Name]['output'] {
    const work = this.#work[name] as ((input: unknown) => unknown) | undefined
    if (!work) throw new Error(`the simulated disk cannot do ${name}`)
    return work(input) as Operations[Name]['output']
  }

  /** As at the start of the app: nothing claims to be running, what was deleted is gone. */
  recover(): { interrupted: number; purged: number } {
    const deleted = [...this.sessions.values()].filter((row) => row.deleted_at !== null)
    for (const { session_id } of deleted) this.#purge(session_id)
    let interrupted = 0
    for (const message of this.messages.values()) {
      const { stream_id } = message
      if (stream_id === null || message.end) continue
      interrupted++
      const parts = foldChunks(message.parts, this.rowsOf(stream_id))
      const timings = { first_token_ms: null, total_ms: 0, tokens: 0 }
      this.messages.set(message.message_id, { ...message, parts, end: { reason: 'interrupted', timings } })
      this.chunks.delete(stream_id)
    }
    return { interrupted, purged: deleted.length }
  }

  found(): QueueRow[] {
    return [...this.queued.values()]
      .toSorted(
        (a, b) => order(a.session_id, b.session_id) || a.place - b.place || order(a.queue_id, b.queue_id),
      )
      .map(({ place: _place, ...row }) => row)
  }

  rowsOf(stream_id: StreamId): ChunkRow[] {
    return [...(this.chunks.get(stream_id)?.values() ?? [])].toSorted((a, b) => a.first_seq - b.first_seq)
  }

  /** The message a stream writes or wrote to; undefined when there is none, or a newer stream has it. */
  messageOf(stream_id: StreamId): Message | undefined {
    const message = this.messages.get(this.#written.get(stream_id) ?? ('' as MessageId))
    return message?.stream_id === stream_id ? message : undefined
  }

  /** From the top down to this message. */
  branchTo(message_id: MessageId | null): Message[] {
    const branch: Message[] = []
    for (let at = message_id; at !== null;) {
      const message = this.messages.get(at)
      if (!message) break
      branch.push(message)
      at = message.parent_id
    }
    return branch.toReversed()
  }

  #work: { [Name in OperationName]?: (input: Operations[Name]['input']) => Operations[Name]['output'] } = {
    'stream:open': (opening) => this.#open(opening),
    'stream:append': (rows) => this.#append(rows),
    'stream:close': (record) => this.#close(record),
    'session:insert': (row) => {
      this.sessions.set(row.session_id, { ...row })
      this.details.set(row.session_id, {
        system_prompt: INSTRUCTIONS,
        parameters: { seed: SEED },
        place: null,
      })
      return null
    },
    'session:change': ({ session_id, change }) => this.#change(session_id, change),
    'session:purge': ({ session_id }) => this.#purge(session_id),
    'session:load': ({ session_id, to }) => this.#load(session_id, to),
    'session:earlier': ({ before }) =>
      this.messages.has(before) ? this.#page(this.branchTo(before).slice(0, -1), null) : null,
    'message:read': ({ session_id, message_id }) => this.#message(session_id, message_id) ?? null,
    'message:place': ({ session_id, message_id }) => {
      const message = this.#message(session_id, message_id)
      return message ? { role: message.role, parent_id: message.parent_id } : null
    },
    'message:show': ({ session_id, message_id }) => this.#show(session_id, message_id),
    'queue:put': ({ row, order }) => {
      if (!this.#shown(row.session_id)) throw new Refused('missing', 'This chat was deleted.')
      if (this.queued.has(row.queue_id)) throw new Error('a prompt was queued twice')
      this.queued.set(row.queue_id, { ...row, place: order.indexOf(row.queue_id) })
      this.#place(order)
      return null
    },
    'queue:edit': ({ queue_id, text }) => {
      const row = this.queued.get(queue_id)
      if (!row) throw new Refused('missing', 'This message does not wait any more.')
      this.queued.set(queue_id, { ...row, text })
      return null
    },
    'queue:order': ({ order }) => this.#place(order),
    'queue:remove': ({ queue_id }) => {
      this.queued.delete(queue_id)
      return null
    },
    'queue:all': () => this.found(),
    'draft:write': ({ key, above, ...wanted }) => {
      const text = withAbove(wanted.text ?? this.drafts.get(key) ?? '', above)
      this.before_draft = this.drafts.get(key) ?? ''
      if (text === '') this.drafts.delete(key)
      else if (key === '' || this.sessions.has(key)) this.drafts.set(key, text)
      return null
    },
    'place:write': () => null,
    'session:configure': ({ session_id, system_prompt, parameters }) => {
      const details = this.details.get(session_id)
      if (!details) return null
      this.details.set(session_id, { ...details, system_prompt, parameters })
      return { ...details, system_prompt, parameters, draft: this.drafts.get(session_id) ?? '' }
    },
    shut: () => null,
  }

  #shown(session_id: SessionId): SessionRow | undefined {
    const row = this.sessions.get(session_id)
    return row?.deleted_at === null ? row : undefined
  }

  #message(session_id: SessionId, message_id: MessageId): Message | undefined {
    const message = this.messages.get(message_id)
    return message?.session_id === session_id ? message : undefined
  }

  #open({
    session_id,
    user_message,
    answer,
    continues,
    queue_id,
    title,
    now,
  }: Operations['stream:open']['input']): Operations['stream:open']['output'] {
    const old = this.#shown(session_id)
    if (!old) throw new Refused('missing', 'This chat was deleted.')
    const { parent_id } = user_message ?? answer
    if (parent_id !== null && !this.#message(session_id, parent_id)) {
      throw new Refused('missing', 'The message before this one is not saved.')
    }
    if (queue_id && !this.queued.has(queue_id))
      throw new Refused('missing', 'This message does not wait any more.')
    const before = this.messages.get(answer.message_id)
    if (continues !== null && (before?.stream_id !== continues || !before.end)) {
      throw new Refused('invalid', 'This answer was changed meanwhile.')
    }
    if (before && continues === null) throw new Error('a message was added twice')
    if (queue_id) this.queued.delete(queue_id)
    if (user_message) this.messages.set(user_message.message_id, copyOf(user_message))
    const { stream_id, model } = answer
    if (before) this.messages.set(answer.message_id, { ...before, stream_id, model, end: null })
    else this.messages.set(answer.message_id, copyOf(answer))
    if (stream_id) this.#written.set(stream_id, answer.message_id)
    const session: SessionRow = {
      ...old,
      leaf_id: answer.message_id,
      archived: queue_id !== null && old.archived,
      updated_at: before ? now : answer.created_at,
      title: old.title === '' && title !== null ? title : old.title,
    }
    this.sessions.set(session_id, session)
    const { system_prompt = '', parameters = {} } = this.details.get(session_id) ?? {}
    const branch = this.branchTo(before ? answer.message_id : answer.parent_id).map(copyOf)
    return { session: { ...session }, branch, system_prompt, parameters, commit_ms: 0 }
  }

  #append(rows: readonly ChunkRow[]): Operations['stream:append']['output'] {
    const refused = new Set<StreamId>()
    for (const row of rows) {
      const message = this.messageOf(row.stream_id)
      if (!message || message.end) refused.add(row.stream_id)
      else {
        const chunks = this.chunks.get(row.stream_id) ?? new Map<number, ChunkRow>()
        chunks.set(row.first_seq, { ...row })
        this.chunks.set(row.stream_id, chunks)
      }
    }
    return { refused: [...refused], commit_ms: 0 }
  }

  #close({
    stream_id,
    parts,
    end,
  }: Operations['stream:close']['input']): Operations['stream:close']['output'] {
    const message = this.messageOf(stream_id)
    this.chunks.delete(stream_id)
    if (!message) return { outcome: 'gone', commit_ms: 0 }
    if (message.end) return { outcome: 'already', commit_ms: 0 }
    const joined = joinParts(message.parts, parts)
    this.messages.set(message.message_id, { ...message, parts: joined, end })
    return { outcome: 'closed', commit_ms: 0 }
  }

  #change(session_id: SessionId, change: Partial<SessionRow>): SessionRow | null {
    const old = this.sessions.get(session_id)
    if (!old) return null
    const row = { ...old, ...change }
    this.sessions.set(session_id, row)
    return { ...row }
  }

  #purge(session_id: SessionId): null {
    this.sessions.delete(session_id)
    this.details.delete(session_id)
    this.drafts.delete(session_id)
    for (const row of this.queued.values())
      if (row.session_id === session_id) this.queued.delete(row.queue_id)
    for (const message of this.messages.values()) {
      if (message.session_id !== session_id) continue
      this.messages.delete(message.message_id)
      if (message.stream_id) this.chunks.delete(message.stream_id)
    }
    return null
  }

  #load(session_id: SessionId, to: MessageId | null): Omit<LoadedSession, 'session'> | null {
    const row = this.sessions.get(session_id)
    const details = this.details.get(session_id)
    if (!row || !details) return null
    const draft = this.drafts.get(session_id) ?? ''
    return { details: { ...details, draft }, ...this.#page(this.branchTo(row.leaf_id), to) }
  }

  /** The end of a branch, at least from `to` on. */
  #page(branch: readonly Message[], to: MessageId | null): MessagePage {
    const wanted = branch.findIndex(({ message_id }) => message_id === to)
    const needed = wanted < 0 ? 0 : branch.length - wanted
    const earlier = Math.max(0, branch.length - Math.max(PAGE_MIN, this.#page_messages, needed))
    const messages = branch.slice(earlier).map(copyOf)
    return { messages, versions: this.#versionsOf(messages), earlier }
  }

  #versionsOf(messages: readonly Message[]): Versions {
    const versions: Record<string, MessageId[]> = {}
    for (const { message_id, session_id, parent_id } of messages) {
      const siblings: MessageId[] = []
      for (const other of this.messages.values()) {
        if (other.session_id === session_id && other.parent_id === parent_id) siblings.push(other.message_id)
      }
      if (siblings.length > 1) versions[message_id] = siblings
    }
    return versions
  }

  #show(session_id: SessionId, message_id: MessageId): SessionRow | null {
    const row = this.sessions.get(session_id)
    if (!row || !this.#message(session_id, message_id)) return null
    if (this.branchTo(row.leaf_id).some((message) => message.message_id === message_id)) return { ...row }
    let leaf = message_id
    for (;;) {
      const at = leaf
      const child = [...this.messages.values()].findLast((message) => message.parent_id === at)
      if (!child) return this.#change(session_id, { leaf_id: leaf })
      leaf = child.message_id
    }
  }

  #place(order: readonly QueueId[]): null {
    for (const [place, queue_id] of order.entries()) {
      const row = this.queued.get(queue_id)
      if (row) this.queued.set(queue_id, { ...row, place })
    }
    return null
  }
}

/** As it comes out at the other side of a thread. */
export function copyOf(message: Message): Message {
  return { ...message, parts: message.parts.map((part) => ({ ...part })) }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
