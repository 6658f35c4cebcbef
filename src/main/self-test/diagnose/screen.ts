import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import type { Check, Question } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { sentences, times } from './in-words.ts'
import { numberIn, wordsIn } from './log-line.ts'
import { Noted } from './noted.ts'
import { Pairs } from './pairs.ts'

const STALE: Question = {
  check: 'stale_dropped',
  branch: 'screen',
  asks: 'Did text of an old answer come too late, and was it kept out?',
}
const SAVES: Question = {
  check: 'save_failures',
  branch: 'screen',
  asks: 'Was every answer saved?',
}
const JOURNAL: Question = {
  check: 'journal_batch_failed',
  branch: 'screen',
  asks: 'Could the text be saved while it was written?',
}

/** What is on the screen and on the disk: late text that was dropped, answers that were not saved. */
export class Screen implements Check {
  #late_in_main = 0
  #dropped_by = new Map<string, number>()
  #dropped = new Noted()
  #saves = new Pairs()
  #batches = new Pairs()

  see(line: LogLine): void {
    switch (line.event) {
      case 'stale_dropped':
        this.#stale(line)
        break
      case 'stream_save_failed':
        this.#saves.begin(wordsIn(line, 'stream_id') ?? '', line)
        break
      case 'stream_saved':
        this.#saves.finish(wordsIn(line, 'stream_id') ?? '', line, 0)
        break
      case 'stream_unsaved_gone':
        this.#saves.drop(wordsIn(line, 'stream_id') ?? '')
        break
      case 'journal_batch_failed':
        this.#batches.begin('', line)
        break
      case 'journal_batch_saved':
        this.#batches.finish('', line, 0)
        break
      default:
    }
  }

  over(): void {
    this.#saves.close()
    this.#batches.close()
  }

  missed(): void {
    this.#saves.missed()
    this.#batches.missed()
  }

  findings(): Finding[] {
    return [this.#staleFinding(), this.#savesFinding(), this.#journalFinding()]
  }

  #stale(line: LogLine): void {
    const count = Math.max(1, numberIn(line, 'count'))
    if (line['where'] !== 'window') {
      this.#late_in_main += count
      return
    }
    const why = wordsIn(line, 'why') ?? 'other'
    if (this.#dropped_by.size < 10 || this.#dropped_by.has(why))
      this.#dropped_by.set(why, (this.#dropped_by.get(why) ?? 0) + count)
    this.#dropped.add(line, count)
  }

  #staleFinding(): Finding {
    const main =
      this.#late_in_main > 0 &&
      `${times(this.#late_in_main, 'reply', 'replies')} came after the end of an answer and went no further than main.`
    if (this.#dropped.count === 0) return fine(STALE, main || 'None came.', this.#late_in_main)
    const why = [...this.#dropped_by].map(([word, count]) => `${count} ${word.replaceAll('_', ' ')}`)
    return found(STALE, 'notice', this.#dropped, {
      says: sentences(
        `The windows dropped ${times(this.#dropped.count, 'event')} (${why.join(', ')}); none was shown.`,
        main,
      ),
      advice: `Nothing on screen is wrong, but main should not have sent them. If it happens again, ${REPORT_IT}`,
    })
  }

  #savesFinding(): Finding {
    const { over, never_over } = this.#saves
    if (never_over.count > 0) {
      return found(SAVES, 'broken', never_over, {
        says: `The disk refused ${times(never_over.count, 'answer')} and no retry worked before the log of that run ends. The end of the text was on screen only.`,
        advice:
          'While the app still runs: make room on the disk and choose “Retry” in the banner, or copy the text. Check that the data folder can be written to.',
      })
    }
    if (over.count === 0) return fine(SAVES, 'Yes.')
    return found(SAVES, 'notice', over, {
      says: `${times(over.count, 'answer was', 'answers were')} saved only after the disk had refused at first.`,
      advice: 'Make room on the disk of the data folder.',
    })
  }

  #journalFinding(): Finding {
    const { over, never_over } = this.#batches
    const count = over.count + never_over.count
    if (count === 0) return fine(JOURNAL, 'Yes.')
    const later = `${over.count} of them ended with a batch that was saved.`
    return found(JOURNAL, 'notice', never_over.count > 0 ? never_over : over, {
      says: sentences(
        `The disk refused text that was being written ${times(count, 'time')}.`,
        over.count > 0 && later,
      ),
      advice:
        'The text stayed in memory meanwhile and is saved with the end of its answer; a crash in between would have lost it. Make room on the disk.',
    })
  }
}
