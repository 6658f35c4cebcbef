import type { EngineRequest } from '../../ports.ts'
import type { ErrorType, Finish, Usage } from '../../../shared/stream-end.ts'
import { ERROR_TYPES } from '../../../shared/stream-end.ts'
import type { Channel } from '../../../shared/stream-event.ts'

/** What main says to an engine process. One generation at a time; `run_id` names it on every message. */
export type ToWorker =
  | ({ type: 'generate'; run_id: string; session_id: string } & Pick<
      EngineRequest,
      'model' | 'messages' | 'parameters'
    >)
  | { type: 'cancel'; run_id: string }
  /** That many bytes of text were taken over: the process may send as many more. */
  | { type: 'credit'; run_id: string; bytes: number }
  | { type: 'exit' }

/** What an engine process says to main. */
export type FromWorker =
  | { type: 'ready' }
  | {
      type: 'status'
      run_id: string
      status: 'loading' | 'thinking'
      percent?: number
      detail?: string
      step_ms?: number
    }
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
const FINISHES: readonly unknown[] = ['stop', 'length', 'filter']
const amount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0
const optionalAmount = (value: unknown): boolean => value === undefined || amount(value)
const optionalUsage = (value: unknown): boolean => {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  const { prompt_tokens, completion_tokens } = value as Fields
  return optionalAmount(prompt_tokens) && optionalAmount(completion_tokens)
}
const optionalText = (value: unknown): boolean => value === undefined || typeof value === 'string'

/** One check per message type; by hand, because 1,000 of them a second pass here. */
const SHAPES: Record<FromWorker['type'], (m: Fields) => boolean> = {
  ready: () => true,
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
  finish: (m) => FINISHES.includes(m['finish']) && optionalUsage(m['usage']),
  failed: (m) =>
    (ERROR_TYPES as readonly unknown[]).includes(m['error_type']) && typeof m['message'] === 'string',
  settled: () => true,
}

/** The message, or null when it is none: an engine process is not trusted to speak the protocol. */
export function parseFromWorker(value: unknown): FromWorker | null {
  if (typeof value !== 'object' || value === null) return null
  const message = value as Fields
  const { type } = message
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) return null
  if (type !== 'ready' && typeof message['run_id'] !== 'string') return null
  return SHAPES[type as FromWorker['type']](message) ? (message as FromWorker) : null
}
