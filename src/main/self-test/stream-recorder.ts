import type { Clock } from '../lib/clock.ts'
import type { EventSink, LogLine, WriteLog } from '../ports.ts'
import type { StreamLogLine } from '../streams/stream-log.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'
import type { StreamOpened } from '../../shared/stream-opened.ts'
import type { CoreCounters, StreamTrace } from '../../shared/stream-trace.ts'
import { StreamBell } from './stream-bell.ts'
import type { StaleDropped } from './stream-record.ts'
import { StreamRecord } from './stream-record.ts'

/** Over all sessions; a stream that is not released is kept whatever its age. */
export const STREAMS_KEPT = 100

export interface RecorderOptions {
  clock: Clock
  /** How many streams are not released. */
  live: () => number
  /** How many engine processes are not known to be gone. */
  processes: () => number
  /** Streams of a session changed since somebody asked: at most once per ask, and not before `QUIET_MS` after it. */
  onChanged: (session_id: SessionId) => void
}

/**
 * Looks over the core's shoulder: what it tells the windows and what it writes into the lifecycle log, put together as one
 * trace per stream. It holds no text. Wrap the sink and the log the core is built with; the parts it wraps notice nothing.
 */
export class StreamRecorder {
  #options: RecorderOptions
  #bell: StreamBell
  /** In the order of their opening. */
  #records = new Map<string, StreamRecord>()
  #revision = 0
  #counts: Omit<CoreCounters, 'live' | 'processes'> = {
    opened: 0,
    ended: 0,
    discarded: 0,
    forced: 0,
    fenced: 0,
    late: 0,
  }

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#bell = new StreamBell(options.clock, options.onChanged)
  }

  sink(inner: EventSink): EventSink {
    return {
      opened: (opened) => {
        this.#opened(opened)
        inner.opened(opened)
      },
      event: (event) => {
        this.#event(event)
        inner.event(event)
      },
      activity: (session_id, activity) => inner.activity(session_id, activity),
      unsaved: (count) => inner.unsaved(count),
    }
  }

  writeLog(inner: WriteLog): WriteLog {
    return (line) => {
      this.#line(line)
      inner(line)
    }
  }

  /** See `inspector:streams`. */
  streams(
    session_id: SessionId,
    since: number,
  ): { revision: number; now_ms: number; traces: StreamTrace[]; counters: CoreCounters } {
    const traces: StreamTrace[] = []
    for (const record of this.#records.values())
      if (record.session_id === session_id && record.revision > since) traces.push(record.trace())
    this.#bell.arm(session_id)
    const now_ms = this.#options.clock.now()
    return { revision: this.#revision, now_ms, traces, counters: this.counters() }
  }

  counters(): CoreCounters {
    const { live, processes } = this.#options
    return { ...this.#counts, live: live(), processes: processes() }
  }

  dispose(): void {
    this.#bell.dispose()
  }

  #opened(opened: StreamOpened): void {
    const { clock } = this.#options
    const record = new StreamRecord(opened, clock.now(), clock.wallTime())
    this.#records.set(opened.stream_id, record)
    this.#forgetOldest()
    this.#changed(record)
  }

  #event(event: StreamEvent): void {
    const record = this.#records.get(event.stream_id)
    if (!record) return
    record.event(event, this.#options.clock.now())
    this.#changed(record)
  }

  #line(line: LogLine): void {
    if (this.#count(line)) this.#bell.changedForAll()
    const record = typeof line['stream_id'] === 'string' ? this.#records.get(line['stream_id']) : undefined
    if (!record) return
    record.line(line as LogLine & (StreamLogLine | StaleDropped), this.#options.clock.now())
    this.#changed(record)
  }

  /** Whether the line changes a figure: of streams, or of engine processes, which are counted when somebody asks. */
  #count(line: LogLine): boolean {
    switch (line.event) {
      case 'stream_open':
        this.#counts.opened++
        return true
      case 'stream_discarded':
        this.#counts.discarded++
        return true
      case 'stream_end':
        this.#counts.ended++
        if (line['how'] === 'forced') this.#counts.forced++
        if (line['how'] === 'fenced') this.#counts.fenced++
        return true
      case 'stale_dropped':
        if (line['where'] === 'main') this.#counts.late += Number(line['count'])
        return true
      default:
        return line.event.startsWith('engine_')
    }
  }

  #changed(record: StreamRecord): void {
    record.revision = ++this.#revision
    this.#bell.changed(record.session_id)
  }

  #forgetOldest(): void {
    for (const [stream_id, record] of this.#records) {
      if (this.#records.size <= STREAMS_KEPT) return
      if (record.over) this.#records.delete(stream_id)
    }
  }
}
