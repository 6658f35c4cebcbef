import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANSWER_MAX_BYTES } from '../../src/shared/limits.ts'
import type { ErrorType } from '../../src/shared/stream-end.ts'
import type { HttpKind } from '../support/fault-server-core.ts'
import { HTTP_KINDS, HttpCore, LABEL, eventually } from '../support/fault-server-core.ts'
import { FaultServer } from '../support/fault-server.ts'
import { faultTokens } from '../support/fault-server-text.ts'

interface Expected {
  /** How many of the model's tokens are kept. */
  tokens: number
  error?: ErrorType
  finish?: 'stop' | 'length'
  /** A word the sentence must contain beside the server's name. */
  says?: RegExp
  reasoning?: string
  before?: string
  only?: HttpKind
}

const EXPECTED: Record<string, Expected> = {
  normal: { tokens: 40, finish: 'stop' },
  'slow-start': { tokens: 40, finish: 'stop' },
  empty: { tokens: 0, finish: 'stop' },
  'byte-by-byte': { tokens: 12, finish: 'stop' },
  crlf: { tokens: 40, finish: 'stop' },
  bom: { tokens: 40, finish: 'stop' },
  'no-last-newline': { tokens: 40, finish: 'stop' },
  'malformed-once': { tokens: 10, finish: 'stop' },
  'malformed-thrice': { tokens: 5, error: 'bad_reply', says: /could not be read/ },
  'error-in-stream': { tokens: 5, error: 'engine_crashed', says: /unexpected EOF/ },
  truncated: { tokens: 5, error: 'cut_off', says: /before it was complete/ },
  reset: { tokens: 5, error: 'cut_off', says: /before it was complete/ },
  'reset-before-headers': { tokens: 0, error: 'cut_off', says: /closed the connection/ },
  unauthorized: { tokens: 0, error: 'unauthorized', says: /key/ },
  'proxy-407': { tokens: 0, error: 'engine_unreachable', says: /^A proxy .*407.*Ask those who run it/ },
  'proxy-403': { tokens: 0, error: 'engine_unreachable', says: /^A proxy .*403.*Ask those who run it/ },
  'unknown-model': { tokens: 0, error: 'model_not_found', says: /unknown-model/ },
  'wrong-path': { tokens: 0, error: 'invalid_request', says: /check the address/ },
  'rate-limited': { tokens: 0, error: 'rate_limited', says: /in 17 s/ },
  busy: { tokens: 0, error: 'engine_busy', says: /Loading model/ },
  'html-500': { tokens: 0, error: 'bad_reply', says: /error 500, as a web page/ },
  'html-200': { tokens: 0, error: 'bad_reply', says: /web page.*check the address/ },
  'html-untold': { tokens: 0, error: 'bad_reply', says: /web page.*check the address/ },
  'endless-error': { tokens: 0, error: 'bad_reply', says: /error 500/ },
  'context-overflow': { tokens: 0, error: 'context_overflow', says: /7013 tokens; it takes 6144/ },
  'out-of-memory': { tokens: 0, error: 'out_of_memory', says: /not enough memory.*5\.0 GiB/ },
  'load-failed': { tokens: 0, error: 'model_load_failed', says: /could not load load-failed/ },
  'huge-line': { tokens: 5, error: 'bad_reply', says: /longer than 1 MiB/ },
  'gzip-bomb': { tokens: 0, error: 'bad_reply', says: /compressed/ },
  reasoning: { tokens: 10, finish: 'stop', reasoning: 'Let me think. ' },
  'inline-think': { tokens: 10, finish: 'stop', reasoning: 'Let me think. ', before: '\n\n' },
  'length-limit': { tokens: 5, finish: 'length' },
  'strict-fields': { tokens: 10, finish: 'stop' },
  'keeps-open': { tokens: 5, finish: 'stop' },
  'talks-on': { tokens: 5, finish: 'stop' },
  'whole-json': { tokens: 10, finish: 'stop' },
  progress: { tokens: 10, finish: 'stop', only: 'openai-compatible' },
}

