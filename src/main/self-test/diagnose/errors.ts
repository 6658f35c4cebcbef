import type { LogLine } from '../../ports.ts'
import type { Finding } from '../../../shared/diagnosis.ts'
import type { ErrorType } from '../../../shared/stream-end.ts'
import { ERROR_TYPES } from '../../../shared/stream-end.ts'
import { ByModel } from './by-model.ts'
import type { Check } from './check.ts'
import { fine, found, REPORT_IT } from './check.ts'
import { times } from './in-words.ts'
import type { LiveStreams } from './live-streams.ts'
import { wordsIn } from './log-line.ts'
import { Noted } from './noted.ts'

/** What to do about each; the error_type as the window tells it. */
const ADVICE: Record<ErrorType, string> = {
  engine_unreachable:
    'Is the server running, and is its address right? Settings > Connections > Test the connection says more.',
  engine_busy: 'The server serves others, or a process does not end. Wait a little, or choose another model.',
  model_not_found: 'Choose another model, or install this one in the server.',
  model_load_failed:
    'The server could not load the model: its own log says why. Try another, or load it again.',
  out_of_memory:
    'The model does not fit. Choose a smaller one or a smaller context, or close other programs.',
  context_overflow:
    'The chat is longer than the model can read. Start a new chat, or give the model more context.',
  engine_crashed: 'Send again to start it anew. If it goes on, try a smaller model.',
  engine_stalled: 'The engine fell silent for longer than the settings allow. Is it loading, or overloaded?',
  cut_off:
    'The server closed the connection in the middle. Its own log says why; a proxy may limit the time.',
  bad_reply: 'The server does not speak the protocol. Is the connection of the right kind, and up to date?',
  rate_limited: 'The server limits how often it is asked. Wait, or use another model.',
  unauthorized: 'The key is missing or wrong: Settings > Connections.',
  invalid_request:
    'The server refused the question. Its message in the chat says why; the model may lack a feature.',
  too_long: 'The answer was longer than 32 MiB and was ended there; models that repeat themselves do that.',
  store_failed:
    'The disk refused the prompt, which went back to where it was written. Make room on the disk.',
  internal: `This is a fault of Sluice: ${REPORT_IT}`,
}

/** Answers that ended in an error, by its type. */
export class Errors implements Check {
  #streams: LiveStreams
  #found = new Map<ErrorType | 'other', { noted: Noted; models: ByModel }>()
  #ended = 0

  constructor(streams: LiveStreams) {
    this.#streams = streams
  }

  see(line: LogLine): void {
    if (line.event !== 'stream_settled' && line.event !== 'stream_discarded') return
    this.#ended++
    const word = wordsIn(line, 'error_type')
    if (word === null) return
    const type = ERROR_TYPES.find((known) => known === word) ?? 'other'
    let { noted, models } = this.#found.get(type) ?? {}
    if (!noted || !models) {
      noted = new Noted()
      models = new ByModel()
      this.#found.set(type, { noted, models })
    }
    noted.add(line)
    models.add(this.#streams.of(line)?.model ?? null)
  }

  findings(): Finding[] {
    if (this.#found.size === 0) {
      const question = { check: 'errors', branch: 'screen', asks: 'Did answers end in an error?' } as const
      return [fine(question, 'No.')]
    }
    return [...this.#found]
      .toSorted((a, b) => b[1].noted.count - a[1].noted.count)
      .map(([type, { noted, models }]) => this.#finding(type, noted, models))
  }

  #finding(type: ErrorType | 'other', noted: Noted, models: ByModel): Finding {
    const words = type.replaceAll('_', ' ')
    const question = {
      check: `error_${type}`,
      branch: 'screen',
      asks: `Did answers end in the error “${words}”?`,
    } as const
    const level = type === 'internal' && !models.allMeant ? 'broken' : 'notice'
    const advice = type === 'other' ? 'The message in the chat says more.' : ADVICE[type]
    return found(question, level, noted, {
      says: `${noted.count} of ${times(this.#ended, 'answer')} ended in “${words}”: ${models.words()}. What had arrived is kept.`,
      advice: models.allMeant ? 'Nothing: the simulator’s fault modes fail on purpose.' : advice,
    })
  }
}
