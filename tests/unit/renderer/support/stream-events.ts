import type { MessageId, SessionId, StreamId, TraceId } from '../../../../src/shared/ids.ts'
import type { DoneBody, StreamEvent, StreamEventBody } from '../../../../src/shared/stream-event.ts'
import type { StreamSnapshot } from '../../../../src/shared/stream-snapshot.ts'

export const SESSION = 'session-1' as SessionId
export const TIMINGS = { first_token_ms: 100, total_ms: 2_100, tokens: 64 }

export function identityOf(generation: number, session_id = SESSION) {
  return {
    session_id,
    generation,
    stream_id: `${session_id}-stream-${generation}` as StreamId,
    message_id: `${session_id}-answer-${generation}` as MessageId,
    trace_id: `trace-${generation}` as TraceId,
  }
}

export function event(generation: number, seq: number, body: StreamEventBody): StreamEvent {
  return { ...body, ...identityOf(generation), seq }
}

export function status(generation: number, seq = 0): StreamEvent {
  return event(generation, seq, { type: 'status', status: 'thinking' })
}

export function token(generation: number, seq: number, content = `${generation}.${seq} `): StreamEvent {
  return event(generation, seq, { type: 'token', content, channel: 'answer' })
}

export function done(generation: number, seq: number, reason: DoneBody['reason'] = 'success'): StreamEvent {
  return event(generation, seq, { type: 'done', reason, timings: TIMINGS })
}

export function snapshot(generation: number, next_seq: number, text: string): StreamSnapshot {
  return {
    ...identityOf(generation),
    next_seq,
    parts: [{ channel: 'answer', text }],
    status: { status: 'writing' },
    end: null,
  }
}