describe.each(HTTP_KINDS)(
  '%s: however the server behaves, the answer ends once, says why, and keeps its text',
  (kind) => {
    let server: FaultServer
    beforeAll(async () => void (server = await FaultServer.start()))
    afterAll(async () => server.close())

    const modes = Object.entries(EXPECTED).filter(([, { only }]) => !only || only === kind)
    test.each(modes)('%s', async (model, expected) => {
      const core = new HttpCore(kind, server.url)
      const { answer, reasoning, error, done, dones, last, gapless, release } = await core.ask(
        model,
        'Say it',
      )
      expect({ dones, last, gapless }).toEqual({ dones: 1, last: 'done', gapless: true })
      expect(error?.error_type).toBe(expected.error)
      expect(done).toMatchObject(
        expected.error ? { reason: 'error' } : { reason: 'success', finish: expected.finish },
      )
      const sentence = error?.content ?? ''
      expect(sentence).toContain(expected.error ? LABEL : '')
      expect(sentence).toMatch(expected.says ?? /^$/)
      expect(sentence).not.toMatch(/<|\[object|undefined|LATE/)
      expect(answer).toBe((expected.before ?? '') + faultTokens(model, 'Say it', expected.tokens).join(''))
      expect(reasoning).toBe(expected.reasoning ?? '')
      expect(
        core.journal.closed
          .at(-1)
          ?.parts.map((part) => part.text)
          .join(''),
      ).toBe(reasoning + answer)
      expect(release.how).not.toBe('fenced')
      await core.dispose()
      await eventually(() => server.open_sockets === 0, `no socket is left after ${model}`)
    })
  },
)

test.each(HTTP_KINDS)(
  '%s: an answer without end is ended at its cap, its text kept',
  // 32 MiB in small pieces.
  { timeout: 240_000 },
  async (kind) => {
    const server = await FaultServer.start()
    const core = new HttpCore(kind, server.url)
    const { answer, error, done, dones } = await core.ask('endless', 'Say it')
    expect(error).toMatchObject({ error_type: 'too_long' })
    expect({ reason: done?.reason, dones }).toEqual({ reason: 'error', dones: 1 })
    expect(Buffer.byteLength(answer)).toBeGreaterThan(ANSWER_MAX_BYTES)
    const [token = ''] = faultTokens('endless', 'Say it', 1)
    expect(answer.replaceAll(token, '')).toBe('')
    await core.dispose()
    await eventually(() => server.open_sockets === 0, 'no socket is left')
    await server.close()
  },
)

describe('what a server says beside its text', () => {
  let server: FaultServer
  beforeAll(async () => void (server = await FaultServer.start()))
  afterAll(async () => server.close())

  test.each(HTTP_KINDS)('%s: token counts become the usage', async (kind) => {
    const core = new HttpCore(kind, server.url)
    const { done } = await core.ask('normal')
    expect(done).toMatchObject({ usage: { prompt_tokens: 7, completion_tokens: 40 } })
    await core.dispose()
  })

  test('llama-server: reading the prompt is reported in percent', async () => {
    const core = new HttpCore('openai-compatible', server.url)
    const statuses = (await core.repliesTo('progress')).filter((reply) => reply.type === 'status')
    expect(statuses.map(({ status, percent }) => `${status} ${percent}`)).toEqual([
      'thinking 0',
      'thinking 25',
      'thinking 50',
      'thinking 100',
    ])
    await core.dispose()
  })

  test('ollama: until the headers come the model is loading', async () => {
    const core = new HttpCore('ollama', server.url)
    const [first, second] = await core.repliesTo('slow-start')
    expect(first).toEqual({ type: 'status', status: 'loading', detail: 'slow-start' })
    expect(second).toMatchObject({ type: 'text' })
    await core.dispose()
  })

  test('every request asks for an uncompressed answer and never for a resumable one', async () => {
    for (const record of server.records) {
      expect(record.accept_encoding).toBe('identity')
      expect(
        record.fields.filter((field) => !/^(stream|stream_options|return_progress)$/.test(field)),
      ).toEqual([])
    }
    expect(server.records.length).toBeGreaterThan(2)
  })
})

// Together: each waits for its limit, with a server of its own.
describe.concurrent('a server that says nothing, or nothing but bytes, is given up by the clock', () => {
  const cases = HTTP_KINDS.flatMap((kind) =>
    ['no-headers', 'silent', 'slowloris', 'endless-noise', 'stalls'].map((model) => [kind, model] as const),
  )
  test.each(cases)('%s: %s ends engine_stalled, after saying it stalls', async (kind, model) => {
    const server = await FaultServer.start()
    const limits = { first_token_local_ms: 2_000, between_tokens_ms: 2_000, stalled_notice_ms: 200 }
    const core = new HttpCore(kind, server.url, { timeouts: limits })
    const from = performance.now()
    const { error, statuses, answer, done } = await core.ask(model, 'Say it')
    expect(error?.error_type).toBe('engine_stalled')
    expect(performance.now() - from).toBeLessThan(10_000)
    expect(statuses.map(({ status }) => status)).toContain('stalled')
    expect(answer).toBe(model === 'stalls' ? faultTokens(model, 'Say it', 5).join('') : '')
    expect(done?.reason).toBe('error')
    await core.dispose()
    await eventually(() => server.open_sockets === 0, 'no socket is left')
    await server.close()
  })
})
