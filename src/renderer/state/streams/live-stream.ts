import { assertNever } from '../../../shared/assert-never.ts'
import type { MessagePart } from '../../../shared/session.ts'
import { appendText } from '../../../shared/session.ts'
import type { StreamEnd, StreamError } from '../../../shared/stream-end.ts'
import type { DoneBody, EventIdentity, StatusFields, StreamEvent } from '../../../shared/stream-event.ts'
import type { StreamSnapshot } from '../../../shared/stream-snapshot.ts'

/** The newest stream of one session, as far as this window was told. */
export interface LiveStream extends Omit<EventIdentity, 'seq'> {
  /** The number the next event must carry. */
  next_seq: number
  /** The stream's own text; what its message held before stands in the message. */
  parts: MessagePart[]
  /** What stays on screen from the click on Stop to the end; null otherwise. */
  frozen: MessagePart[] | null
  status: StatusFields | null
  error: StreamError | null
  end: StreamEnd | null
  /** Events kept back while a snapshot is asked for; null while the stream is followed in order. */
  held: StreamEvent[] | null
  /** Main no longer knows this stream: the store has its answer, nothing more is expected here. */
  left: boolean
}

/**
 * What became of an event. `snapshot`: kept back, ask main for a snapshot now. `held`: kept back, one is on its way.
 * `stale`, `duplicate` and `after_done` are dropped, to be counted.
 */
export type Verdict = 'applied' | 'held' | 'snapshot' | 'stale' | 'duplicate' | 'after_done'

export interface Received {
  live: LiveStream | null
  verdict: Verdict
}

/**
 * THE STALE GATE: the only place that compares streams and numbers. Like a ticket inspector: a newer ticket (generation)
 * replaces the older one for good, and on one journey the stops (seq) come in order, each once, none after the last.
 * Returns the same object when the event changes nothing.
 */
export function receive(live: LiveStream | null, event: StreamEvent): Received {
  if (!live || event.generation > live.generation) return adopt(event)
  if (event.generation < live.generation || event.stream_id !== live.stream_id) {
    return { live, verdict: 'stale' }
  }
  if (live.end) return { live, verdict: 'after_done' }
  // Why it ended is still wanted: see `lateEnd`.
  if (live.left)
    return { live: event.type === 'error' ? { ...live, error: errorOf(event) } : live, verdict: 'after_done' }
  if (event.seq < live.next_seq) return { live, verdict: 'duplicate' }
  if (live.held) return { live: { ...live, held: [...live.held, event] }, verdict: 'held' }
  if (event.seq > live.next_seq) return { live: { ...live, held: [event] }, verdict: 'snapshot' }
  return { live: apply(live, event), verdict: 'applied' }
}

/**
 * Takes over a snapshot: what it covers is dropped from the events kept back, the rest is applied. A snapshot nobody
 * waits for (older stream, or already followed in order) changes nothing, unless it brings the end of the newest stream;
 * one that leaves a hole says `snapshot` again.
 */
export function resync(live: LiveStream | null, snapshot: StreamSnapshot): Received {
  if (live && snapshot.generation < live.generation) return { live, verdict: 'stale' }
  const same = live?.generation === snapshot.generation ? live : null
  if (same && same.stream_id !== snapshot.stream_id) return { live, verdict: 'duplicate' }
  const untold = snapshot.end !== null && same?.end === null
  if (same && !same.held && !untold) return { live, verdict: 'duplicate' }
  let next: Received = { live: fromSnapshot(snapshot, same), verdict: 'applied' }
  const held = (same?.held ?? []).toSorted((a, b) => a.seq - b.seq)
  for (const event of held) {
    const received = receive(next.live, event)
    next = {
      live: received.live,
      verdict: received.verdict === 'snapshot' ? 'snapshot' : next.verdict,
    }
  }
  return next
}

/** Main knows no such stream any more: nothing is waited for, and late events count as after the end. */
export function leave(live: LiveStream): LiveStream {
  return { ...live, held: null, frozen: null, left: true }
}

/** From the click on Stop on, the text on screen stands still; the end then brings what main kept. */
export function freeze(live: LiveStream): LiveStream {
  return isRunning(live) && !live.frozen ? { ...live, frozen: live.parts } : live
}

/** A Stop that did not reach main: the text goes on where it is now. */
export function unfreeze(live: LiveStream): LiveStream {
  return live.frozen ? { ...live, frozen: null } : live
}

/** The end of a stream that main had forgotten before this window heard of it: nothing on screen waits for it, its prompt may. */
export function lateEnd(live: LiveStream | null, event: StreamEvent): LiveStream | null {
  if (!live?.left || live.end || event.type !== 'done' || event.stream_id !== live.stream_id) return null
  return { ...live, end: endOf(event, live.error) }
}

export function isRunning(live: LiveStream | null | undefined): live is LiveStream {
  return live != null && !live.end && !live.left
}

/** Whether a newer stream took the place of one whose end was never told here: the store has that answer. */
export function gaveWayUntold(before: LiveStream | null, after: LiveStream): boolean {
  return isRunning(before) && before.generation !== after.generation
}

/** The stream's own parts to draw, after those its message held before. */
export function shownParts(live: LiveStream): MessagePart[] {
  return live.frozen ?? live.parts
}

function adopt(event: StreamEvent): Received {
  const { stream_id, session_id, message_id, trace_id, generation } = event
  const empty: LiveStream = {
    stream_id,
    session_id,
    message_id,
    trace_id,
    generation,
    next_seq: 0,
    parts: [],
    frozen: null,
    status: null,
    error: null,
    end: null,
    held: null,
    left: false,
  }
  return event.seq === 0
    ? { live: apply(empty, event), verdict: 'applied' }
    : { live: { ...empty, held: [event] }, verdict: 'snapshot' }
}

function apply(live: LiveStream, event: StreamEvent): LiveStream {
  const next = { ...live, next_seq: live.next_seq + 1 }
  switch (event.type) {
    case 'status': {
      const { status, detail, position, percent, seconds, not_sent, for_room_of } = event
      const fields: StatusFields = {
        status,
        ...(detail !== undefined && { detail }),
        ...(position !== undefined && { position }),
        ...(percent !== undefined && { percent }),
        ...(seconds !== undefined && { seconds }),
        ...(not_sent !== undefined && { not_sent }),
        ...(for_room_of !== undefined && { for_room_of }),
      }
      return { ...next, status: fields }
    }
    case 'token':
      return { ...next, parts: appendText(live.parts, event.channel, event.content) }
    case 'error':
      return { ...next, error: errorOf(event) }
    case 'done':
      return { ...next, end: endOf(event, live.error), status: null, frozen: null }
    default:
      return assertNever(event)
  }
}

function errorOf({ content, error_type, retryable }: StreamError): StreamError {
  return { content, error_type, retryable }
}

function endOf({ reason, finish, usage, timings }: DoneBody, error: StreamError | null): StreamEnd {
  return { reason, ...(finish && { finish }), ...(error && { error }), ...(usage && { usage }), timings }
}

/** `before` is what this window already had of the same stream: a Stop that was clicked stays clicked. */
function fromSnapshot(snapshot: StreamSnapshot, before: LiveStream | null): LiveStream {
  const { stream_id, session_id, message_id, trace_id, generation } = snapshot
  return {
    stream_id,
    session_id,
    message_id,
    trace_id,
    generation,
    next_seq: snapshot.next_seq,
    parts: snapshot.parts,
    frozen: snapshot.end ? null : (before?.frozen ?? null),
    status: snapshot.status,
    error: snapshot.end?.error ?? null,
    end: snapshot.end,
    held: null,
    left: false,
  }
}
