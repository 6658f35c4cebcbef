// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { endSentence, endWords } from '../../../../../src/renderer/state/streams/end-sentence.ts'
import type { StreamEnd } from '../../../../../src/shared/stream-end.ts'

const timings = { first_token_ms: 100, total_ms: 2_100, tokens: 64 }
const error = {
  content: 'Nothing answers at 127.0.0.1:11434. Start Ollama, then send again.',
  error_type: 'engine_unreachable',
  retryable: true,
} as const

describe('every end is named in words', () => {
  test.each<[StreamEnd, string]>([
    [{ reason: 'stopped', timings }, 'Stopped by you after 2.1 s, 64 tokens'],
    [
      { reason: 'stopped', timings: { first_token_ms: null, total_ms: 830, tokens: 0 } },
      'Stopped by you after 0.8 s, before the first word',
    ],
    [{ reason: 'stopped', timings: { ...timings, tokens: 1 } }, 'Stopped by you after 2.1 s, 1 token'],
    [{ reason: 'superseded', timings }, 'Superseded by your next message after 2.1 s, 64 tokens'],
    [
      { reason: 'stopped', timings, usage: { not_sent: 12 } },
      'Stopped by you after 2.1 s, 64 tokens · 12 earlier messages not sent',
    ],
    [{ reason: 'interrupted', timings }, 'Interrupted: the app was closed'],
    [{ reason: 'error', error, timings }, `Failed: ${error.content}`],
    [
      { reason: 'success', finish: 'length', timings },
      'Cut short at the model’s length limit · 2.1 s · 64 tokens · 32 tok/s',
    ],
    [
      { reason: 'success', finish: 'filter', timings },
      'Withheld by the server’s content filter · 2.1 s · 64 tokens · 32 tok/s',
    ],
    [{ reason: 'success', finish: 'stop', timings }, 'Answer complete, 64 tokens'],
  ])('%o', (end, words) => {
    expect(endWords(end)).toBe(words)
  })
})

test('a complete answer shows its figures, the time to the first token left out of the rate', () => {
  const end: StreamEnd = { reason: 'success', finish: 'stop', timings }
  expect(endSentence(end)).toEqual({
    tone: 'quiet',
    tag: null,
    colon: false,
    rest: '2.1 s · 64 tokens · 32 tok/s',
  })
})

test('how much of the context was used is told where all of it is known', () => {
  const usage = { prompt_tokens: 1_200, completion_tokens: 64, context_tokens: 8_192 }
  const end: StreamEnd = { reason: 'success', finish: 'stop', timings, usage }
  expect(endSentence(end).rest).toBe('2.1 s · 64 tokens · 32 tok/s · context 1,264 of 8,192')
  const { context_tokens: _not_told, ...less } = usage
  expect(endSentence({ ...end, usage: less }).rest).toBe('2.1 s · 64 tokens · 32 tok/s')
})

test('what was not sent stays with the answer', () => {
  const end: StreamEnd = { reason: 'success', finish: 'stop', timings, usage: { not_sent: 1 } }
  expect(endSentence(end).rest).toBe('2.1 s · 64 tokens · 32 tok/s · 1 earlier message not sent')
})

test('the count of the engine is preferred to that of its replies', () => {
  const end: StreamEnd = { reason: 'stopped', timings, usage: { completion_tokens: 1_234 } }
  expect(endWords(end)).toBe('Stopped by you after 2.1 s, 1,234 tokens')
})

test('an answer without a word is not called complete', () => {
  const end: StreamEnd = {
    reason: 'success',
    finish: 'stop',
    timings: { first_token_ms: null, total_ms: 400, tokens: 0 },
  }
  expect(endSentence(end)).toMatchObject({ tag: 'Empty', tone: 'stopped' })
})

test('an answer that was gone on with and got no further word keeps its words in what is said of it', () => {
  const none = { first_token_ms: null, total_ms: 400, tokens: 0 }
  expect(endSentence({ reason: 'stopped', timings: none }, true).rest).toBe(
    'by you after 0.4 s, before the next word',
  )
  expect(endSentence({ reason: 'success', finish: 'stop', timings: none }, true)).toMatchObject({
    tag: 'Nothing added',
    rest: 'the model ended without another word after 0.4 s',
  })
})

test('only an error has the tone of failure', () => {
  const tones = (['stopped', 'superseded', 'interrupted', 'success', 'error'] as const).map(
    (reason) => endSentence({ reason, timings }).tone,
  )
  expect(tones).toEqual(['stopped', 'stopped', 'stopped', 'quiet', 'failed'])
})
