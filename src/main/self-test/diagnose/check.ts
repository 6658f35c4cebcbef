import type { LogLine } from '../../ports.ts'
import type { Branch, Finding } from '../../../shared/diagnosis.ts'
import type { AppRun } from './app-runs.ts'
import type { Noted } from './noted.ts'

/** Questions put to a log while it is read once, from the oldest line to the newest, in bounded memory. */
export interface Check {
  see(line: LogLine, run: AppRun): void
  /** This run of the app has no more lines: another begins, or the log ends. */
  over?(run: AppRun): void
  /** Lines are missing before the next one: what hangs in the air is not held against anybody. */
  missed?(): void
  findings(): Finding[]
}

/** What a person does about a fault of ours. */
export const REPORT_IT = 'save a diagnostics report (Help menu) and send it to us, with what you did before.'

/** The question a finding answers. */
export interface Question {
  check: string
  branch: Branch
  asks: string
}

/** The promise held and there is nothing to do. */
export function fine(question: Question, says: string, count = 0): Finding {
  return { ...question, level: 'fine', count, says, advice: null, evidence: [] }
}

/** Something was found. */
export function found(
  question: Question,
  level: 'notice' | 'broken',
  noted: Pick<Noted, 'count' | 'evidence'>,
  words: { says: string; advice: string | null },
): Finding {
  return { ...question, level, count: noted.count, ...words, evidence: noted.evidence() }
}
