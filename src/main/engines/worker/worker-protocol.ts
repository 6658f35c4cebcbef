import type { EngineRequest } from '../../ports.ts'
import type { ErrorType, Finish, Usage } from '../../../shared/stream-end.ts'
import { ERROR_TYPES } from '../../../shared/stream-end.ts'
import type { Channel } from '../../../shared/stream-event.ts'
import type { LoadFindings, LoadSetup } from './load-setup.ts'

/** What main says to an engine process. One generation at a time; `run_id` names it on every message. */
export type ToWorker =
  /** To a process that was started without a model: this is the one. */
  | { type: 'load'; model: string; setup: LoadSetup; findings: LoadFindings }
  | ({ type: 'generate'; run_id: string; session_id: string } & Pick<
      EngineRequest,
      'model' | 'messages' | 'parameters'
    >)
  | { type: 'cancel'; run_id: string }
  /** That many bytes of text were taken over: the process may send as many more. */
  | { type: 'credit'; run_id: string; bytes: number }
  | { type: 'exit' }

/** What an engine process says to main. */
export type FromWorker = OfProcess | OfRun

/** Of itself. */
export type OfProcess =
  /** It has all that every model needs and waits to be given one. */
  | { type: 'warm' }
  | { type: 'loading'; percent: number }
  /** `step_ms`: what a step took when it was tried out. */
  | { type: 'ready'; step_ms?: number; findings?: LoadFindings }
  /** Its model cannot be loaded; the process is of no use any more. */
  | { type: 'load_failed'; error_type: ErrorType; message: string }

/** Of the run it was given. */
export type OfRun =
  | {
      type: 'status'
      run_id: string
      status: 'loading' | 'thinking'
      percent?: number
      detail?: string
      step_ms?: number
    }
  | { type: 'usage'; run_id: string; usage: Usage }
  /** `tokens`: how many are joined in it; `step_ms`: what the last one took to make. Its UTF-8 length costs credit. */
  | {
      type: 'text'
      run_id: string
      channel: Channel
      content: string
      tokens: number
      step_ms: number
    }
  | { type: 'finish'; run_id: string; finish: Finish; usage?: Usage }
  | { type: 'failed'; run_id: string; error_type: ErrorType; message: string }
  /** The generation is over, whatever its end: the process can take the next. */
  | { type: 'settled'; run_id: string }

type Fields = Record<string, unknown>

const CHANNELS: readonly unknown[] = ['answer', 'reasoning']
const USAGE_KEYS: readonly string[] = Object.keys({
  prompt_tokens: true,
  kept_tokens: true,
  completion_tokens: true,
  context_tokens: true,
  not_sent: true,
} satisfies Record<keyof Usage, true>)
const FINISHES: readonly unknown[] = ['stop', 'length', 'filter']
const amount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0
const optionalAmount = (value: unknown): boolean => value === undefined || amount(value)
const optionalUsage = (value: unknown): boolean => {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(([key, count]) => USAGE_KEYS.includes(key) && optionalAmount(count))
}
const optionalFindings = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && optionalText((value as Fields)['chat_format']))
const isFailure = (m: Fields): boolean =>
  (ERROR_TYPES as readonly unknown[]).includes(m['error_type']) && typeof m['message'] === 'string'
const optionalText = (value: unknown): boolean => value === undefined || typeof value === 'string'

/** Said of the process itself and not of a run. */
const OF_THE_PROCESS: readonly string[] = ['warm', 'loading', 'ready', 'load_failed']

/** One check per message type; by hand, because 1,000 of them a second pass here. */
const SHAPES: Record<FromWorker['type'], (m: Fields) => boolean> = {
  warm: () => true,
  loading: (m) => amount(m['percent']),
  ready: (m) => optionalAmount(m['step_ms']) && optionalFindings(m['findings']),
  load_failed: (m) => isFailure(m),
  status: (m) =>
    (m['status'] === 'loading' || m['status'] === 'thinking') &&
    optionalAmount(m['percent']) &&
    optionalAmount(m['step_ms']) &&
    optionalText(m['detail']),
  text: (m) =>
    CHANNELS.includes(m['channel']) &&
    typeof m['content'] === 'string' &&
    amount(m['tokens']) &&
    amount(m['step_ms']),
  usage: (m) => m['usage'] !== undefined && optionalUsage(m['usage']),
  finish: (m) => FINISHES.includes(m['finish']) && optionalUsage(m['usage']),
  failed: (m) => isFailure(m),
  settled: () => true,
}

/** The message, or null when it is none: an engine process is not trusted to speak the protocol. */
export function parseFromWorker(value: unknown): FromWorker | null {
  if (typeof value !== 'object' || value === null) return null
  const message = value as Fields
  const { type } = message
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) return null
  if (!OF_THE_PROCESS.includes(type) && typeof message['run_id'] !== 'string') return null
  return SHAPES[type as FromWorker['type']](message) ? (message as FromWorker) : null
}
