import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import { LogTruth } from '../log-truth.ts'
import type { AppRun } from './app-runs.ts'
import type { Check, Question } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { times } from './in-words.ts'
import { shortIds } from './log-line.ts'
import { Noted } from './noted.ts'

/** A stream is not spoken of that long after its end. */
const STREAMS_REMEMBERED = 10_000

const OVERLAP: Question = {
  check: 'overlap',
  branch: 'hung',
  asks: 'Did two answers of one chat run at once?',
}
const GRAMMAR: Question = {
  check: 'grammar',
  branch: 'no_logs',
  asks: 'Does the log contradict itself?',
}

/** Each run of the app held to the grammar of the log. That every open has its end is for `Endings`. */
export class Grammar implements Check {
  #truth: LogTruth | null = null
  #starts = new Map<unknown, LogLine>()
  #overlaps = new Noted()
  #faults = new Noted()
  #first_fault = ''

  see(line: LogLine, run: AppRun): void {
    this.#truth ??= new LogTruth({ remember: STREAMS_REMEMBERED, begins_late: !run.begun })
    for (const { kind, says } of this.#truth.see(line)) {
      if (kind === 'overlap') {
        const other = this.#starts.get(line['session_id'])
        if (other) this.#overlaps.show(other)
        this.#overlaps.add(line)
        continue
      }
      this.#first_fault ||= shortIds(says)
      this.#faults.add(line)
    }
    if (line.event === 'stream_start') {
      if (this.#starts.size >= STREAMS_REMEMBERED) this.#starts.clear()
      this.#starts.set(line['session_id'], line)
    } else if (line.event === 'stream_end') this.#starts.delete(line['session_id'])
  }

  over(): void {
    this.#truth = null
    this.#starts.clear()
  }

  missed(): void {
    this.#truth?.missed()
    this.#starts.clear()
  }

  findings(): Finding[] {
    return [this.#overlapFinding(), this.#grammarFinding()]
  }

  #overlapFinding(): Finding {
    const { count } = this.#overlaps
    if (count === 0) return fine(OVERLAP, 'No: each began after the one before it was gone.')
    return found(OVERLAP, 'broken', this.#overlaps, {
      says: `${times(count, 'time')} an answer began while another of its chat still had its engine.`,
      advice: `This is a fault of Sluice, and the worst it can have: ${REPORT_IT}`,
    })
  }

  #grammarFinding(): Finding {
    const { count } = this.#faults
    if (count === 0) return fine(GRAMMAR, 'No.')
    return found(GRAMMAR, 'broken', this.#faults, {
      says: `The log contradicts itself ${times(count, 'time')}, first with “${this.#first_fault}”.`,
      advice: `Either lines of the log were lost (a full disk, a file edited by hand), or this is a fault of Sluice: ${REPORT_IT}`,
    })
  }
}
