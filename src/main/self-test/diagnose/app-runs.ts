import type { LogLine } from '../../ports.ts'
import { wordsIn } from './log-line.ts'

/** How a run of the app ended. `cut`: it crashed, was killed, or the computer went off; `unseen`: in lines that are gone. */
export type RunEnding = 'running' | 'in_order' | 'forced' | 'failed' | 'cut' | 'unseen'

/** One run of the app, from its `app_start` to the next. */
export interface AppRun {
  /** Whether the log has its start; the oldest one may begin in the middle. */
  begun: boolean
  /** The newest line. */
  last: LogLine | null
  /** What the first `app_exit` said; null without one. */
  exit_why: string | null
  /** It could not start. */
  failed: boolean
  /** The line that told last that main stands still; null when it moves. */
  hanging: LogLine | null
  /** `running` until the run is over, and then when it is the log's newest. */
  ending: RunEnding
}

/** Tells the runs of the app in one log apart. */
export class AppRuns {
  starts = 0
  current: AppRun | null = null

  /** Takes in a line; returns the run that is over by it, if one is. */
  see(line: LogLine): AppRun | null {
    const begins = line.event === 'app_start'
    const ended = begins ? this.current : null
    if (ended) ended.ending = endingOf(ended)
    if (begins) this.starts++
    if (begins || !this.current) this.current = newRun(begins)
    note(this.current, line)
    return ended
  }

  /** A file of lines is gone: returns the run it began in. What comes next counts as one that begins in the middle. */
  lose(): AppRun | null {
    const lost = this.current
    this.current = null
    if (!lost) return null
    lost.hanging = null
    lost.ending = lost.exit_why !== null || lost.failed ? endingOf(lost) : 'unseen'
    return lost
  }

  /** The log is read to its end; returns its newest run. */
  end(): AppRun | null {
    const { current } = this
    if (current && (current.exit_why !== null || current.failed)) current.ending = endingOf(current)
    return current
  }
}

function newRun(begun: boolean): AppRun {
  return { begun, last: null, exit_why: null, failed: false, hanging: null, ending: 'running' }
}

function note(run: AppRun, line: LogLine): void {
  run.last = line
  switch (line.event) {
    case 'app_exit':
      run.exit_why ??= wordsIn(line, 'why') ?? ''
      break
    case 'start_failed':
    case 'store_unopenable':
      run.failed = true
      break
    case 'loop_blocked':
      if (line['where'] === 'main') run.hanging = line['ongoing'] === true ? line : null
      break
    default:
  }
}

function endingOf({ exit_why, failed }: AppRun): RunEnding {
  if (exit_why !== null) return exit_why.startsWith('in order') ? 'in_order' : 'forced'
  return failed ? 'failed' : 'cut'
}
