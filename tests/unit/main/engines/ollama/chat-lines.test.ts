import { describe, expect, test } from 'vitest'
import { ChatLines } from '../../../../../src/main/engines/ollama/chat-lines.ts'

const CONTEXT = { label: 'Ollama at h', model: 'm', missing_model: 'pull it', key_given: false }
const lines = (): ChatLines => new ChatLines(CONTEXT)
const text = (content: string, channel = 'answer') => ({ type: 'text', channel, content })

describe('a line of /api/chat', () => {
  test('carries text, reasoning, or both', () => {
    expect(lines().read('{"message":{"role":"assistant","content":"a"},"done":false}')).toEqual([text('a')])
    expect(lines().read('{"message":{"content":"a","thinking":"t"}}')).toEqual([
      text('t', 'reasoning'),
      text('a'),
    ])
    expect(lines().read('{"message":{"content":""}}')).toEqual([])
    expect(lines().read('{"status":"something new"}')).toEqual([])
  })

  test('ends the answer with its reason and counts', () => {
    const done =
      '{"message":{"content":"z"},"done":true,"done_reason":"length","prompt_eval_count":7,"eval_count":3}'
    const usage = { prompt_tokens: 7, completion_tokens: 3 }
    expect(lines().read(done)).toEqual([text('z'), { type: 'finish', finish: 'length', usage }])
    expect(lines().read('{"done":true}')).toEqual([{ type: 'finish', finish: 'stop' }])
    expect(lines().read('{"done":true,"done_reason":"load"}')).toEqual([{ type: 'finish', finish: 'stop' }])
  })

  test('that ends the answer lets go of what looked like a tag', () => {
    const chat = lines()
    expect(chat.read('{"message":{"content":"<th"}}')).toEqual([])
    expect(chat.read('{"done":true}')).toEqual([text('<th'), { type: 'finish', finish: 'stop' }])
  })

  test('with an error comes before all else, after the text held back', () => {
    const chat = lines()
    expect(chat.read('{"message":{"content":"<th"}}')).toEqual([])
    expect(chat.read('{"error":"unexpected EOF","message":{"content":"no"},"done":true}')).toEqual([
      text('<th'),
      { type: 'failed', error: expect.objectContaining({ error_type: 'engine_crashed' }) },
    ])
    expect(lines().read('{"error":"slow down","status":429}')).toEqual([
      { type: 'failed', error: expect.objectContaining({ error_type: 'rate_limited' }) },
    ])
  })

  test('that is no object cannot be read', () => {
    for (const bad of ['', '{', '[]', 'null', '"x"', '3']) expect(lines().read(bad)).toBeNull()
  })
})
