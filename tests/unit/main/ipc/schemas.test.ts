import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { schemas } from '../../../../src/main/ipc/schemas.ts'
import { REQUEST_NAMES } from '../../../../src/shared/ipc-contract.ts'
import type { RequestName } from '../../../../src/shared/ipc-contract.ts'

const UUID = '0b8e6f1e-7c61-4b61-9a52-2b6a0c9c3a11'
const MODEL = { connection_id: 'simulator', model: 'normal?rate=10' }
const SERVER = { kind: 'ollama', name: 'Mine', url: 'http://127.0.0.1:11434' }

/** At least one right input for every request; a request without one fails the first test. */
const VALID: Record<RequestName, unknown[]> = {
  'app:state': [null],
  'session:create': [{ model: null }, { model: MODEL }],
  'session:load': [{ session_id: UUID }],
  'session:earlier': [{ session_id: UUID, before: UUID }],
  'session:draft': [
    { session_id: null, text: '' },
    { session_id: UUID, text: 'half a thought' },
  ],
  'session:place': [
    { session_id: UUID, place: null },
    { session_id: UUID, place: { message_id: UUID, above_px: -12 } },
  ],
  'session:rename': [{ session_id: UUID, title: 'Rivers 東京' }],
  'session:set_model': [{ session_id: UUID, model: MODEL }],
  'session:pin': [{ session_id: UUID, pinned: true }],
  'session:archive': [{ session_id: UUID, archived: false }],
  'session:configure': [
    { session_id: UUID, system_prompt: '', parameters: {} },
    {
      session_id: UUID,
      system_prompt: 'Answer in verse.',
      parameters: { temperature: 0, top_p: 1, max_tokens: 1, seed: 2_147_483_647 },
    },
    {
      session_id: UUID,
      system_prompt: '',
      parameters: {
        top_k: 0,
        min_p: 0.05,
        repeat_penalty: 1.1,
        stop: ['\n\n', 'END'],
        context_size: 4_096,
        gpu_layers: 0,
      },
    },
  ],
  'session:delete': [{ session_id: UUID }],
  'session:undelete': [{ session_id: UUID }],
  'session:show': [{ session_id: UUID }, { session_id: null }],
  'search:find': [
    { query: '', limit: 50 },
    { query: '"東京 \u0000', limit: 1 },
  ],
  'stream:open': [
    { session_id: UUID, prompt: '' },
    { session_id: UUID, prompt: '<script>\u0000</script>' },
  ],
  'stream:regenerate': [{ session_id: UUID, message_id: UUID }],
  'stream:edit': [{ session_id: UUID, message_id: UUID, prompt: 'Again' }],
  'stream:continue': [{ session_id: UUID, message_id: UUID }],
  'message:show': [{ session_id: UUID, message_id: UUID }],
  'stream:stop': [{ stream_id: UUID }],
  'stream:stop_all': [null],
  'stream:snapshot': [{ stream_id: UUID }],
  'queue:add': [{ session_id: UUID, prompt: 'Then this' }],
  'queue:edit': [{ queue_id: UUID, prompt: 'Rather this' }],
  'queue:move': [
    { queue_id: UUID, before: UUID },
    { queue_id: UUID, before: null },
  ],
  'queue:remove': [{ queue_id: UUID }],
  'queue:restore': [{ queue_id: UUID }],
  'queue:send': [{ queue_id: UUID }],
  'queue:resume': [{ session_id: UUID }],
  'store:retry': [null],
  'connection:add': [
    SERVER,
    { ...SERVER, kind: 'openai-compatible', key: 'sk-1' },
    { ...SERVER, key: undefined },
  ],
  'connection:edit': [{ ...SERVER, connection_id: UUID, key: '' }],
  'connection:remove': [{ connection_id: UUID }],
  'connection:test': [SERVER, { ...SERVER, connection_id: UUID }],
  'connection:refresh': [{ connection_id: UUID }],
  'connection:detect': [null],
  'engine:restart': [MODEL],
  'engine:make_room': [{ stream_id: UUID, for_room_of: 'a.gguf' }],
  'settings:set': [{}, { theme: 'dark' }, { default_model: null, sidebar_hidden: true }],
  'clipboard:write': [{ text: 'copied' }],
  'link:open': [{ url: 'https://example.org' }],
  'window:alive': [{ longest_task_ms: 0 }],
  'window:left': [null],
  'window:dropped': [
    { dropped: [] },
    { dropped: [{ stream_id: UUID, session_id: UUID, why: 'stale', count: 3 }] },
  ],
  'inspector:streams': [{ session_id: UUID, since: 0 }],
  'stability:state': [null],
  'stability:start': [null],
  'stability:cancel': [null],
  'diagnosis:run': [null],
  'bundle:build': [null],
  'bundle:save': [{ bundle_id: UUID }],
  'transfer:state': [null],
  'transfer:export': [
    { session_id: UUID, format: 'markdown' },
    { session_id: null, format: 'ndjson' },
  ],
  'transfer:import': [null],
  'transfer:cancel': [{ transfer_id: UUID }],
  'backup:list': [null],
  'backup:make': [null],
  'backup:restore': [{ name: 'sluice.db.daily-2026-11-30' }],
  'models:state': [null],
  'models:pick': [null],
  'models:add': [{ paths: ['/models/tiny.gguf'] }],
  'models:remove': [{ model: 'tiny.gguf' }],
  'models:restore': [{ model: 'tiny.gguf' }],
  'models:choose_folder': [null],
  'models:show': [{ model: null }, { model: 'tiny.gguf' }],
  'download:start': [
    { source: 'https://example.org/tiny.gguf' },
    { source: 'owner/name', file: 'tiny.gguf', sha256: 'a'.repeat(64) },
  ],
  'download:files': [{ repository: 'owner/name' }],
  'download:pause': [{ download_id: UUID }],
  'download:resume': [{ download_id: UUID }],
  'download:cancel': [{ download_id: UUID }],
}

