import { assertNever } from '../../../shared/assert-never.ts'
import type { StatusFields } from '../../../shared/stream-event.ts'
import { durationWords } from '../durations.ts'
import { rateWords } from './rate.ts'

export interface StatusContext {
  /** What answers, as people call it: a model, and where it runs. */
  model: string
  engine: string
  /** The model whose process it waits for, as people call it; null where any will do. */
  in_line_for: string | null
  /** The model that answers in its room, as people call it; null when it waits for no room. */
  room_of: string | null
  /** From the opening; null where it is not known. */
  elapsed_ms: number | null
  /** An estimate, see rate.ts; null while there is none. */
  tokens_per_second: number | null
  /** Stop was clicked, its end has not come yet. */
  stopping: boolean
}

/** What a running answer does or waits for, and for how long. */
export function statusSentence(status: StatusFields | null, context: StatusContext): string {
  if (context.stopping) return 'Stopping'
  const elapsed = context.elapsed_ms === null ? [] : [durationWords(context.elapsed_ms)]
  const rate = context.tokens_per_second === null ? [] : [rateWords(context.tokens_per_second)]
  if (!status) return ['Starting', ...elapsed].join(' · ')
  switch (status.status) {
    case 'waiting':
      return [waitingWords(status, context), ...elapsed].join(' · ')
    case 'loading':
      return [`Loading ${status.detail ?? context.model}`, ...percentWords(status), ...elapsed].join(' · ')
    case 'thinking':
      return [...thinkingWords(status), ...elapsed, ...notSentWords(status)].join(' · ')
    case 'writing':
      return ['Writing', ...rate, ...elapsed, ...notSentWords(status)].join(' · ')
    case 'stalled':
      return `No reply from ${context.engine} for ${durationWords((status.seconds ?? 0) * 1_000).replace('.0', '')}`
    default:
      return assertNever(status.status)
  }
}

/** One or two words for the sidebar. */
export function statusWord(status: StatusFields | null): string {
  switch (status?.status) {
    case 'waiting':
      return 'Waiting'
    case 'loading':
      return 'Loading'
    case 'thinking':
      return 'Thinking'
    case 'stalled':
      return 'No reply'
    default:
      return 'Answering'
  }
}

/** What was left out of a chat longer than its model's context: while it is answered, and of the answer ever after. */
export function notSentWords({ not_sent }: { not_sent?: number } = {}): string[] {
  if (not_sent === undefined) return []
  return [`${not_sent.toLocaleString('en')} earlier ${not_sent === 1 ? 'message' : 'messages'} not sent`]
}

function waitingWords({ position, detail, for_room_of }: StatusFields, context: StatusContext): string {
  if (for_room_of !== undefined) return `Waiting for memory: ${context.room_of ?? for_room_of} is answering`
  if (position !== undefined) {
    const what = context.in_line_for === null ? '' : ` for ${context.in_line_for}`
    return `Waiting for another chat · ${ordinal(position)} in line${what}`
  }
  return detail ? `Waiting ${detail}` : 'Waiting'
}

function thinkingWords(status: StatusFields): string[] {
  const words = status.percent === undefined ? ['Thinking'] : ['Reading your prompt', ...percentWords(status)]
  return status.detail ? [...words, status.detail] : words
}

function percentWords({ percent }: StatusFields): string[] {
  return percent === undefined ? [] : [`${Math.round(percent)} %`]
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' })

export function ordinal(number: number): string {
  const rule = ORDINALS.select(number)
  const ending = rule === 'one' ? 'st' : rule === 'two' ? 'nd' : rule === 'few' ? 'rd' : 'th'
  return `${number}${ending}`
}
