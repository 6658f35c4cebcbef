import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import type { AppRun } from './app-runs.ts'
import type { Check, Question } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { duration, sentences, times } from './in-words.ts'
import { numberIn, timeOf, wordsIn } from './log-line.ts'
import { Noted } from './noted.ts'
import { Pairs } from './pairs.ts'

/** From here on a person feels that nothing answers. */
const HANG_MS = 1_000

const MAIN: Question = {
  check: 'loop_blocked',
  branch: 'hung',
  asks: 'Did the main process stand still?',
}
const PAGE: Question = {
  check: 'renderer_unresponsive',
  branch: 'hung',
  asks: 'Did a window stop answering?',
}
const STORE: Question = {
  check: 'store_blocked',
  branch: 'hung',
  asks: 'Did the disk (the store’s worker) stop answering?',
}

/** Each process of the app: did it hang? (An engine that hangs is forced; that is the releases' business.) */
export class Hangs implements Check {
  #short = new Noted()
  #longest_short_ms = 0
  #long = new Noted()
  #longest: { ms: number; at: string | null } = { ms: 0, at: null }
  /** The place the watcher saw main in, told while it stood still. */
  #at: string | null = null
  #hanging: { line: LogLine; is_now: boolean } | null = null
  #pages = new Pairs()
  #store = new Pairs()

  see(line: LogLine): void {
    switch (line.event) {
      case 'loop_blocked':
        if (line['where'] === 'main') this.#main(line)
        break
      case 'renderer_unresponsive':
        this.#pages.begin(pageOf(line), line)
        break
      case 'renderer_responsive':
        if (this.#pages.isOpen(pageOf(line))) this.#pages.finish(pageOf(line), line, numberIn(line, 'ms'))
        break
      case 'renderer_gone':
        // It crashed, which is told by itself, and its window is loaded anew.
        this.#pages.drop(pageOf(line))
        break
      case 'store_blocked':
        this.#blockedStore(line)
        break
      default:
    }
  }

  over(run: AppRun): void {
    if (run.hanging) {
      this.#long.add(run.hanging)
      this.#hanging = { line: run.hanging, is_now: run.ending === 'running' }
    }
    this.#at = null
    this.#pages.close()
    this.#store.close()
  }

  missed(): void {
    this.#pages.missed()
    this.#store.missed()
  }

  findings(): Finding[] {
    return [this.#mainFinding(), this.#pagesFinding(), this.#storeFinding()]
  }

  #main(line: LogLine): void {
    this.#at = wordsIn(line, 'at') ?? this.#at
    if (line['ongoing'] === true) return
    const ms = numberIn(line, 'ms')
    if (ms < HANG_MS) {
      this.#short.add(line)
      this.#longest_short_ms = Math.max(this.#longest_short_ms, ms)
    } else {
      this.#long.add(line)
      if (ms > this.#longest.ms) this.#longest = { ms, at: this.#at }
    }
    this.#at = null
  }

  #blockedStore(line: LogLine): void {
    const operation = wordsIn(line, 'operation') ?? ''
    if (line['ongoing'] === true) this.#store.begin(operation, line)
    else this.#store.finish(operation, line, numberIn(line, 'ms'))
  }

  #mainFinding(): Finding {
    const { count } = this.#long
    const short =
      this.#short.count > 0 &&
      `Main stood still ${times(this.#short.count, 'time')} for a moment, ${duration(this.#longest_short_ms)} at most.`
    if (count === 0) {
      if (!short) return fine(MAIN, 'No.')
      const advice = 'Nothing, unless typing or the text stutters: then look for a busy computer.'
      return found(MAIN, 'notice', this.#short, { says: short, advice })
    }
    const at = this.#hanging ? wordsIn(this.#hanging.line, 'at') : this.#longest.at
    const longest =
      this.#longest.ms > 0 &&
      `Main stood still ${times(count, 'time')}, for ${duration(this.#longest.ms)} at most.`
    return found(MAIN, 'broken', this.#long, {
      says: sentences(
        this.#hanging && hangingWords(this.#hanging),
        longest,
        at && `It stood in ${at}.`,
        short,
      ),
      advice: `While main stands still no window answers and nothing stops. If the computer was not asleep or out of memory, this is a fault of Sluice: ${REPORT_IT}`,
    })
  }

  #pagesFinding(): Finding {
    const { over, over_ms, never_over } = this.#pages
    if (never_over.count > 0) {
      return found(PAGE, 'broken', never_over, {
        says: `${times(never_over.count, 'window')} stopped answering and never did again.`,
        advice: `Close that window and open a new one (File > New Window): answers go on in main and are shown there. Then ${REPORT_IT}`,
      })
    }
    if (over.count === 0) return fine(PAGE, 'No.')
    return found(PAGE, 'notice', over, {
      says: `${times(over.count, 'time')} a window was silent for more than 5 s and came back, after ${over_ms.words()}.`,
      advice: 'Look at what was on screen then: a very long answer, a busy or sleeping computer.',
    })
  }

  #storeFinding(): Finding {
    const { over, over_ms, never_over } = this.#store
    if (never_over.count > 0) {
      return found(STORE, 'broken', never_over, {
        says: `${times(never_over.count, 'time')} the disk had not answered when the log of that run ends.`,
        advice:
          'Answers go on, but new prompts wait to be saved. Look at the disk of the data folder: full, failing, or a network drive that is away?',
      })
    }
    if (over.count === 0) return fine(STORE, 'No.')
    return found(STORE, 'notice', over, {
      says: `${times(over.count, 'time')} the disk took more than 2 s to answer: ${over_ms.words()}. Answers went on; new prompts waited.`,
      advice: 'The disk of the data folder is slow or busy; a local disk is better than a network drive.',
    })
  }
}

function pageOf(line: LogLine): string {
  return String(numberIn(line, 'page_id'))
}

function hangingWords({ line, is_now }: { line: LogLine; is_now: boolean }): string {
  const ms = numberIn(line, 'ms')
  const told = timeOf(line)
  const since = told === null ? '' : ` since ${new Date(told - ms).toISOString().slice(11, 19)} (UTC)`
  return is_now
    ? `Main is hanging${since}, for ${duration(ms)} when the log ends.`
    : `Main hung${since} for ${duration(ms)} at least, until the app was ended from outside.`
}
