import type { ConnectionStatus } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId, MessageId, SessionId, StreamId, TraceId } from '../../../../src/shared/ids.ts'
import type {
  AppState,
  Bridge,
  BroadcastName,
  Broadcasts,
  Refusal,
  RequestName,
  Requests,
} from '../../../../src/shared/ipc-contract.ts'
import type {
  LoadedSession,
  Message,
  ModelRef,
  Session,
  SessionDetails,
  SessionSummary,
} from '../../../../src/shared/session.ts'
import { joinParts, titleFromPrompt } from '../../../../src/shared/session.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import type { StreamEvent } from '../../../../src/shared/stream-event.ts'
import { FIXED_ANSWERS } from './fixed-answers.ts'
import { ABOUT } from './about-app.ts'
import { FakeQueue } from './fake-queue.ts'
import { branchRequests, branchThrough, versionsIn } from './fake-branches.ts'
import type { BranchRequest } from './fake-branches.ts'
import { FakeModels } from './fake-models.ts'
import type { ModelsRequest } from './fake-models.ts'
import { FakeStream } from './fake-stream.ts'
import { SIMULATOR } from './simulator-connection.ts'

type Handlers = {
  [Name in RequestName]: (
    input: Requests[Name]['input'],
  ) => Requests[Name]['output'] | Promise<Requests[Name]['output']>
}

/** Of a session nothing was set for. */
export const NO_DETAILS: SessionDetails = { system_prompt: '', parameters: {}, place: null, draft: '' }

const GONE = { refused: 'This chat is gone.' }

/** An in-memory main behind a real `Bridge`: sessions, streams and news, driven step by step by a test. */
export class FakeMain {
  sessions: Session[] = []
  /** The branch shown. */
  messages = new Map<SessionId, Message[]>()
  details = new Map<SessionId, SessionDetails>()
  /** The messages of the other branches. */
  hidden = new Map<SessionId, Message[]>()
  streams: FakeStream[] = []
  connections: ConnectionStatus[] = [SIMULATOR]
  state: Partial<AppState> = {}
  requests: { name: RequestName; input: unknown }[] = []
  /** Events for which this says false are numbered but never arrive. */
  delivers: (event: StreamEvent) => boolean = () => true
  /** Called for each opened stream, e.g. to let it write by itself. */
  onOpened: (stream: FakeStream, prompt: string | null) => void = () => {}
  readonly queue = new FakeQueue({
    newId: () => this.#id(),
    open: (session_id, prompt) => this.#send(session_id, prompt),
    running: (session_id) => this.#running(session_id),
    tell: (queue) => this.tell('queue:changed', queue),
  })
  readonly models = new FakeModels((library) => this.tell('models:changed', library))
  handlers: Handlers
  #listeners = new Map<BroadcastName, Set<(payload: never) => void>>()
  #deleted = new Map<SessionId, SessionSummary>()
  #numbers = 0
  #draft_revision = 0
  #generations = new Map<SessionId, number>()

  constructor() {
    this.handlers = this.#handlers()
  }

  readonly bridge: Bridge = {
    request: async (name, input) => {
      this.requests.push({ name, input })
      await Promise.resolve()
      return this.handlers[name](input)
    },
    on: (name, listener) => {
      const listeners = this.#listeners.get(name) ?? new Set()
      this.#listeners.set(name, listeners.add(listener))
      return () => listeners.delete(listener)
    },
    pathOf: (file) => this.models.pathOf(file),
  }

  tell<Name extends BroadcastName>(name: Name, payload: Broadcasts[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never)
  }

