import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ERROR_CODE, ERROR_NAMES, ERROR_WORDS } from '../../../../../src/main/lib/error-words.ts'
import {
  FRAME_FIELDS,
  TEXT_FIELDS,
  WORD_FIELDS,
} from '../../../../../src/main/self-test/bundle/log-fields.ts'
import { createScrubber, LEFT_OUT } from '../../../../../src/main/self-test/bundle/scrub-log-line.ts'

const SECRET = 'planted-KEY-47/11+x'
const scrub = createScrubber({ secrets: [SECRET, '31337'], home: '/home/zoe', user: 'zoe' })
const TIME = '2026-08-07T12:00:00.000Z'

function scrubbed(fields: object): unknown {
  const line = scrub(JSON.stringify({ time: TIME, ...fields }))
  return line === null ? null : JSON.parse(line)
}

describe('of a line passes', () => {
  test('what the lifecycle is told by: ids, figures, words of closed lists', () => {
    const line = {
      event: 'stream_end',
      session_id: '6f1c1e0a-9d2b-4c57-8a55-0d8f5a3c9b21',
      stream_id: '6f1c1e0a-9d2b-4c57-8a55-0d8f5a3c9b22',
      reason: 'stopped',
      forced: true,
      how: 'forced',
      release_ms: 501,
      signal: null,
    }
    expect(scrubbed(line)).toEqual({ time: TIME, ...line })
  })

  test.each(['normal', 'qwen3:8b', 'normal?rate=1000&length=5000&seed=7', 'llama3.2:3b-instruct-q4_K_M'])(
    'the model %s',
    (model) =>
      expect(scrubbed({ event: 'stream_start', model })).toEqual({
        time: TIME,
        event: 'stream_start',
        model,
      }),
  )

  test('an error as far as errors are made of it', () => {
    const message = `ENOENT: no such file or directory, open '/home/zoe/${SECRET}'`
    const stack = `Error: ${message}\n    at ours (/home/zoe/out/main/index.js:1:2)`
    expect(scrubbed({ event: 'uncaught_exception', message, stack })).toEqual({
      time: TIME,
      event: 'uncaught_exception',
      message: 'ENOENT: no such file or directory, open "…"',
      stack: 'Error:\n    at ours (out/main/index.js:1:2)',
    })
    expect(scrubbed({ event: 'preload_failed', path: '/home/zoe/x.cjs', why: 'took too long' })).toEqual({
      time: TIME,
      event: 'preload_failed',
      path: '~/[…]',
      why: 'took too long',
    })
  })

  test('where main hung', () => {
    const at =
      'run index.js:12 < get size chunk-1a.js:9 < processTicksAndRejections node:internal/process/task_queues:105'
    expect(scrubbed({ event: 'loop_blocked', at })).toMatchObject({ at })
    expect(scrubbed({ event: 'loop_blocked', at: 'run index.js:12 < tell me all' })).toMatchObject({
      at: 'run index.js:12 < […]',
    })
    expect(scrubbed({ event: 'ipc_refused', at: 'dropped.0.count' })).toMatchObject({ at: 'dropped.0.count' })
    expect(scrubbed({ event: 'ipc_refused', at: 'what I wrote' })).toMatchObject({ at: '[…]' })
  })
})

