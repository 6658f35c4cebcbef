import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFromWorker } from '../../../../../src/main/engines/worker/worker-protocol.ts'
import type { FromWorker } from '../../../../../src/main/engines/worker/worker-protocol.ts'
import { ERROR_TYPES } from '../../../../../src/shared/stream-end.ts'

const run_id = 'run'
const RIGHT: FromWorker[] = [
  { type: 'ready' },
  { type: 'status', run_id, status: 'loading' },
  { type: 'status', run_id, status: 'thinking', percent: 50, detail: 'reading', step_ms: 12.5 },
  { type: 'text', run_id, channel: 'answer', content: 'x', tokens: 1, step_ms: 0 },
  { type: 'text', run_id, channel: 'reasoning', content: '', tokens: 0, step_ms: 3 },
  { type: 'usage', run_id, usage: { prompt_tokens: 1, context_tokens: 8_192, not_sent: 2 } },
  { type: 'finish', run_id, finish: 'stop' },
  { type: 'finish', run_id, finish: 'length', usage: { prompt_tokens: 1 } },
  { type: 'finish', run_id, finish: 'filter', usage: {} },
  { type: 'failed', run_id, error_type: 'out_of_memory', message: 'no room' },
  { type: 'settled', run_id },
]

test.each(RIGHT.map((message) => [JSON.stringify(message), message] as const))(
  '%s is taken as it is',
  (_text, message) => {
    expect(parseFromWorker(message)).toBe(message)
  },
)

test('every kind of error the contract knows may be told', () => {
  for (const error_type of ERROR_TYPES)
    expect(parseFromWorker({ type: 'failed', run_id, error_type, message: '' })).not.toBeNull()
})

test('anything at all is refused and never throws', () => {
  const field = fc.constantFrom(
    'type',
    'run_id',
    'status',
    'channel',
    'content',
    'bytes',
    'finish',
    'message',
  )
  const almost = fc.dictionary(field, fc.anything())
  fc.assert(
    fc.property(fc.oneof(fc.anything(), almost), (junk) => {
      expect(parseFromWorker(junk)).toBeNull()
    }),
    { numRuns: 1_000 },
  )
})

test('a type that is a word of JavaScript is no type', () => {
  for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])
    expect(parseFromWorker({ type, run_id })).toBeNull()
})

test('a right message with any field of it missing or of the wrong kind is refused', () => {
  const optional = new Set(['status.percent', 'status.detail', 'status.step_ms', 'finish.usage'])
  const taken: string[] = []
  for (const message of RIGHT) {
    for (const field of Object.keys(message)) {
      const name = `${message.type}.${field}`
      const { [field]: _gone, ...rest } = message as Record<string, unknown>
      if (!optional.has(name) && parseFromWorker(rest)) taken.push(`without ${name}`)
      for (const junk of [null, [1], Number.NaN, Infinity, -1, true]) {
        if (parseFromWorker({ ...message, [field]: junk })) taken.push(`${name} = ${JSON.stringify(junk)}`)
      }
    }
  }
  expect(taken).toEqual([])
})

test('counts of tokens that are none are refused before a person sees them', () => {
  for (const count of ['12', null, -3, Number.NaN, {}]) {
    expect(
      parseFromWorker({ type: 'finish', run_id, finish: 'stop', usage: { prompt_tokens: count } }),
    ).toBeNull()
    expect(
      parseFromWorker({ type: 'finish', run_id, finish: 'stop', usage: { completion_tokens: count } }),
    ).toBeNull()
  }
})
