import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as QueueModule from '../../src/main/streams/prompt-queue.ts'
import type * as RegistryModule from '../../src/main/streams/stream-registry.ts'
import type * as StreamModule from '../../src/main/streams/stream.ts'
import type * as SupervisorModule from '../../src/main/engines/worker/worker-supervisor.ts'
import type { EventSink, LogLine } from '../../src/main/ports.ts'
import type { StreamOpened } from '../../src/shared/stream-opened.ts'
import type { OpenRequest } from '../../src/main/streams/stream-registry.ts'
import type { ConnectionId, MessageId, QueueId, SessionId, StreamId, TraceId } from '../../src/shared/ids.ts'
import type { SessionQueue } from '../../src/shared/prompt-queue.ts'
import type { Message, SessionActivity } from '../../src/shared/session.ts'
import { textOf } from '../../src/shared/session.ts'
import type { StreamEvent } from '../../src/shared/stream-event.ts'
import { MemoryJournal } from './memory-journal.ts'
import { MemoryQueue } from './memory-queue.ts'
import type { ScriptedEngineOptions } from './scripted-engine.ts'
import { ScriptedEngine } from './scripted-engine.ts'
import { VirtualClock } from './virtual-clock.ts'

/** The modules of the core, from the tree or from a copy with a planted bug. */
export interface CoreModules {
  StreamRegistry: typeof RegistryModule.StreamRegistry
  PromptQueue: typeof QueueModule.PromptQueue
  Stream: typeof StreamModule.Stream
  WorkerSupervisor: typeof SupervisorModule.WorkerSupervisor
}

export async function loadCore(src = resolve(import.meta.dirname, '../../src')): Promise<CoreModules> {
  const at = (path: string): string => pathToFileURL(resolve(src, path)).href
  const registry = (await import(at('main/streams/stream-registry.ts'))) as typeof RegistryModule
  const queue = (await import(at('main/streams/prompt-queue.ts'))) as typeof QueueModule
  const stream = (await import(at('main/streams/stream.ts'))) as typeof StreamModule
  const supervisor = (await import(at('main/engines/worker/worker-supervisor.ts'))) as typeof SupervisorModule
  return {
    StreamRegistry: registry.StreamRegistry,
    PromptQueue: queue.PromptQueue,
    Stream: stream.Stream,
    WorkerSupervisor: supervisor.WorkerSupervisor,
  }
}

export const SESSION = 'session-1' as SessionId
export const OTHER_SESSION = 'session-2' as SessionId

/** What survives a core: a disk in memory. */
export interface MemoryDisk {
  journal: MemoryJournal
  waiting: MemoryQueue
}

export interface CoreOptions extends ScriptedEngineOptions {
  /** What an earlier core left behind. */
  disk?: MemoryDisk
}

/** A core on a virtual clock with a scripted engine and a disk in memory, recording all it tells. */
export class CoreUnderTest {
  readonly clock = new VirtualClock()
  readonly journal: MemoryJournal
  /** The prompts that wait, as they are on disk. */
  readonly waiting: MemoryQueue
  readonly queue: QueueModule.PromptQueue
  readonly engine: ScriptedEngine
  readonly events: StreamEvent[] = []
  readonly opened: StreamOpened[] = []
  readonly activities: [SessionId, SessionActivity][] = []
  readonly queues: SessionQueue[] = []
  readonly log: LogLine[] = []
  /** Prompts that went back to where they were written. */
  readonly given_back: [SessionId, string][] = []
  unsaved = 0
  readonly registry: RegistryModule.StreamRegistry
  #ids = 0
  #leaf = new Map<SessionId, MessageId>()

