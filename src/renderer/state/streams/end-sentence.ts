import { assertNever } from '../../../shared/assert-never.ts'
import type { StreamEnd, Usage } from '../../../shared/stream-end.ts'
import { notSentWords } from './status-sentence.ts'
import { durationWords, tokenWords } from '../durations.ts'

/** How an answer ended, in words. `quiet`: it is complete; `stopped`: cut on purpose; `failed`: something went wrong. */
export interface EndSentence {
  tone: 'quiet' | 'stopped' | 'failed'
  /** The one word that names the end; null for an ordinary one. */
  tag: string | null
  /** Whether a colon stands between the word and the rest. */
  colon: boolean
  rest: string
}

/** Every end is named; a stop is never told as an error. `went_on`: the answer held text before this stream began. */
export function endSentence(end: StreamEnd, went_on = false): EndSentence {
  switch (end.reason) {
    case 'success':
      return successSentence(end, went_on)
    case 'stopped':
      return { tone: 'stopped', tag: 'Stopped', colon: false, rest: `by you ${afterWords(end, went_on)}` }
    case 'superseded':
      return {
        tone: 'stopped',
        tag: 'Superseded',
        colon: false,
        rest: `by your next message ${afterWords(end, went_on)}`,
      }
    case 'interrupted':
      return { tone: 'stopped', tag: 'Interrupted', colon: true, rest: 'the app was closed' }
    case 'error':
      return {
        tone: 'failed',
        tag: 'Failed',
        colon: true,
        rest: end.error?.content ?? 'something went wrong, and it was not said what.',
      }
    default:
      return assertNever(end.reason)
  }
}

/** The whole sentence as one string, for the live region and for copying. */
export function endWords(end: StreamEnd): string {
  const { tag, colon, rest } = endSentence(end)
  if (end.reason === 'success')
    return tag ? `${tag} ${rest}` : `Answer complete, ${tokenWords(tokensOf(end))}`
  return `${tag}${colon ? ':' : ''} ${rest}`
}

export function tokensOf(end: StreamEnd): number {
  return end.usage?.completion_tokens ?? end.timings.tokens
}

function successSentence(end: StreamEnd, went_on: boolean): EndSentence {
  const figures = figuresOf(end)
  if (end.finish === 'length') {
    return {
      tone: 'stopped',
      tag: 'Cut short',
      colon: false,
      rest: `at the model’s length limit · ${figures}`,
    }
  }
  if (end.finish === 'filter') {
    return {
      tone: 'stopped',
      tag: 'Withheld',
      colon: false,
      rest: `by the server’s content filter · ${figures}`,
    }
  }
  if (end.timings.tokens === 0) {
    const rest = `the model ended without ${went_on ? 'another' : 'a'} word after ${durationWords(end.timings.total_ms)}`
    return { tone: 'stopped', tag: went_on ? 'Nothing added' : 'Empty', colon: true, rest }
  }
  return { tone: 'quiet', tag: null, colon: false, rest: figures }
}

function afterWords(end: StreamEnd, went_on: boolean): string {
  const { total_ms } = end.timings
  const tokens = tokensOf(end)
  const none = went_on ? 'before the next word' : 'before the first word'
  const far = tokens === 0 ? none : tokenWords(tokens)
  return [`after ${durationWords(total_ms)}, ${far}`, ...notSentWords(end.usage)].join(' · ')
}

/** "4.2 s · 160 tokens · 38 tok/s". The rate leaves out the time to the first token. */
function figuresOf(end: StreamEnd): string {
  const { total_ms, first_token_ms } = end.timings
  const tokens = tokensOf(end)
  const words = [durationWords(total_ms), tokenWords(tokens)]
  const writing_ms = total_ms - (first_token_ms ?? total_ms)
  if (tokens > 1 && writing_ms > 0) {
    words.push(`${Math.round((tokens * 1_000) / writing_ms).toLocaleString('en')} tok/s`)
  }
  return [...words, ...contextWords(end.usage), ...notSentWords(end.usage)].join(' · ')
}

/** How much of what the model can have before it prompt and answer took, where the engine tells all three. */
export function contextWords({ prompt_tokens, completion_tokens, context_tokens }: Usage = {}): string[] {
  if (prompt_tokens === undefined || completion_tokens === undefined || context_tokens === undefined)
    return []
  const used = prompt_tokens + completion_tokens
  return [`context ${used.toLocaleString('en')} of ${context_tokens.toLocaleString('en')}`]
}
