import type { LogLine } from '../../ports.ts'
import { wordsIn } from './log-line.ts'
import type { LogTime } from './log-time.ts'

/** A stream between its opening and its release, as far as the log tells. */
export interface LiveStream {
  stream_id: string
  session_id: string | null
  opened: LogLine
  /** Its `stream_start`; null while it waits. */
  start: LogLine | null
  model: string | null
  /** The status told last. */
  status: string | null
  /** Its end was told, its release was not. */
  settled: { line: LogLine; awake_ms: number } | null
  /** Lines of it may be missing: nothing is held against it. */
  unsure: boolean
}

/** Far more than one app can have open. */
const LIVE_MAX = 10_000

/**
 * The streams that are live at the line being read. Lines of one that ends are shown to the checks while it is still here:
 * `before` and `after` stand around them.
 */
export class LiveStreams {
  /** How many streams were opened. */
  opened = 0
  /** At a `stream_open`: the stream that was its session's newest until then, if it is live. */
  previous: LiveStream | null = null
  #live = new Map<string, LiveStream>()
  #newest = new Map<string, LiveStream>()
  #time: LogTime

  constructor(time: LogTime) {
    this.#time = time
  }

  /** The live stream a line is of. */
  of(line: LogLine): LiveStream | null {
    const stream_id = wordsIn(line, 'stream_id')
    return (stream_id !== null && this.#live.get(stream_id)) || null
  }

  all(): LiveStream[] {
    return [...this.#live.values()]
  }

  before(line: LogLine): void {
    if (line.event !== 'stream_open' && line.event !== 'stream_start') return
    const stream_id = wordsIn(line, 'stream_id')
    if (stream_id === null) return
    // A start without its opening is for the grammar to find; the stream is live all the same.
    const stream = this.#live.get(stream_id) ?? this.#add(stream_id, line)
    if (line.event === 'stream_open') this.opened++
    else {
      stream.start = line
      stream.model = wordsIn(line, 'model')
    }
  }

  after(line: LogLine): void {
    const stream = this.of(line)
    if (!stream) return
    switch (line.event) {
      case 'stream_status':
        stream.status = wordsIn(line, 'status')
        break
      case 'stream_settled':
        stream.settled = { line, awake_ms: this.#time.awake_ms }
        break
      case 'stream_end':
      case 'stream_discarded':
        this.#remove(stream)
        break
      default:
    }
  }

  /** Lines are missing: whether these are over is not known. */
  missed(): void {
    for (const stream of this.#live.values()) stream.unsure = true
  }

  /** A new run of the app: its streams are its own. */
  clear(): void {
    this.#live.clear()
    this.#newest.clear()
  }

  #add(stream_id: string, line: LogLine): LiveStream {
    const session_id = wordsIn(line, 'session_id')
    const stream: LiveStream = {
      stream_id,
      session_id,
      opened: line,
      start: null,
      model: null,
      status: null,
      settled: null,
      unsure: false,
    }
    this.previous = this.#newest.get(session_id ?? '') ?? null
    this.#newest.set(session_id ?? '', stream)
    this.#live.set(stream_id, stream)
    const [oldest] = this.#live.values()
    if (oldest && this.#live.size > LIVE_MAX) this.#remove(oldest)
    return stream
  }

  #remove(stream: LiveStream): void {
    this.#live.delete(stream.stream_id)
    const session = stream.session_id ?? ''
    if (this.#newest.get(session) === stream) this.#newest.delete(session)
  }
}