  constructor(modules: CoreModules, options: CoreOptions = {}) {
    this.engine = new ScriptedEngine(options)
    const { journal = new MemoryJournal(), waiting = new MemoryQueue() } = options.disk ?? {}
    this.journal = journal
    this.waiting = waiting
    journal.takeQueued = (queue_id) => waiting.take(queue_id)
    // A core that is started anew mints other names.
    const names = waiting.starts++ === 0 ? 'id' : `id-${waiting.starts}`
    const newId = (): string => `${names}-${++this.#ids}`
    for (const { session_id, message_id } of journal.messages.values()) this.#leaf.set(session_id, message_id)
    const sink: EventSink = {
      opened: (opened) => this.opened.push(opened),
      event: (event) => this.events.push(event),
      activity: (session_id, activity) => this.activities.push([session_id, activity]),
      unsaved: (count) => (this.unsaved = count),
    }
    this.queue = new modules.PromptQueue(
      {
        store: waiting,
        clock: this.clock,
        writeLog: (line) => this.log.push(line),
        newId,
        open: (...prompt) => ({ stream_id: this.#open(...prompt) }),
        activity: (session_id) => this.registry.activity(session_id),
        saved: () => this.registry.saved(),
        blocked: async () =>
          this.unsaved > 0 && (await this.registry.retrySaves()) > 0 ? { refused: 'unsaved' } : null,
        onChanged: (queue) => this.queues.push(queue),
      },
      waiting.found(),
    )
    this.registry = new modules.StreamRegistry({
      clock: this.clock,
      sink: this.queue.sink(sink),
      journal: this.queue.journal(journal),
      engineFor: () => this.engine,
      writeLog: (line) => this.log.push(line),
      newId,
      giveBack: (session_id, prompt) => this.given_back.push([session_id, prompt]),
    })
  }

  /** Sends a prompt. The stream's id; the rest is on its way. */
  send(prompt: string, session_id: SessionId = SESSION): StreamId {
    return this.#open(session_id, prompt, null, null)
  }

  #open(session_id: SessionId, prompt: string, queue_id: QueueId | null, after: MessageId | null): StreamId {
    const request: OpenRequest = {
      session_id,
      trace_id: `trace-${this.#ids}` as TraceId,
      model: { connection_id: 'test' as ConnectionId, model: 'scripted' },
      parent_id: after ?? this.#leaf.get(session_id) ?? null,
      prompt,
      queue_id,
    }
    const { stream_id } = this.registry.open(request)
    const answer = this.opened.at(-1)?.messages.at(-1)
    if (answer) this.#leaf.set(session_id, answer.message_id)
    return stream_id
  }

  /** A person looks at another branch. */
  look(leaf: MessageId, session_id: SessionId = SESSION): void {
    this.#leaf.set(session_id, leaf)
  }

  /** Lets a prompt wait, and waits until that is on disk. */
  async wait(prompt: string, session_id: SessionId = SESSION): Promise<QueueId> {
    const added = this.queue.add(session_id, prompt)
    await this.clock.advance(0)
    const reply = await added
    if ('refused' in reply) throw new Error(reply.refused)
    return reply.queue_id
  }

  /** The engine answers, finishes and goes. */
  async finish(): Promise<void> {
    this.engine.last.text('an answer')
    this.engine.last.say({ type: 'finish', finish: 'stop' })
    await this.clock.advance(0)
    this.engine.last.leave()
    await this.clock.advance(0)
  }

  /** What a window shows to be waiting. */
  shownWaiting(session_id: SessionId = SESSION): string[] {
    return this.queue.of(session_id).prompts.map(({ text }) => text)
  }

  /** The prompts that are messages, in the order in which they were saved. */
  sent(session_id: SessionId = SESSION): string[] {
    return [...this.journal.messages.values()]
      .filter((message) => message.role === 'user' && message.session_id === session_id)
      .map((message) => textOf(message))
  }

  /** What the message with this prompt follows: the texts of its branch. */
  before(prompt: string): string[] {
    const message = [...this.journal.messages.values()].find((one) => textOf(one) === prompt)
    return this.journal.branch(message?.parent_id ?? null).map((one) => textOf(one))
  }

  /** Sends a prompt and waits until the engine has it. */
  async start(prompt: string, session_id: SessionId = SESSION): Promise<StreamId> {
    const stream_id = this.send(prompt, session_id)
    await this.clock.advance(0)
    return stream_id
  }

  /** Goes on with an answer. The stream's id; the rest is on its way. */
  goOnNow(continued: Message): StreamId {
    const { session_id, parent_id } = continued
    const { stream_id } = this.registry.open({
      session_id,
      trace_id: `trace-${this.#ids}` as TraceId,
      model: { connection_id: 'test' as ConnectionId, model: 'scripted' },
      parent_id,
      prompt: null,
      queue_id: null,
      continued,
    })
    return stream_id
  }

  /** Goes on with the answer of an earlier stream, as it is saved or as it was `seen`, and waits until the engine has it. */
  async goOn(stream_id: StreamId, seen: Message | undefined = this.answerOf(stream_id)): Promise<StreamId> {
    if (!seen) throw new Error('there is no such answer')
    const next = this.goOnNow(seen)
    await this.clock.advance(0)
    return next
  }

  /** The answer a stream writes or wrote to, as the journal has it. */
  answerOf(stream_id: StreamId): Message | undefined {
    const opened = this.opened.find((one) => one.stream_id === stream_id)
    const message_id = opened?.messages.at(-1)?.message_id
    return message_id && this.journal.messages.get(message_id)
  }

  of(stream_id: StreamId): StreamEvent[] {
    return this.events.filter((event) => event.stream_id === stream_id)
  }

  /** The answer text a window would show for a stream. */
  textOf(stream_id: StreamId): string {
    return this.of(stream_id)
      .map((event) => (event.type === 'token' ? event.content : ''))
      .join('')
  }

  /** How a stream ended, as told; undefined while it runs. */
  doneOf(stream_id: StreamId) {
    return this.of(stream_id).find((event) => event.type === 'done')
  }

  logOf(event: string): LogLine[] {
    return this.log.filter((line) => line.event === event)
  }
}
