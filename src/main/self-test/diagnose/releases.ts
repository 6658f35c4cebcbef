import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import { ByModel } from './by-model.ts'
import type { Check, Question } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { duration, sentences, times } from './in-words.ts'
import type { LiveStreams } from './live-streams.ts'
import { numberIn, wordsIn } from './log-line.ts'
import { LoadingProcesses } from './loading-processes.ts'
import { Noted } from './noted.ts'
import { Pairs } from './pairs.ts'
import { Samples } from './samples.ts'

/** Patience and fence together (streams/release-within.ts), and a second for a busy computer. */
const RELEASE_LATE_MS = 5_000

const FORCED: Question = {
  check: 'forced_release',
  branch: 'hung',
  asks: 'Did an engine have to be taken away by force?',
}
const ORPHANS: Question = {
  check: 'orphans',
  branch: 'hung',
  asks: 'Did an engine stay even after force?',
}

/** How the engines left their answers. */
export class Releases implements Check {
  #streams: LiveStreams
  #ends = 0
  #all_ms = new Samples()
  #forced = new Noted()
  #forced_ms = new Samples()
  #models = new ByModel()
  /** Releases of processes that were still loading: that can be stopped in no other way. */
  #loading = 0
  #loads: LoadingProcesses = new LoadingProcesses()
  #late = new Noted()
  #orphans = new Pairs()

  constructor(streams: LiveStreams) {
    this.#streams = streams
  }

  see(line: LogLine): void {
    this.#loads.see(line)
    switch (line.event) {
      case 'stream_end':
        this.#end(line)
        break
      case 'stream_orphan':
        this.#orphans.begin(wordsIn(line, 'stream_id') ?? '', line)
        break
      case 'stream_orphan_gone':
        this.#orphans.finish(wordsIn(line, 'stream_id') ?? '', line, numberIn(line, 'after_ms'))
        break
      default:
    }
  }

  over(): void {
    this.#orphans.close()
    this.#loads.clear()
  }

  missed(): void {
    this.#orphans.missed()
    this.#loads.clear()
  }

  findings(): Finding[] {
    return [this.#forcedFinding(), this.#orphansFinding()]
  }

  #end(line: LogLine): void {
    const release_ms = numberIn(line, 'release_ms')
    this.#ends++
    this.#all_ms.add(release_ms)
    if (release_ms > RELEASE_LATE_MS) this.#late.add(line)
    if (line['forced'] !== true) return
    const stream = this.#streams.of(line)
    if (this.#loads.tookAway(stream?.model ?? '')) {
      this.#loading++
      return
    }
    this.#forced.add(line)
    this.#forced_ms.add(release_ms)
    this.#models.add(stream?.model ?? null)
  }

  #forcedFinding(): Finding {
    const { count } = this.#forced
    const loading =
      this.#loading > 0 &&
      `${times(this.#loading, 'engine was', 'engines were')} stopped while loading, which is done by ending the process.`
    if (this.#late.count > 0) {
      return found(FORCED, 'broken', this.#late, {
        says: `${times(this.#late.count, 'engine')} took longer to be gone than the 4 s that are promised: ${duration(this.#all_ms.max)} at most. ${count} of ${this.#ends} were forced.`,
        advice: `Either this computer was too busy to do anything in time, or this is a fault of Sluice: ${REPORT_IT}`,
      })
    }
    if (count === 0) {
      const all = this.#ends > 0 ? `No: all left when asked (${this.#all_ms.words()}).` : 'No.'
      return fine(FORCED, sentences(loading ? 'No.' : all, loading), this.#loading)
    }
    return found(FORCED, 'notice', this.#forced, {
      says: sentences(
        `${count} of ${times(this.#ends, 'engine')} did not leave in time and ${count === 1 ? 'was' : 'were'} taken away, after ${this.#forced_ms.words()}: ${this.#models.words()}.`,
        loading,
      ),
      advice: this.#forcedAdvice(),
    })
  }

  #forcedAdvice(): string {
    const meant = 'the simulator’s fault modes ignore Stop on purpose; that force works is what they show.'
    if (this.#models.allMeant) return `Nothing: ${meant}`
    return sentences(
      'Stop worked, but not by asking. If it happens often with one model, update that engine or choose another: each time the model has to be loaded again.',
      this.#models.meant > 0 && `(${this.#models.meant} of them are meant so: ${meant})`,
    )
  }

  #orphansFinding(): Finding {
    const { over, over_ms, never_over } = this.#orphans
    if (never_over.count > 0) {
      return found(ORPHANS, 'broken', never_over, {
        says: `${times(never_over.count, 'engine was', 'engines were')} still there when the log of that run ends, in spite of force. The chat went on without it.`,
        advice:
          'The system itself holds such a process, often in a driver of the graphics card. Restart the computer; update the driver if it comes back.',
      })
    }
    if (over.count === 0) return fine(ORPHANS, 'No.')
    return found(ORPHANS, 'notice', over, {
      says: `${times(over.count, 'engine')} outlived force and went later, after ${over_ms.words()}. The chats went on meanwhile.`,
      advice: 'Nothing to do now. If it comes back, update the driver of the graphics card.',
    })
  }
}
