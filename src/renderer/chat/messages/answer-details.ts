import type { Message } from '../../../shared/session.ts'
import type { StreamEnd } from '../../../shared/stream-end.ts'
import { tokenWords } from '../../state/durations.ts'
import { contextWords, endSentence } from '../../state/streams/end-sentence.ts'

/** What unfolds below an answer: of a failed one what a bug report needs, else what was counted; null: nothing was. */
export function detailsOf(message: Message, end: StreamEnd): string | null {
  const lines = [...(end.error ? reportLines(message, end) : []), ...usageLines(end)]
  return lines.length === 0 ? null : lines.map(([name, value]) => `${name.padEnd(16)}${value}`).join('\n')
}

type Line = [name: string, value: string]

/** In one piece that can be copied. */
function reportLines(message: Message, { timings, error }: StreamEnd): Line[] {
  const { first_token_ms } = timings
  return [
    ['error_type', error?.error_type ?? ''],
    ['model', message.model?.model ?? ''],
    ['started', new Date(message.created_at).toISOString()],
    ['ended after', `${Math.round(timings.total_ms)} ms`],
    ['first token', first_token_ms === null ? 'none' : `${Math.round(first_token_ms)} ms`],
    ['tokens', String(timings.tokens)],
    ['stream_id', message.stream_id ?? ''],
    ['session_id', message.session_id],
  ]
}

function usageLines(end: StreamEnd): Line[] {
  const { usage = {} } = end
  const { prompt_tokens, kept_tokens, completion_tokens, context_tokens, not_sent } = usage
  const lines: Line[] = []
  if (prompt_tokens !== undefined) {
    const kept = kept_tokens ? `, ${kept_tokens.toLocaleString('en')} of them known from before` : ''
    lines.push(['prompt', tokenWords(prompt_tokens) + kept])
  }
  if (completion_tokens !== undefined) lines.push(['answer', tokenWords(completion_tokens)])
  // Once is enough: a complete answer says it in the line below it.
  const [told] = contextWords(usage)
  const is_told = told !== undefined && endSentence(end).rest.includes(told)
  if (context_tokens !== undefined && !is_told) {
    const used = (prompt_tokens ?? 0) + (completion_tokens ?? 0)
    lines.push(['context', `${used.toLocaleString('en')} of ${tokenWords(context_tokens)}`])
  }
  if (not_sent)
    lines.push([
      'not sent',
      `${not_sent.toLocaleString('en')} earlier ${not_sent === 1 ? 'message' : 'messages'}`,
    ])
  return lines
}
