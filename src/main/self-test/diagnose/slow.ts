import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import { ByModel, nameOf } from './by-model.ts'
import type { Check, Question } from './check.ts'
import { fine, found } from './check.ts'
import { duration, sentences, times } from './in-words.ts'
import type { LiveStreams } from './live-streams.ts'
import { numberIn } from './log-line.ts'
import { Noted } from './noted.ts'
import { Samples } from './samples.ts'

/** A person begins to wonder whether anything happens at all. */
const FIRST_TOKEN_LATE_MS = 10_000
/** Longer than an engine can take to be gone (4 s): then it was the disk. */
const WAIT_LATE_MS = 5_000
/** A page that stands still for so long is felt; shorter ones matter when there are many. */
const PAGE_TASK_LONG_MS = 1_000
const PAGE_TASKS_MANY = 20
const MODELS_MAX = 50
const SAMPLES_PER_MODEL = 2_000

const STALLS: Question = {
  check: 'stalls',
  branch: 'slow',
  asks: 'Did answers fall silent for 5 s and more?',
}
const FIRST_TOKEN: Question = {
  check: 'first_token',
  branch: 'slow',
  asks: 'How long does the first word take?',
}
const WAITS: Question = {
  check: 'waits',
  branch: 'slow',
  asks: 'How long does a new prompt wait for the answer it replaces?',
}
const ENGINE_START: Question = {
  check: 'engine_start',
  branch: 'slow',
  asks: 'How long does an engine’s process take to start?',
}
const PAGE_TASKS: Question = {
  check: 'loop_blocked_window',
  branch: 'slow',
  asks: 'Did a window stutter?',
}

/** Everything works, but late. */
export class Slow implements Check {
  #streams: LiveStreams
  #stalls = new Noted()
  #stalled_models = new ByModel()
  #first = new Samples()
  #first_late = new Noted()
  #first_by_model = new Map<string, Samples>()
  #waits = new Samples()
  #waits_late = new Noted()
  #waits_forced = 0
  #starts = new Samples()
  #starts_late = new Noted()
  #tasks = new Noted()
  #longest_task_ms = 0

  constructor(streams: LiveStreams) {
    this.#streams = streams
  }

  see(line: LogLine): void {
    switch (line.event) {
      case 'stream_status':
        if (line['status'] === 'stalled') this.#stalled(line)
        break
      case 'stream_first_token':
        this.#firstToken(line, numberIn(line, 'first_token_ms'))
        break
      case 'prev_stream_timeout_on_cancel':
        this.#waits_forced++
        this.#waited(line, numberIn(line, 'waited_ms'))
        break
      case 'prev_stream_finished_cleanly':
        this.#waited(line, numberIn(line, 'waited_ms'))
        break
      case 'engine_ready':
        this.#starts.add(numberIn(line, 'ms'))
        if (numberIn(line, 'ms') > FIRST_TOKEN_LATE_MS) this.#starts_late.add(line)
        break
      case 'loop_blocked':
        if (line['where'] !== 'window') break
        this.#tasks.add(line)
        this.#longest_task_ms = Math.max(this.#longest_task_ms, numberIn(line, 'ms'))
        break
      default:
    }
  }

  findings(): Finding[] {
    return [
      this.#stallsFinding(),
      this.#firstTokenFinding(),
      this.#waitsFinding(),
      this.#startsFinding(),
      this.#tasksFinding(),
    ]
  }

