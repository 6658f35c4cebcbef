import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import type { AppRun } from './app-runs.ts'
import { ByModel } from './by-model.ts'
import type { Check, Question } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { sentences, times } from './in-words.ts'
import type { LiveStreams } from './live-streams.ts'
import { numberIn, wordsIn } from './log-line.ts'
import { Noted } from './noted.ts'

const CRASHED: Question = {
  check: 'app_crashed',
  branch: 'hung',
  asks: 'Did the app end without saying so?',
}
const FORCED: Question = {
  check: 'quit_forced',
  branch: 'hung',
  asks: 'Did quitting have to be forced?',
}
const ENGINES: Question = {
  check: 'engine_crashes',
  branch: 'hung',
  asks: 'Did an engine’s process end by itself?',
}

/** How the app's runs and its engines' processes ended. */
export class AppEnds implements Check {
  #streams: LiveStreams
  #in_order = 0
  #is_running = false
  #cut = new Noted()
  #cut_streams = 0
  #hung = new Noted()
  #forced = new Noted()
  #forced_streams = 0
  #recovered = 0
  #leftovers = 0
  #crashes = new Noted()
  #models = new ByModel()
  #exit: LogLine | null = null

  constructor(streams: LiveStreams) {
    this.#streams = streams
  }

  see(line: LogLine): void {
    switch (line.event) {
      case 'app_exit':
        this.#exit ??= line
        break
      case 'store_opened':
        this.#recovered += numberIn(line, 'interrupted')
        break
      case 'engine_leftover_killed':
        this.#leftovers++
        break
      case 'engine_exit':
        if (line['ordered'] !== false) break
        this.#crashes.add(line)
        this.#models.add(wordsIn(line, 'model'))
        break
      default:
    }
  }

  over(run: AppRun): void {
    const live = this.#streams.all().length
    if (run.ending === 'in_order') this.#in_order++
    else if (run.ending === 'running') this.#is_running = true
    else if (run.ending === 'forced') {
      if (this.#exit) this.#forced.add(this.#exit)
      this.#forced_streams += live
    } else if (run.ending === 'cut' && (run.begun || live > 0)) this.#cutRun(run, live)
    this.#exit = null
  }

  findings(): Finding[] {
    return [this.#crashedFinding(), this.#forcedFinding(), this.#enginesFinding()]
  }

  /** The oldest run of a log that begins in the middle may have ended in lines that are gone. */
  #cutRun(run: AppRun, live: number): void {
    if (run.last) this.#cut.add(run.last)
    if (run.hanging) this.#hung.add(run.hanging)
    this.#cut_streams += live
  }

  #crashedFinding(): Finding {
    const now = this.#is_running && 'It is running when the log ends.'
    const { count } = this.#cut
    if (count === 0) {
      return fine(
        CRASHED,
        sentences(
          this.#in_order > 0 ? `No: it ended in order ${times(this.#in_order, 'time')}.` : 'No.',
          now,
        ),
      )
    }
    const leftovers =
      this.#leftovers > 0 &&
      `${times(this.#leftovers, 'engine process', 'engine processes')} left behind, ended at the next start.`
    const lost =
      this.#cut_streams > 0
        ? `${times(this.#cut_streams, 'answer was', 'answers were')} running then, and ${this.#recovered} found with their text at the next start.`
        : 'No answer was running.'
    if (this.#hung.count > 0) {
      return found(CRASHED, 'broken', this.#hung, {
        says: sentences(
          `${times(count, 'run')} ended without an exit, while main was hanging.`,
          lost,
          leftovers,
        ),
        advice: 'See above where main stood still. Your answers up to then are kept.',
      })
    }
    return found(CRASHED, 'notice', this.#cut, {
      says: sentences(`${times(count, 'run')} of the app ended without an exit.`, lost, leftovers),
      advice: `Somebody ended its process, the computer went off, or it crashed. Answers keep their text up to a moment before. If nobody ended it, ${REPORT_IT}`,
    })
  }

  #forcedFinding(): Finding {
    const { count } = this.#forced
    if (count === 0) return fine(FORCED, 'No.')
    const cut =
      this.#forced_streams > 0 &&
      `${times(this.#forced_streams, 'answer')} had not ended; the next start marks them as interrupted, with their text.`
    return found(FORCED, 'notice', this.#forced, {
      says: sentences(
        `${times(count, 'time')} the app was asked twice to quit, or needed more than its 3 s.`,
        cut,
      ),
      advice: 'If you did not ask twice, an engine or the disk was slow to end: see the checks about them.',
    })
  }

  #enginesFinding(): Finding {
    const { count } = this.#crashes
    if (count === 0) return fine(ENGINES, 'No.')
    return found(ENGINES, 'notice', this.#crashes, {
      says: `${times(count, 'engine process ended by itself', 'engine processes ended by themselves')}: ${this.#models.words()}. The answers kept their text.`,
      advice: this.#models.allMeant
        ? 'Nothing: these are the simulator’s fault modes, which crash on purpose.'
        : 'A process that ends by itself is often short of memory: try a smaller model, or close other programs.',
    })
  }
}
