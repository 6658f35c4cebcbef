import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import type { AppRun } from './app-runs.ts'
import type { Check, Question } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { duration, sentences, times } from './in-words.ts'
import type { LiveStream, LiveStreams } from './live-streams.ts'
import type { LogTime } from './log-time.ts'
import { Noted } from './noted.ts'

/** Four seconds are promised (streams/release-within.ts); a busy computer and a silence of the log are allowed for. */
export const RELEASE_OVERDUE_MS = 10_000

const UNENDED: Question = {
  check: 'open_without_end',
  branch: 'hung',
  asks: 'Does every answer that was begun have its end?',
}
const UNRELEASED: Question = {
  check: 'settled_not_released',
  branch: 'hung',
  asks: 'Was every answer that ended let go by its engine?',
}

/** Streams whose last lines never came. What a crash of the app cut is told by `app_crashed`. */
export class Endings implements Check {
  #streams: LiveStreams
  #time: LogTime
  #unended = new Noted()
  #unreleased = new Noted()
  #cut = 0
  #running = 0
  #releasing = 0

  constructor(streams: LiveStreams, time: LogTime) {
    this.#streams = streams
    this.#time = time
  }

  see(line: LogLine): void {
    if (line.event !== 'stream_open') return
    const { previous } = this.#streams
    // A new prompt ends what its chat was writing before it is opened itself.
    if (!previous || previous.settled || previous.unsure) return
    previous.unsure = true
    this.#unended.add(previous.opened)
    this.#unended.show(line)
  }

  over({ ending }: AppRun): void {
    for (const stream of this.#streams.all()) {
      if (stream.unsure) continue
      if (ending === 'running') this.#atTheEndOfTheLog(stream)
      else if (ending !== 'in_order') this.#cut++
      else if (stream.settled) this.#unreleased.add(stream.settled.line)
      else this.#unended.add(stream.opened)
    }
  }

  findings(): Finding[] {
    return [this.#unendedFinding(), this.#unreleasedFinding()]
  }

  #atTheEndOfTheLog({ settled }: LiveStream): void {
    if (!settled) this.#running++
    else if (this.#time.awake_ms - settled.awake_ms < RELEASE_OVERDUE_MS) this.#releasing++
    else this.#unreleased.add(settled.line)
  }

  #unendedFinding(): Finding {
    const running =
      this.#running > 0 &&
      `${times(this.#running, 'answer is', 'answers are')} still running when the log ends.`
    const cut =
      this.#cut > 0 && `${times(this.#cut, 'answer was', 'answers were')} cut with the app, see below.`
    const { count } = this.#unended
    if (count === 0) {
      const all = `Yes: ${times(this.#streams.opened, 'answer')}, each ended once or was discarded.`
      return fine(UNENDED, sentences(running || cut ? 'Yes.' : all, running, cut))
    }
    return found(UNENDED, 'broken', this.#unended, {
      says: sentences(
        `${times(count, 'answer')} never ended, although nothing runs there any more.`,
        running,
        cut,
      ),
      advice: `This is a fault of Sluice: such an answer is shown as being written for ever. Restart the app, and ${REPORT_IT}`,
    })
  }

  #unreleasedFinding(): Finding {
    const now =
      this.#releasing > 0 &&
      `${times(this.#releasing, 'answer is', 'answers are')} being let go when the log ends.`
    const { count } = this.#unreleased
    if (count === 0) return fine(UNRELEASED, sentences('Yes.', now))
    return found(UNRELEASED, 'broken', this.#unreleased, {
      says: `${times(count, 'answer')} ended, and the engine was not gone ${duration(RELEASE_OVERDUE_MS)} later. The next prompt of that chat waits for it.`,
      advice: `This is a fault of Sluice: an engine is taken away after 4 s at the latest. Quit the app (twice, if it does not end), and ${REPORT_IT}`,
    })
  }
}
