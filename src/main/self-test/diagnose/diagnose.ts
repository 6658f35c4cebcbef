import type { Branch, Diagnosis, Finding } from '../../../shared/diagnosis.ts'
import type { LogLine } from '../../ports.ts'
import { AppEnds } from './app-ends.ts'
import type { AppRun } from './app-runs.ts'
import { AppRuns } from './app-runs.ts'
import type { Check } from './check.ts'
import { Endings } from './endings.ts'
import { Errors } from './errors.ts'
import { Grammar } from './grammar.ts'
import { Hangs } from './hangs.ts'
import { LiveStreams } from './live-streams.ts'
import { numberIn, readLine } from './log-line.ts'
import { LogTime } from './log-time.ts'
import { noLogFindings } from './no-logs.ts'
import { PlainCounts } from './plain-counts.ts'
import { openLog } from './read-log.ts'
import { Releases } from './releases.ts'
import { Screen } from './screen.ts'
import { Slow } from './slow.ts'
import { verdictOf } from './verdict.ts'

/** The branches of the decision tree, in its order. */
const BRANCHES: Branch[] = ['hung', 'slow', 'screen', 'no_logs']

/**
 * Reads the lifecycle log whose newest file is `log_path`, with its older files (`.4` … `.1`), and judges it. No log, or
 * none to judge, is a verdict. Rejects with a sentence when the disk refuses to read it.
 */
export async function diagnose(log_path: string): Promise<Diagnosis> {
  const log = await openLog(log_path)
  try {
    return await judgeLines(log.lines(), log.files)
  } finally {
    await log.close()
  }
}

/** Judges the lines of a log, oldest first; null: a file of lines is missing here. `now` (milliseconds since 1970): how old the last line is. */
export async function judgeLines(
  lines: AsyncIterable<string | null> | Iterable<string | null>,
  files: string[] = [],
  now = Date.now(),
): Promise<Diagnosis> {
  const reader = new LogReader()
  for await (const line of lines) reader.read(line)
  return reader.judge(files, now)
}

/** Shows each line of a log to every check, once. */
class LogReader {
  #time = new LogTime()
  #runs = new AppRuns()
  #streams = new LiveStreams(this.#time)
  #checks: Check[] = checksOf(this.#streams, this.#time)
  #lines = 0
  #unreadable = 0
  /** Unreadable lines that nothing readable has followed yet. */
  #torn = 0
  #torn_at_an_end = 0
  #lost = 0
  /** Files that are missing between others, and those of them that nothing readable has followed yet. */
  #holes = 0
  #holes_before = 0
  #last: LogLine | null = null

  read(text: string | null): void {
    if (text === null) {
      this.#holes++
      this.#holes_before++
      return
    }
    if (text.trim() === '') return
    const { line, torn } = readLine(text)
    if (torn) {
      this.#unreadable++
      this.#torn++
    }
    if (line) this.#see(line)
  }

  judge(files: string[], now: number): Diagnosis {
    const run = this.#runs.end()
    if (run) for (const check of this.#checks) check.over?.(run)
    const { starts } = this.#runs
    const { opened } = this.#streams
    const state = {
      files: files.length,
      lines: this.#lines,
      unreadable: this.#unreadable,
      lost: this.#lost,
      holes: this.#holes,
      at_an_end: this.#torn_at_an_end + Math.min(this.#torn, 1),
      starts,
      opened,
      last: this.#last,
      last_ms: this.#time.last_ms,
      run,
      now,
    }
    const asked = this.#lines === 0 ? [] : this.#checks.flatMap((check) => check.findings())
    const findings = inOrder([...asked, ...noLogFindings(state)])
    return {
      ...verdictOf(findings, {
        lines: this.#lines,
        streams: opened,
        starts,
        running: this.#streams.all().length,
      }),
      period: this.#time.period(),
      files,
      lines: this.#lines + this.#unreadable,
      unreadable: this.#unreadable,
      starts,
      streams: opened,
      findings,
    }
  }

  #see(line: LogLine): void {
    this.#lines++
    this.#last = line
    this.#time.see(line)
    this.#meetHoles()
    this.#over(this.#runs.see(line))
    this.#meetTornLines(line)
    if (line.event === 'log_lines_lost') {
      this.#lost += Math.max(1, numberIn(line, 'count'))
      this.#missed()
    }
    const run = this.#runs.current
    if (!run) return
    this.#streams.before(line)
    for (const check of this.#checks) check.see(line, run)
    this.#streams.after(line)
  }

  /** A torn line before a start was cut by the end of that run; anywhere else lines are missing. */
  #meetTornLines(line: LogLine): void {
    if (this.#torn === 0) return
    if (line.event === 'app_start') this.#torn_at_an_end++
    else this.#missed()
    this.#torn = 0
  }

  /** Whole runs may have come and gone in a file that is missing: what follows is nobody's that is known. */
  #meetHoles(): void {
    if (this.#holes_before === 0) return
    this.#holes_before = 0
    this.#missed()
    this.#over(this.#runs.lose())
  }

  #over(run: AppRun | null): void {
    if (!run) return
    for (const check of this.#checks) check.over?.(run)
    this.#streams.clear()
  }

  #missed(): void {
    this.#streams.missed()
    for (const check of this.#checks) check.missed?.()
  }
}

/** In the order of the decision tree, as far as they share a branch. */
function checksOf(streams: LiveStreams, time: LogTime): Check[] {
  return [
    new Grammar(),
    new Endings(streams, time),
    new Releases(streams),
    new Hangs(),
    new AppEnds(streams),
    new Slow(streams),
    new Screen(),
    new PlainCounts(),
    new Errors(streams),
  ]
}

function inOrder(findings: Finding[]): Finding[] {
  return BRANCHES.flatMap((branch) => findings.filter((finding) => finding.branch === branch))
}
