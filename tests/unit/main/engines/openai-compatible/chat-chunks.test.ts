import { describe, expect, test } from 'vitest'
import { ChatChunks } from '../../../../../src/main/engines/openai-compatible/chat-chunks.ts'

const CONTEXT = { label: 'Server at h', model: 'm', missing_model: 'load it', key_given: false }
const chunks = (): ChatChunks => new ChatChunks(CONTEXT)
const delta = (fields: object, finish_reason: string | null = null): string =>
  JSON.stringify({ choices: [{ index: 0, delta: fields, finish_reason }] })
const text = (content: string, channel = 'answer') => ({ type: 'text', channel, content })

describe('a chunk of /chat/completions', () => {
  test('carries text or reasoning in either field', () => {
    expect(chunks().read(delta({ role: 'assistant', content: null }))).toEqual([])
    expect(chunks().read(delta({ content: 'a' }))).toEqual([text('a')])
    expect(chunks().read(delta({ reasoning_content: 'r' }))).toEqual([text('r', 'reasoning')])
    expect(chunks().read(delta({ reasoning: 'r', content: 'a' }))).toEqual([
      text('r', 'reasoning'),
      text('a'),
    ])
    expect(chunks().read(delta({ reasoning_content: '', reasoning: 'r' }))).toEqual([text('r', 'reasoning')])
    expect(chunks().read('{"object":"something else"}')).toEqual([])
  })

  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'filter'],
    ['tool_calls', 'stop'],
  ])('with finish_reason %s completes the answer as %s, with the usage that follows', (reason, finish) => {
    const chat = chunks()
    expect(chat.complete).toBe(false)
    expect(chat.read(delta({}, reason))).toEqual([])
    expect(chat.complete).toBe(true)
    expect(chat.read('{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}')).toEqual([])
    const usage = { prompt_tokens: 1, completion_tokens: 2 }
    expect(chat.read('[DONE]')).toEqual([{ type: 'finish', finish, usage }])
  })

  test('says how far the prompt is read, what was cached left aside', () => {
    const progress = (fields: object): unknown =>
      chunks().read(JSON.stringify({ choices: [], prompt_progress: fields }))
    const percent = (value: number) => [
      { type: 'status', status: 'thinking', percent: value, detail: 'reading the prompt' },
    ]
    expect(progress({ total: 237, cache: 0, processed: 128, time_ms: 181 })).toEqual(percent(54))
    expect(progress({ total: 300, cache: 200, processed: 250, time_ms: 1 })).toEqual(percent(50))
    expect(progress({ total: 237, cache: 237, processed: 237 })).toEqual(percent(100))
    expect(progress({ total: 10, processed: 99 })).toEqual(percent(100))
    expect(progress({ total: 'x', processed: 1 })).toEqual([])
  })

  test('that ends the answer lets go of what looked like a tag', () => {
    const chat = chunks()
    expect(chat.read(delta({ content: '<th' }))).toEqual([])
    expect(chat.read('[DONE]')).toEqual([text('<th'), { type: 'finish', finish: 'stop' }])
  })

  test('with an error comes before all else, after the text held back', () => {
    const chat = chunks()
    expect(chat.read(delta({ content: '<think' }))).toEqual([])
    expect(chat.read('{"error":{"message":"Rate limit","code":429},"choices":[]}')).toEqual([
      text('<think'),
      { type: 'failed', error: expect.objectContaining({ error_type: 'rate_limited' }) },
    ])
  })

  test('may be a whole answer', () => {
    const chat = chunks()
    expect(chat.read('{"choices":[{"message":{"content":"all"},"finish_reason":"stop"}]}')).toEqual([
      text('all'),
    ])
    expect(chat.finish()).toEqual([{ type: 'finish', finish: 'stop' }])
  })

  test('that is no object cannot be read', () => {
    for (const bad of ['{', '[]', 'null', 'DONE']) expect(chunks().read(bad)).toBeNull()
  })
})