const accepts = (name: RequestName, input: unknown): boolean => schemas[name].safeParse(input).success

const untouched = Reflect.ownKeys(Object.prototype)
afterEach(() => {
  assert.deepEqual(Reflect.ownKeys(Object.prototype), untouched)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

describe.each(REQUEST_NAMES)('%s', (name) => {
  const inputs = VALID[name]

  test('accepts what the contract says, unchanged', () => {
    expect(inputs.length).toBeGreaterThan(0)
    for (const input of inputs) expect(schemas[name].parse(input)).toEqual(input)
  })

  test('refuses anything at all', () => {
    // The few shapes that random junk could hit by being right.
    const right = (value: unknown): boolean =>
      (value === null && inputs.includes(null)) || (isEmptyObject(value) && name === 'settings:set')
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true }), (junk) => {
        fc.pre(!right(junk))
        expect(accepts(name, junk)).toBe(false)
      }),
    )
    expect(accepts(name, undefined)).toBe(false)
  })

  test.each(inputs)(
    'refuses keys beyond the contract, also the ones with a meaning to JavaScript: %j',
    (input) => {
      for (const key of ['extra', 'constructor', 'prototype', 'toString', '__proto__']) {
        // As text, because only so `__proto__` is a key like any other.
        const rest = JSON.stringify(input ?? {}).slice(1)
        const sent = `{${JSON.stringify(key)}:{"polluted":true}${rest === '}' ? '' : ','}${rest}`
        expect([key, accepts(name, JSON.parse(sent))]).toEqual([key, false])
      }
    },
  )

  test('refuses a right input with any one field replaced by junk', () => {
    const names = ['url', 'key', 'title', 'name', 'model', 'for_room_of', 'query', 'source', 'file']
    const free = new Set(['prompt', 'system_prompt', 'text', ...names])
    const figures = new Set(['since', 'longest_task_ms', 'limit'])
    const taken: string[] = []
    for (const input of inputs) {
      for (const field of Object.keys(input ?? {})) {
        const word = free.has(field) ? [] : ['x'.repeat(300)]
        const flag = ['sidebar_hidden', 'pinned', 'archived'].includes(field) ? [] : [true]
        const number = figures.has(field) ? [-1, Infinity] : [42]
        const list = field === 'dropped' ? [[{}], [{ count: 1 }]] : [[]]
        // `{}` is no parameters at all, as is none of settings.
        const none = field === 'parameters' ? [{ temperature: 'hot' }] : [{}]
        for (const junk of [
          ...none,
          ...list,
          Symbol('x'),
          () => {},
          Number.NaN,
          ...number,
          ...word,
          ...flag,
        ]) {
          if (accepts(name, { ...(input as object), [field]: junk })) taken.push(`${field}: ${typeof junk}`)
        }
      }
    }
    expect(taken).toEqual([])
  })
})

