import type { StreamLogLine } from '../streams/stream-log.ts'
import { assertNever } from '../../shared/assert-never.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { EndReason, ErrorType } from '../../shared/stream-end.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'
import type { StreamOpened } from '../../shared/stream-opened.ts'
import type { Release } from '../../shared/stream-snapshot.ts'
import type { SpanPhase, StreamTrace, TraceDrop, TraceMark } from '../../shared/stream-trace.ts'

/** Of each stream the newest so many are kept. */
export const EVENTS_KEPT = 300
export const SPANS_KEPT = 200

/** Written by whoever kept text of a stream from going further. */
export type StaleDropped = { event: 'stale_dropped' } & TraceDrop

const RELEASE_MARK = { cooperative: 'released', forced: 'forced', fenced: 'fenced' } as const

/**
 * Writes down one stream's life as a `StreamTrace`: what it did when, never what it said. Every call costs the same,
 * however long the answer is.
 */
export class StreamRecord {
  /** The recorder's revision of its last change. */
  revision = 0
  /** Nothing holds an engine for it any more: it may be forgotten. */
  over = false
  #trace: StreamTrace
  #error_type: ErrorType | null = null
  #started = false

  constructor(
    { session_id, stream_id, trace_id, generation, messages }: StreamOpened,
    now: number,
    wall: number,
  ) {
    const answer = messages.at(-1)
    this.#trace = {
      stream_id,
      session_id,
      message_id: answer?.message_id ?? ('' as MessageId),
      trace_id,
      generation,
      model: answer?.model?.model ?? null,
      opened_at: wall,
      opened_ms: now,
      spans: [],
      marks: [{ mark: 'opened', at_ms: 0 }],
      events: [],
      tokens: 0,
      chars: 0,
      drops: [],
      end: null,
      release: null,
    }
  }

  get session_id(): StreamTrace['session_id'] {
    return this.#trace.session_id
  }

  /** A copy, as things stand. */
  trace(): StreamTrace {
    const { spans, marks, events, drops, ...rest } = this.#trace
    return {
      ...rest,
      spans: spans.slice(-SPANS_KEPT).map((span) => ({ ...span })),
      marks: marks.slice(),
      events: events.slice(-EVENTS_KEPT),
      drops: drops.map((drop) => ({ ...drop })),
    }
  }

  event(event: StreamEvent, now: number): void {
    const { seq, type } = event
    const at_ms = this.#since(now)
    const chars = event.type === 'token' ? event.content.length : 0
    keepNewest(this.#trace.events, { seq, at_ms, type, word: wordOf(event), chars }, EVENTS_KEPT)
    switch (event.type) {
      case 'status':
        this.#enter(event.status, at_ms)
        break
      case 'token':
        this.#trace.tokens++
        this.#trace.chars += chars
        // A status is limited in its rate and may come after the text it speaks of.
        this.#enter(event.channel === 'answer' ? 'writing' : 'thinking', at_ms)
        break
      case 'error':
        this.#error_type = event.error_type
        break
      case 'done':
        this.#ended(event.reason, at_ms)
        break
      default:
        assertNever(event)
    }
  }

  line(line: StreamLogLine | StaleDropped, now: number): void {
    const at_ms = this.#since(now)
    switch (line.event) {
      case 'stream_start':
        this.#started = true
        this.#trace.model ??= line.model
        this.#mark('started', at_ms)
        break
      case 'stream_first_token':
        this.#mark('first_token', at_ms)
        break
      case 'stream_discarded':
        this.#mark('discarded', at_ms)
        this.#released({ how: 'cooperative', release_ms: 0 }, at_ms)
        break
      case 'stream_end':
        this.#mark(RELEASE_MARK[line.how], at_ms)
        this.#released({ how: line.how, release_ms: line.release_ms }, at_ms)
        break
      case 'stream_orphan_gone':
        this.#mark('released', at_ms)
        break
      case 'stream_saved':
        this.#mark('saved', at_ms)
        break
      case 'stream_save_failed':
        this.#mark('save_failed', at_ms)
        break
      case 'stale_dropped':
        this.#dropped(line)
        break
      default:
      // The other lines say what an event has said already.
    }
  }

  #ended(reason: EndReason, at_ms: number): void {
    const error = this.#error_type && { error_type: this.#error_type }
    this.#trace.end = { reason, ...error }
    // Asking and ending are one tick here: that is the promise.
    if (reason !== 'success' && reason !== 'error') this.#mark('stop_asked', at_ms, reason)
    this.#mark('ended', at_ms, this.#error_type ?? reason)
    // One that never started is discarded in this tick.
    if (this.#started) this.#enter('stopping', at_ms)
  }

  #released(release: Release, at_ms: number): void {
    this.#close(at_ms)
    this.#trace.release = release
    this.over = true
  }

  #enter(phase: SpanPhase, at_ms: number): void {
    const last = this.#trace.spans.at(-1)
    if (last?.to_ms === null && last.phase === phase) return
    this.#close(at_ms)
    keepNewest(this.#trace.spans, { phase, from_ms: at_ms, to_ms: null }, SPANS_KEPT)
  }

  #close(at_ms: number): void {
    const last = this.#trace.spans.at(-1)
    if (last?.to_ms === null) last.to_ms = at_ms
  }

  /** A mark that comes again, e.g. of a saving that fails once more, stands at its last time. */
  #mark(mark: TraceMark['mark'], at_ms: number, word?: string): void {
    const { marks } = this.#trace
    const before = marks.findIndex((one) => one.mark === mark)
    if (before >= 0) marks.splice(before, 1)
    marks.push({ mark, at_ms, ...(word !== undefined && { word }) })
  }

  #dropped({ where, why, count }: TraceDrop): void {
    const { drops } = this.#trace
    const known = drops.find((drop) => drop.where === where && drop.why === why)
    if (known) known.count += count
    else drops.push({ where, why, count })
  }

  /** Tenths of a millisecond are as fine as anybody looks. */
  #since(now: number): number {
    return Math.round((now - this.#trace.opened_ms) * 10) / 10
  }
}

/** Lets the list grow to twice what is kept before it is cut, so that a push costs the same each time. */
function keepNewest<Item>(items: Item[], item: Item, kept: number): void {
  items.push(item)
  if (items.length >= 2 * kept) items.splice(0, items.length - kept)
}

function wordOf(event: StreamEvent): string {
  switch (event.type) {
    case 'status':
      return event.status
    case 'token':
      return event.channel
    case 'error':
      return event.error_type
    case 'done':
      return event.reason
    default:
      return assertNever(event)
  }
}
