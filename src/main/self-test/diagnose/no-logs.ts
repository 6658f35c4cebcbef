import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import type { AppRun } from './app-runs.ts'
import type { Question } from './check.ts'
import { fine } from './check.ts'
import { duration, sentences, times } from './in-words.ts'
import { showLine } from './log-line.ts'

/** An app that runs writes more often than that, if only at its start. */
const OLD_MS = 24 * 60 * 60_000

const THERE: Question = { check: 'log_there', branch: 'no_logs', asks: 'Is there a log?' }
const READABLE: Question = {
  check: 'unreadable',
  branch: 'no_logs',
  asks: 'Can every line of the log be read?',
}
const ASKED: Question = { check: 'asked', branch: 'no_logs', asks: 'Was anything asked at all?' }
const AGE: Question = { check: 'log_age', branch: 'no_logs', asks: 'Is the log still being written?' }

/** What reading the log told about the log itself. */
export interface LogState {
  files: number
  lines: number
  /** Torn or strange ones. */
  unreadable: number
  /** Lines the disk refused, as the log itself tells. */
  lost: number
  /** Files that are missing between others. */
  holes: number
  /** Of the unreadable ones, how many were the last line of a run or of the log: a crash or a cut explains them. */
  at_an_end: number
  starts: number
  opened: number
  last: LogLine | null
  last_ms: number | null
  /** The newest run; null without a line. */
  run: AppRun | null
  now: number
}

/** The branch “no logs at all”. */
export function noLogFindings(state: LogState): Finding[] {
  if (state.lines === 0) return [emptyFinding(state)]
  return [readableFinding(state), askedFinding(state), ageFinding(state)]
}

function emptyFinding({ unreadable, files }: LogState): Finding {
  const nothing = files > 0 ? 'The log is empty.' : 'There is no log yet.'
  const says =
    unreadable > 0
      ? `There is a file, but none of its ${times(unreadable, 'line')} is a line of Sluice’s log.`
      : nothing
  const advice =
    unreadable > 0
      ? 'Is it the right file? The log is sluice.log, in the folder “logs” of the data folder.'
      : 'Start Sluice and ask something. If the log stays empty: can the data folder be written to, and is its disk not full?'
  return { ...THERE, level: 'notice', count: 0, says, advice, evidence: [] }
}

function readableFinding({ lines, unreadable, lost, holes, at_an_end }: LogState): Finding {
  if (unreadable + lost + holes === 0) return fine(READABLE, 'Yes.')
  const inside = unreadable - at_an_end
  if (inside + lost + holes === 0)
    return fine(READABLE, `All but ${unreadable}, cut by an end of the app; that is normal.`, unreadable)
  return {
    ...READABLE,
    level: 'notice',
    count: unreadable + lost + holes,
    says: sentences(
      unreadable > 0 && `${unreadable} of ${lines + unreadable} lines of the log cannot be read.`,
      lost > 0 && `The disk refused ${times(lost, 'line')} of the log.`,
      holes > 0 &&
        `${times(holes, 'file of the log is', 'files of the log are')} missing between the others.`,
      'Answers that were running there are not judged.',
    ),
    advice: 'Was a file edited or deleted, or the disk full or failing?',
    evidence: [],
  }
}

function askedFinding({ opened, starts }: LogState): Finding {
  if (opened > 0) return fine(ASKED, `Yes: ${times(opened, 'answer')}.`, opened)
  const advice =
    'Send a message and diagnose again. If sending does nothing, look at the checks of the screen.'
  const says = `The app was started ${times(starts, 'time')}, and no answer was begun.`
  return { ...ASKED, level: 'notice', count: 0, says, advice, evidence: [] }
}

function ageFinding({ last, last_ms, run, now }: LogState): Finding {
  if (last_ms === null || !last) return fine(AGE, 'Its lines have no time.')
  const age_ms = Math.max(0, now - last_ms)
  const says = `The last line is ${duration(age_ms)} old.`
  if (run?.ending !== 'running') return fine(AGE, `${says} The app had ended by then.`)
  if (age_ms < OLD_MS) return fine(AGE, says)
  return {
    ...AGE,
    level: 'notice',
    count: 1,
    says: `${says} The app had not ended by then.`,
    advice:
      'If it runs now, it cannot write its log: is the disk full, is the folder protected, is this the right file? If it was ended from outside, all is well.',
    evidence: [showLine(last)],
  }
}
