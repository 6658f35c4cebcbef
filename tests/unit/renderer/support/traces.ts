import type { MessageId, SessionId, StreamId, TraceId } from '../../../../src/shared/ids.ts'
import type { StreamTrace, TraceSpan } from '../../../../src/shared/stream-trace.ts'

export const TRACED = 'session-1' as SessionId
/** 2026-01-02T03:04:05Z */
export const BEGAN_AT = Date.UTC(2026, 0, 2, 3, 4, 5)

/** "thinking 0-120, writing 120-": as short as it can be written. */
export function spans(words: string): TraceSpan[] {
  return words.split(', ').map((word) => {
    const [phase = '', times = ''] = word.split(' ')
    const [from = '', to = ''] = times.split('-')
    return {
      phase: phase as TraceSpan['phase'],
      from_ms: Number(from),
      to_ms: to === '' ? null : Number(to),
    }
  })
}

/** A stream that thought for 200 ms and writes, opened `opened_ms` into main's clock; `change` what is different. */
export function traceOf(
  generation: number,
  opened_ms: number,
  change: Partial<StreamTrace> = {},
): StreamTrace {
  return {
    stream_id: `stream-${generation}` as StreamId,
    session_id: TRACED,
    message_id: `message-${generation}` as MessageId,
    trace_id: `trace-${generation}` as TraceId,
    generation,
    model: 'normal',
    opened_at: BEGAN_AT + opened_ms,
    opened_ms,
    spans: spans('thinking 0-200, writing 200-'),
    marks: [
      { mark: 'opened', at_ms: 0 },
      { mark: 'started', at_ms: 3 },
    ],
    events: [
      { seq: 0, at_ms: 0, type: 'status', word: 'thinking', chars: 0 },
      { seq: 1, at_ms: 200, type: 'token', word: 'answer', chars: 5 },
    ],
    tokens: 1,
    chars: 5,
    drops: [],
    end: null,
    release: null,
    ...change,
  }
}

/** One that ended after `ms` and was released in the same moment. */
export function endedTrace(generation: number, opened_ms: number, ms: number): StreamTrace {
  return traceOf(generation, opened_ms, {
    spans: spans(`thinking 0-200, writing 200-${ms}, stopping ${ms}-${ms}`),
    end: { reason: 'success' },
    release: { how: 'cooperative', release_ms: 0 },
    marks: [
      { mark: 'opened', at_ms: 0 },
      { mark: 'started', at_ms: 3 },
      { mark: 'ended', at_ms: ms, word: 'success' },
      { mark: 'released', at_ms: ms },
    ],
  })
}

/** One that was superseded after `ms` by an engine that had to be forced 500 ms later. */
export function forcedTrace(generation: number, opened_ms: number, ms: number): StreamTrace {
  return traceOf(generation, opened_ms, {
    model: 'ignores-cancel',
    spans: spans(`thinking 0-200, writing 200-${ms}, stopping ${ms}-${ms + 500}`),
    end: { reason: 'superseded' },
    release: { how: 'forced', release_ms: 500 },
    marks: [
      { mark: 'opened', at_ms: 0 },
      { mark: 'started', at_ms: 3 },
      { mark: 'stop_asked', at_ms: ms, word: 'superseded' },
      { mark: 'ended', at_ms: ms, word: 'superseded' },
      { mark: 'forced', at_ms: ms + 500 },
    ],
  })
}
