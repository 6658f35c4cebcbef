// @vitest-environment node
import { expect, test } from 'vitest'
import { detailsOf } from '../../../../../src/renderer/chat/messages/answer-details.ts'
import { endSentence } from '../../../../../src/renderer/state/streams/end-sentence.ts'
import type { MessageId, SessionId } from '../../../../../src/shared/ids.ts'
import type { Message } from '../../../../../src/shared/session.ts'
import type { StreamEnd } from '../../../../../src/shared/stream-end.ts'

const message: Message = {
  message_id: 'm' as MessageId,
  session_id: 's' as SessionId,
  parent_id: null,
  role: 'assistant',
  parts: [],
  created_at: 0,
  model: null,
  stream_id: null,
  end: null,
}
const end: StreamEnd = {
  reason: 'success',
  timings: { first_token_ms: 40, total_ms: 900, tokens: 12 },
}

test('the context stands in the line below a complete answer and not once more in its details', () => {
  const usage = { prompt_tokens: 6_000, completion_tokens: 356, context_tokens: 8_192 }
  expect(endSentence({ ...end, usage }).rest).toContain('context 6,356 of 8,192')
  expect(detailsOf(message, { ...end, usage })).not.toContain('context')
})

test('prompt and answer of one that was cut off are held against the context, with what was known from before and what was left out', () => {
  const usage = {
    prompt_tokens: 6_000,
    kept_tokens: 5_500,
    completion_tokens: 356,
    context_tokens: 8_192,
    not_sent: 12,
  }
  expect(detailsOf(message, { ...end, reason: 'stopped', usage })?.split('\n')).toEqual([
    'prompt          6,000 tokens, 5,500 of them known from before',
    'answer          356 tokens',
    'context         6,356 of 8,192 tokens',
    'not sent        12 earlier messages',
  ])
})

test('where nothing was counted there are none, unless it failed', () => {
  expect(detailsOf(message, end)).toBeNull()
  const error = { content: 'It broke.', error_type: 'internal', retryable: true } as const
  const failed = detailsOf(message, { ...end, reason: 'error', error, usage: { prompt_tokens: 5 } })
  expect(failed).toMatch(/^error_type {6}internal\n/)
  expect(failed).toMatch(/prompt {10}5 tokens$/)
})
