import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { createOllamaEngine } from '../../src/main/engines/ollama/ollama-engine.ts'
import { createOpenAiCompatibleEngine } from '../../src/main/engines/openai-compatible/openai-compatible-engine.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import type { Engine, EngineReply, LogLine } from '../../src/main/ports.ts'
import { StreamRegistry } from '../../src/main/streams/stream-registry.ts'
import type { ConnectionId, SessionId, StreamId, TraceId } from '../../src/shared/ids.ts'
import type { Timeouts } from '../../src/shared/settings.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import type { Channel, StreamEvent } from '../../src/shared/stream-event.ts'
import { MemoryJournal } from './memory-journal.ts'
import { ToldEvents } from './told-events.ts'

export type HttpKind = 'ollama' | 'openai-compatible'
export const HTTP_KINDS: readonly HttpKind[] = ['ollama', 'openai-compatible']
export const LABEL = 'Test server at 127.0.0.1'

export interface HttpCoreOptions {
  timeouts?: Partial<Timeouts>
  key?: string | null
  /** Who serves the models, as an OpenAI-compatible server says. */
  owned_by?: string
}

/** The real core with a real HTTP engine and a real clock; only the disk and the windows are in memory. */
export class HttpCore {
  readonly clock = new AwakeClock()
  readonly journal = new MemoryJournal()
  #told = new ToldEvents()
  readonly events = this.#told.all
  readonly log: LogLine[] = []
  readonly busy: boolean[] = []
  readonly engine: Engine & { dispose(): Promise<void> }
  readonly registry: StreamRegistry
  #ids = 0

  constructor(kind: HttpKind, url: string, { timeouts, key = null, owned_by }: HttpCoreOptions = {}) {
    const options = {
      connection: { url, label: LABEL },
      clock: this.clock,
      timeouts: () => ({ ...DEFAULT_SETTINGS.timeouts, ...timeouts }),
      onBusy: (busy: boolean) => void this.busy.push(busy),
    }
    this.engine =
      kind === 'ollama'
        ? createOllamaEngine(options)
        : createOpenAiCompatibleEngine({ ...options, key: () => key, ownerOf: () => owned_by })
    this.registry = new StreamRegistry({
      clock: this.clock,
      journal: this.journal,
      sink: {
        opened: () => {},
        event: (event) => this.#told.tell(event),
        activity: () => {},
        unsaved: () => {},
      },
      engineFor: () => this.engine,
      writeLog: (line) => void this.log.push(line),
      newId: () => `id-${++this.#ids}`,
    })
  }

  send(model: string, prompt = 'Say something', session = 'session'): StreamId {
    const { stream_id } = this.registry.open({
      session_id: session as SessionId,
      trace_id: 'trace' as TraceId,
      model: { connection_id: 'test' as ConnectionId, model },
      parent_id: null,
      prompt,
      queue_id: null,
    })
    return stream_id
  }

  /** Goes on with the answer of a stream that ended. */
  goOn(stream_id: StreamId, model: string): StreamId {
    const continued = [...this.journal.messages.values()].find((one) => one.stream_id === stream_id)
    if (!continued) throw new Error('there is no such answer')
    const { session_id, parent_id } = continued
    const next = this.registry.open({
      session_id,
      trace_id: 'trace' as TraceId,
      model: { connection_id: 'test' as ConnectionId, model },
      parent_id,
      prompt: null,
      queue_id: null,
      continued,
    })
    return next.stream_id
  }

  /** Sends, waits for the end and for the release, and tells how it went. */
  async ask(model: string, prompt?: string) {
    const stream_id = this.send(model, prompt)
    await this.until((event) => event.stream_id === stream_id && event.type === 'done')
    const release = await this.registry.stop(stream_id)
    return { release, ...this.outcome(stream_id) }
  }

  /** What the engine itself replies, without the core. */
  async repliesTo(model: string): Promise<EngineReply[]> {
    const messages = [{ role: 'user' as const, content: 'Say something' }]
    const ids = { stream_id: 'direct' as StreamId, session_id: 'direct' as SessionId }
    const abort = new AbortController()
    const run = this.engine.start({ ...ids, model, messages, parameters: {} }, abort.signal)
    const replies: EngineReply[] = []
    for await (const reply of run.replies) replies.push(reply)
    await run.released
    return replies
  }

  outcome(stream_id: StreamId) {
    const mine = this.events.filter((event) => event.stream_id === stream_id)
    const done = mine.filter((event) => event.type === 'done')
    return {
      stream_id,
      answer: this.textOf(mine, 'answer'),
      reasoning: this.textOf(mine, 'reasoning'),
      error: mine.find((event) => event.type === 'error'),
      done: done[0],
      dones: done.length,
      last: mine.at(-1)?.type,
      statuses: mine.filter((event) => event.type === 'status'),
      gapless: mine.every((event, i) => event.seq === i),
    }
  }

  /** Resolves at the first event, past or coming, that fits. */
  until(fits: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    return this.#told.until(fits)
  }

  firstToken(stream_id: StreamId): Promise<StreamEvent> {
    return this.until((event) => event.stream_id === stream_id && event.type === 'token')
  }

  async dispose(): Promise<void> {
    await this.registry.stopAll('interrupted')
    await this.engine.dispose()
    this.clock.dispose()
  }

  textOf(events: StreamEvent[], channel: Channel): string {
    return events
      .map((event) => (event.type === 'token' && event.channel === channel ? event.content : ''))
      .join('')
  }
}

/** Waits for a condition of the outside world, looking every few milliseconds; throws when it does not come. */
export async function eventually(condition: () => boolean, what: string, within_ms = 5_000): Promise<void> {
  for (const until = performance.now() + within_ms; !condition();) {
    if (performance.now() > until) throw new Error(`did not happen within ${within_ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Counts the sockets this process opens, as Node itself tells it: a server hears of a new one before an old one's end. */
export function watchClientSockets() {
  const seen = { made: 0, live: 0, live_max: 0, stop: () => unsubscribe('net.client.socket', onSocket) }
  const onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    seen.made++
    seen.live_max = Math.max(seen.live_max, ++seen.live)
    socket.once('close', () => seen.live--)
  }
  subscribe('net.client.socket', onSocket)
  return seen
}