  /** How many listeners the window holds; 0 after it has gone. */
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0)
  }

  asked(name: RequestName): unknown[] {
    return this.requests.filter((request) => request.name === name).map((request) => request.input)
  }

  /** The newest stream, of one session or of all. Throws when there is none. */
  stream(session_id?: SessionId): FakeStream {
    const found = this.streams.findLast((one) => !session_id || one.identity.session_id === session_id)
    if (!found) throw new Error('no stream was opened')
    return found
  }

  addSession(title: string, model: ModelRef | null = null, updated_at = Date.now()): Session {
    const dates = { created_at: updated_at, updated_at }
    const marks = { pinned: false, archived: false }
    const session = { session_id: this.#id() as SessionId, title, ...dates, model, ...marks }
    this.sessions.unshift(session)
    this.messages.set(session.session_id, [])
    return session
  }

  summary(session: Session): SessionSummary {
    return { ...session, activity: this.#running(session.session_id) ? 'active' : 'idle' }
  }

  #running(session_id: SessionId): boolean {
    return this.streams.some((one) => one.identity.session_id === session_id && !one.end)
  }

  #send(session_id: SessionId, prompt: string): StreamId {
    const parent = this.messages.get(session_id)?.at(-1)?.message_id ?? null
    return this.open(session_id, prompt, parent).identity.stream_id
  }

  all(session_id: SessionId): Message[] {
    return [...(this.messages.get(session_id) ?? []), ...(this.hidden.get(session_id) ?? [])]
  }

  /** `continued`: the answer that is gone on with. */
  open(
    session_id: SessionId,
    prompt: string | null,
    parent_id: MessageId | null,
    continued?: Message,
  ): FakeStream {
    const previous = this.streams.findLast((one) => one.identity.session_id === session_id)
    const generation = (this.#generations.get(session_id) ?? 0) + 1
    this.#generations.set(session_id, generation)
    previous?.finish({ reason: 'superseded' })
    const identity = {
      session_id,
      generation,
      stream_id: this.#id() as StreamId,
      message_id: continued?.message_id ?? (this.#id() as MessageId),
      trace_id: this.#id() as TraceId,
    }
    const stream = new FakeStream(identity, (event) => this.#deliver(stream, event))
    this.streams.push(stream)
    stream.base = continued?.parts ?? []
    const messages = continued
      ? [{ ...continued, stream_id: identity.stream_id, end: null }]
      : this.#newMessages(stream, prompt, parent_id)
    const branch = parent_id === null ? [] : branchThrough(parent_id, this.all(session_id))
    const parent = branch.findIndex((message) => message.message_id === parent_id)
    this.#show(session_id, [...branch.slice(0, parent + 1), ...messages])
    this.tell('stream:opened', { ...identity, parent_id, messages })
    this.tell('session:activity', { session_id, activity: 'active' })
    stream.status({ status: 'thinking' })
    this.onOpened(stream, prompt)
    return stream
  }

  #deliver(stream: FakeStream, event: StreamEvent): void {
    const { session_id, message_id } = stream.identity
    const messages = this.messages.get(session_id) ?? []
    const index = messages.findIndex((message) => message.message_id === message_id)
    const message = messages[index]
    const { base, parts, end } = stream
    if (message?.stream_id === stream.identity.stream_id) {
      messages[index] = { ...message, parts: end ? joinParts(base, parts) : base, end }
    }
    if (this.delivers(event)) this.tell('stream:event', event)
    if (event.type === 'done') this.tell('session:activity', { session_id, activity: 'idle' })
  }

  /** Shows this branch; what was shown beside it and is no part of it is kept hidden. */
  #show(session_id: SessionId, branch: Message[]): void {
    const shown = new Set(branch.map((message) => message.message_id))
    this.hidden.set(
      session_id,
      this.all(session_id).filter((message) => !shown.has(message.message_id)),
    )
    this.messages.set(session_id, branch)
  }

  #newMessages(stream: FakeStream, prompt: string | null, parent_id: MessageId | null): Message[] {
    const { session_id, message_id, stream_id } = stream.identity
    const model = this.#session(session_id)?.model ?? {
      connection_id: SIMULATOR.connection_id,
      model: 'normal',
    }
    const shared = { session_id, created_at: Date.now(), end: null }
    const user: Message = {
      ...shared,
      message_id: this.#id() as MessageId,
      parent_id,
      role: 'user',
      parts: [{ channel: 'answer', text: prompt ?? '' }],
      model: null,
      stream_id: null,
    }
    const answer_parent = prompt === null ? parent_id : user.message_id
    const answer: Message = {
      ...shared,
      message_id,
      parent_id: answer_parent,
      role: 'assistant',
      parts: [],
      model,
      stream_id,
    }
    return prompt === null ? [answer] : [user, answer]
  }

  #session(session_id: SessionId): Session | undefined {
    return this.sessions.find((one) => one.session_id === session_id)
  }

  #id(): string {
    return `10000000-0000-4000-8000-${String(++this.#numbers).padStart(12, '0')}`
  }

  #changed(session: Session): Session {
    this.sessions = [session, ...this.sessions.filter((one) => one.session_id !== session.session_id)]
    this.tell('session:changed', this.summary(session))
    return session
  }

  /** Keeps its place: filing is no use of a chat. */
  #filed(session_id: SessionId, change: Partial<Pick<Session, 'pinned' | 'archived'>>): Session | Refusal {
    const session = this.#session(session_id)
    if (!session) return GONE
    const filed = { ...session, ...change }
    this.sessions = this.sessions.map((one) => (one === session ? filed : one))
    this.tell('session:changed', this.summary(filed))
    return filed
  }

  #handlers(): Handlers {
    const branches = branchRequests({
      all: (session_id) => this.all(session_id),
      messages: this.messages,
      show: (session_id, branch) => {
        this.#show(session_id, branch)
        this.tell('session:branch', { session_id })
      },
      open: this.open.bind(this),
    })
    const streams = { ...this.#streamHandlers(), ...branches, ...this.queue.handlers() }
    const models = this.models.handlers()
    return { ...this.#sessionHandlers(), ...streams, ...this.#otherHandlers(), ...models }
  }

  #load(session_id: SessionId): LoadedSession | null {
    const session = this.#session(session_id)
    if (!session) return null
    const messages = [...(this.messages.get(session_id) ?? [])]
    const versions = versionsIn(messages, this.all(session_id))
    const details = this.details.get(session_id) ?? NO_DETAILS
    return { session, details, messages, versions, earlier: 0 }
  }

  #sessionHandlers(): Pick<Handlers, 'app:state' | (`session:${string}` & RequestName)> {
    return {
      'app:state': () => ({
        ...ABOUT,
        sessions: this.sessions.map((one) => this.summary(one)),
        connections: this.connections,
        settings: DEFAULT_SETTINGS,
        open_session_id: null,
        new_chat_draft: '',
        recovery: null,
        unsaved: 0,
        queues: this.queue.all(),
        ...this.state,
      }),
      'session:create': ({ model }) => this.#changed(this.addSession('New chat', model)),
      'session:earlier': () => null,
      'session:draft': () => ({ revision: ++this.#draft_revision }),
      'session:place': () => null,
      'session:load': ({ session_id }) => this.#load(session_id),
      'session:rename': ({ session_id, title }) => {
        const session = this.#session(session_id)
        return session ? this.#changed({ ...session, title }) : GONE
      },
      'session:set_model': ({ session_id, model }) => {
        const session = this.#session(session_id)
        return session ? this.#changed({ ...session, model }) : GONE
      },
      'session:pin': ({ session_id, pinned }) => this.#filed(session_id, { pinned }),
      'session:archive': ({ session_id, archived }) => this.#filed(session_id, { archived }),
      'session:configure': ({ session_id, ...settings }) => {
        if (!this.#session(session_id)) return GONE
        const details = { ...(this.details.get(session_id) ?? NO_DETAILS), ...settings }
        this.details.set(session_id, details)
        this.tell('session:details', { session_id, ...settings })
        return details
      },
      'session:delete': ({ session_id }) => {
        const session = this.#session(session_id)
        if (!session) return GONE
        this.streams.findLast((one) => one.identity.session_id === session_id)?.finish({ reason: 'stopped' })
        this.#deleted.set(session_id, this.summary(session))
        this.sessions = this.sessions.filter((one) => one !== session)
        this.tell('session:removed', { session_id })
        return { undo_ms: 10_000 }
      },
      'session:undelete': ({ session_id }) => {
        const session = this.#deleted.get(session_id)
        if (!session) return GONE
        this.sessions.unshift(session)
        return session
      },
      'session:show': () => null,
    }
  }

  #streamHandlers(): Pick<Handlers, Exclude<`stream:${string}` & RequestName, BranchRequest>> {
    return {
      'stream:open': ({ session_id, prompt }) => {
        const session = this.#session(session_id)
        if (!session) return GONE
        const first = (this.messages.get(session_id) ?? []).length === 0
        const stream_id = this.#send(session_id, prompt)
        const title = first ? titleFromPrompt(prompt) : session.title
        this.#changed({ ...session, title, archived: false, updated_at: Date.now() })
        return { stream_id }
      },
      'stream:stop': ({ stream_id }) => {
        const stream = this.streams.find((one) => one.identity.stream_id === stream_id)
        stream?.finish({ reason: 'stopped' })
        return { how: stream ? 'cooperative' : 'unknown', release_ms: 1 }
      },
      'stream:stop_all': () => {
        const running = this.streams.filter((one) => !one.end)
        for (const stream of running) stream.finish({ reason: 'stopped' })
        return { stopped: running.length }
      },
      'stream:snapshot': ({ stream_id }) =>
        this.streams.find((one) => one.identity.stream_id === stream_id)?.snapshot() ?? null,
    }
  }

  #otherHandlers(): Omit<
    Handlers,
    | 'app:state'
    | (`session:${string}` & RequestName)
    | (`stream:${string}` & RequestName)
    | (`queue:${string}` & RequestName)
    | ModelsRequest
    | BranchRequest
  > {
    return {
      ...FIXED_ANSWERS,
      'connection:add': ({ key, ...input }) => {
        const added: ConnectionStatus = {
          ...input,
          connection_id: this.#id() as ConnectionId,
          key: key ? 'saved' : 'none',
          busy: null,
          status: { state: 'ready', version: '1', models: [] },
        }
        this.connections = [...this.connections, added]
        this.tell('connections:changed', this.connections)
        return added
      },
      'transfer:export': () => ({ transfer_id: this.#id() }),
      'transfer:import': () => ({ transfer_id: this.#id() }),
      'backup:make': () => ({ transfer_id: this.#id() }),
    }
  }
}