  #stalled(line: LogLine): void {
    const stream = this.#streams.of(line)
    // Told again and again during one silence.
    if (stream?.status === 'stalled') return
    this.#stalls.add(line)
    this.#stalled_models.add(stream?.model ?? null)
  }

  #firstToken(line: LogLine, ms: number): void {
    this.#first.add(ms)
    if (ms > FIRST_TOKEN_LATE_MS) this.#first_late.add(line)
    const model = nameOf(this.#streams.of(line)?.model ?? null)
    let of_model = this.#first_by_model.get(model)
    if (!of_model) {
      if (this.#first_by_model.size >= MODELS_MAX) return
      this.#first_by_model.set(model, (of_model = new Samples(SAMPLES_PER_MODEL)))
    }
    of_model.add(ms)
  }

  #waited(line: LogLine, ms: number): void {
    this.#waits.add(ms)
    if (ms > WAIT_LATE_MS) this.#waits_late.add(line)
  }

  #stallsFinding(): Finding {
    const { count } = this.#stalls
    if (count === 0) return fine(STALLS, 'No.')
    return found(STALLS, 'notice', this.#stalls, {
      says: `${times(count, 'time')} an answer fell silent for 5 s and more: ${this.#stalled_models.words()}.`,
      advice: this.#stalled_models.allMeant
        ? 'Nothing: these are the simulator’s fault modes, which fall silent on purpose.'
        : 'The engine was silent, not the app: look at its own load and log. A model larger than the memory of the graphics card is slow like this.',
    })
  }

  #firstTokenFinding(): Finding {
    const { count } = this.#first
    if (count === 0) return fine(FIRST_TOKEN, 'No answer has begun.')
    const most = count < 10 ? '' : `${duration(this.#first.at(0.9))} in nine of ten, `
    const figures =
      count === 1
        ? `${duration(this.#first.max)}, in the only answer.`
        : `${duration(this.#first.at(0.5))} in the middle, ${most}${duration(this.#first.max)} at most (${times(count, 'answer')}).`
    const says = sentences(`The first word takes ${figures}`, this.#slowestModel())
    if (this.#first.at(0.9) <= FIRST_TOKEN_LATE_MS) return fine(FIRST_TOKEN, says, count)
    return found(FIRST_TOKEN, 'notice', this.#first_late, {
      says,
      advice:
        'Before the first word a model is loaded and reads the whole chat. A shorter or new chat, a smaller model, or keeping the model loaded in its server makes it faster.',
    })
  }

  #slowestModel(): string | null {
    if (this.#first_by_model.size < 2) return null
    const [slowest] = [...this.#first_by_model].toSorted((a, b) => b[1].at(0.5) - a[1].at(0.5))
    return slowest ? `Slowest model: ${slowest[0]}, ${duration(slowest[1].at(0.5))} in the middle.` : null
  }

  #waitsFinding(): Finding {
    const { count } = this.#waits
    if (count === 0) return fine(WAITS, 'No prompt replaced a running answer.')
    const clean = count - this.#waits_forced
    const says = `${times(count, 'answer was', 'answers were')} waited for: ${this.#waits.words()}; ${clean} left by themselves, ${this.#waits_forced} by force.`
    if (this.#waits_late.count === 0) return fine(WAITS, says, count)
    return found(WAITS, 'notice', this.#waits_late, {
      says,
      advice:
        'An engine is waited for 4 s at most; a longer wait is for the disk. See what is said about it.',
    })
  }

  #startsFinding(): Finding {
    const { count } = this.#starts
    if (count === 0) return fine(ENGINE_START, 'No engine process was started.')
    const says = `An engine’s start takes ${this.#starts.words()} (${times(count, 'start')}).`
    if (this.#starts_late.count === 0) return fine(ENGINE_START, says, count)
    return found(ENGINE_START, 'notice', this.#starts_late, {
      says,
      advice: 'Loading a model from a slow disk takes long; a process that was killed has to load it again.',
    })
  }

  #tasksFinding(): Finding {
    const { count } = this.#tasks
    if (count === 0) return fine(PAGE_TASKS, 'No.')
    const says = `A window stood still ${times(count, 'time')}, for ${duration(this.#longest_task_ms)} at most.`
    if (this.#longest_task_ms < PAGE_TASK_LONG_MS && count < PAGE_TASKS_MANY)
      return fine(PAGE_TASKS, says, count)
    return found(PAGE_TASKS, 'notice', this.#tasks, {
      says,
      advice: 'Look at what was on screen then: a very long answer, many windows, or a busy computer.',
    })
  }
}