describe('sizes', () => {
  const sizes: [RequestName, string, number, object][] = [
    ['stream:open', 'prompt', 8 * 1024 * 1024, { session_id: UUID }],
    ['session:rename', 'title', 480, { session_id: UUID }],
    ['clipboard:write', 'text', 64 * 1024 * 1024, {}],
    ['link:open', 'url', 8_192, {}],
    ['connection:add', 'name', 80, SERVER],
    ['connection:add', 'url', 2_048, SERVER],
    ['connection:add', 'key', 8_192, SERVER],
    ['engine:restart', 'model', 512, MODEL],
    ['engine:make_room', 'for_room_of', 512, { stream_id: UUID }],
    ['session:configure', 'system_prompt', 512 * 1024, { session_id: UUID, parameters: {} }],
    ['session:load', 'session_id', 64, {}],
  ]
  test.each(sizes)('%s takes a %s of %d characters and not one more', (name, field, max, rest) => {
    expect(accepts(name, { ...rest, [field]: 'x'.repeat(max) })).toBe(true)
    expect(accepts(name, { ...rest, [field]: 'x'.repeat(max + 1) })).toBe(false)
  })

  test('an id is one word of letters, digits, _ and -', () => {
    const ids = ['', ' ', 'a b', '../x', "x'; --", 'é', 'a\n', 'x\u0000', '😀']
    expect(ids.filter((session_id) => accepts('session:load', { session_id }))).toEqual([])
  })

  test('a parameter is a number within its bounds or a few short texts, what is counted is whole, and others do not exist', () => {
    const accepted = (parameters: object): boolean =>
      accepts('session:configure', { session_id: UUID, system_prompt: '', parameters })
    const right = [
      { temperature: 2 },
      { temperature: 0.7 },
      { top_p: 0 },
      { max_tokens: 1_000_000 },
      { seed: 0 },
      { stop: [] },
      { stop: Array.from({ length: 16 }, () => 'x'.repeat(256)) },
    ]
    expect(right.filter((parameters) => !accepted(parameters))).toEqual([])
    const wrong = [
      { temperature: 2.1 },
      { temperature: -0.1 },
      { temperature: '1' },
      { temperature: null },
      { top_p: 1.01 },
      { max_tokens: 0 },
      { max_tokens: 1.5 },
      { seed: 2 ** 31 },
      { seed: NaN },
      { top_k: 1.5 },
      { min_p: 2 },
      { repeat_penalty: 0.9 },
      { context_size: 255 },
      { gpu_layers: -1 },
      { stop: 'END' },
      { stop: [''] },
      { stop: ['x'.repeat(257)] },
      { stop: Array.from({ length: 17 }, () => 'x') },
      { top_a: 4 },
    ]
    expect(wrong.filter(accepted)).toEqual([])
  })

  test('a backup is named by a file’s name, never by a path', () => {
    const names = ['', '..', '.hidden', 'a/b', 'a\\b', '../sluice.db', 'a b', 'a\n', 'x\u0000', 'é']
    expect(names.filter((name) => accepts('backup:restore', { name }))).toEqual([])
  })

  test('a timeout is a whole number of milliseconds between 1 and a day', () => {
    const timeouts = {
      connect_ms: 1,
      stalled_notice_ms: 1,
      first_token_local_ms: 1,
      first_token_remote_ms: 86_400_000,
      between_tokens_ms: 1,
    }
    expect(accepts('settings:set', { timeouts })).toBe(true)
    for (const connect_ms of [0, -1, 1.5, 86_400_001, Infinity, '5', null])
      expect(accepts('settings:set', { timeouts: { ...timeouts, connect_ms } })).toBe(false)
    const { connect_ms: _left_out, ...rest } = timeouts
    expect(accepts('settings:set', { timeouts: rest })).toBe(false)
  })
})

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  )
}