describe('of a line is left out', () => {
  test.each([
    'two words',
    'hf.co/somebody/model:Q4',
    'x'.repeat(65),
    'ünï',
    '',
    'normal?rate=1000&secret=1',
    'normal?rate=1?tell-me',
    ['a'],
    { a: 1 },
  ])('the value %j of a word field', (model) => {
    expect(scrubbed({ event: 'stream_start', model })).toEqual({
      time: TIME,
      event: 'stream_start',
      model: LEFT_OUT,
    })
  })

  test('a field nobody knows, with its name', () => {
    const odd = { event: 'app_start', prompt: 'x', 'tell me all': 1, __proto__x: 2, constructor: 'x' }
    expect(scrubbed(odd)).toEqual({ time: TIME, event: 'app_start' })
    expect(scrub(`{"event":"app_start","__proto__":{"a":"tell me"},"time":"${TIME}"}`)).not.toContain('tell')
  })

  test('a key, also where it is the word or the figure', () => {
    expect(
      scrubbed({ event: 'x', model: 'planted-KEY-47', pid: 31_337, detail: SECRET, where: 31_337.5 }),
    ).toEqual({
      time: TIME,
      event: 'x',
      model: 'planted-KEY-47',
      pid: '[key]',
      detail: '[key]',
      where: '[key].5',
    })
    expect(scrubbed({ event: 'x', model: 'sk-abcdefghijklmnop' })).toMatchObject({ model: '[removed]' })
  })

  test('a time that is none', () => {
    expect(scrubbed({ event: 'x', time: 'tell me the time' })).toEqual({ time: LEFT_OUT, event: 'x' })
  })
})

test.each([
  '',
  'no JSON',
  '{"event":"x"',
  '[]',
  'null',
  '"event"',
  '{"event":1}',
  '{}',
  '{"event":"Tell me"}',
  '{"event":""}',
])('%j is no line', (line) => expect(scrub(line)).toBeNull())

/** Words the scrubber lets through by design: those of errors. A prompt needs one other to be a prompt here. */
function isStrange(word: string): boolean {
  const core = word.replace(/^[([{]|[)\]}.,:;!?]+$/gu, '')
  const known = ERROR_WORDS.has(core.toLowerCase()) || ERROR_NAMES.has(core) || ERROR_CODE.test(core)
  return /\p{L}/u.test(core) && !known
}

const prompt = fc
  .array(fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 14 }), fc.lorem({ maxCount: 6 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((words) => words.join(' '))
  // More than one word of the closed alphabet, and one that is no error's: see what the scrubber cannot tell.
  .filter((text) => !/^[\w.:+?=&-]*$/.test(text.trim()) && text.split(/\s+/).some(isStrange))
  .filter((text) => text.trim().length > 5 && !/[\w$.#<>()]+ \S*:\d+$/.test(text))

const field = fc.oneof(
  fc.constantFrom(...TEXT_FIELDS, ...WORD_FIELDS, ...FRAME_FIELDS, 'time', 'event'),
  fc.string(),
)
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('stopped', 'Error: open', 'at x (y:1:2)'),
)
/** How something is written into a text: bare, quoted, in an error, in an address, in a stack. */
const wrap = fc.constantFrom(
  (text: string) => text,
  (text: string) => `Error: ${text}`,
  (text: string) => `Unexpected token 'x', "${text}" is not valid JSON`,
  (text: string) => `open '${text}' failed with ${text}`,
  (text: string) => `https://example.org/${encodeURI(text)}?q=${text}`,
  (text: string) => `Error: ${text}\n    at run (/x/out/main/index.js:1:2)\n${text}`,
)

test('whatever field a key or a prompt is planted in, the scrubbed line has neither', () => {
  let opportunities = 0
  fc.assert(
    fc.property(
      fc.dictionary(field, value, { maxKeys: 6 }),
      field,
      prompt.map((text) => text.toWellFormed()),
      wrap,
      fc.boolean(),
      (others, name, planted, put, with_key) => {
        const text = put(with_key ? `${planted} ${SECRET}` : planted)
        const raw = JSON.stringify({ time: TIME, event: 'x', ...others, [name]: text })
        const shown = scrub(raw)
        if (shown === null) return
        opportunities++
        const told = Object.values(JSON.parse(shown) as object)
          .map(String)
          .join('\n')
        expect(told).not.toContain(planted)
        expect(told).not.toContain(planted.trim())
        expect(shown).not.toContain(SECRET)
        expect(shown).not.toContain(JSON.stringify(SECRET).slice(1, -1))
      },
    ),
    { numRuns: 2_000 },
  )
  expect(opportunities).toBeGreaterThan(500)
})
