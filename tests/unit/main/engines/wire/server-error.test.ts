import { describe, expect, test } from 'vitest'
import { complaintInBody } from '../../../../../src/main/engines/wire/server-complaint.ts'
import { serverError } from '../../../../../src/main/engines/wire/server-error.ts'
import type { ErrorType } from '../../../../../src/shared/stream-end.ts'
import { ERROR_TYPES } from '../../../../../src/shared/stream-end.ts'

const CONTEXT = {
  label: 'Ollama at 127.0.0.1:11434',
  model: 'llama3',
  missing_model: 'pull it',
  key_given: false,
}

function errorOf(status: number | undefined, body: unknown, retry_after?: string, date?: string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return serverError(complaintInBody(text), { ...CONTEXT, status, retry_after, date })
}

/** What servers really send, by status and body. */
const SAID: [ErrorType, number | undefined, unknown, RegExp][] = [
  [
    'context_overflow',
    400,
    { error: { code: 400, type: 'exceed_context_size_error', n_prompt_tokens: 7013, n_ctx: 6144 } },
    /7013 tokens; it takes 6144/,
  ],
  [
    'context_overflow',
    400,
    {
      error: {
        code: 'context_length_exceeded',
        message:
          "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
      },
    },
    /9001 tokens; it takes 8192/,
  ],
  [
    'context_overflow',
    400,
    {
      object: 'error',
      message:
        'The decoder prompt (length 9000) is longer than the maximum model length; maximum context length is 4096 tokens',
      code: 400,
    },
    /takes 4096 tokens/,
  ],
  [
    'out_of_memory',
    500,
    { error: 'model requires more system memory (5.0 GiB) than is available (3.2 GiB)' },
    /not enough memory/,
  ],
  ['out_of_memory', undefined, { error: 'cudaMalloc failed: out of memory' }, /not enough memory/],
  ['unauthorized', 401, { error: { message: 'Incorrect API key provided: sk-abc' } }, /asks for a key/],
  ['unauthorized', 403, 'Forbidden', /asks for a key/],
  ['rate_limited', 429, { error: 'too many requests' }, /in a moment/],
  ['model_not_found', 404, { error: "model 'llama3' not found" }, /no model named llama3; pull it/],
  [
    'model_not_found',
    404,
    { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 },
    /no model named/,
  ],
  [
    'model_not_found',
    400,
    { error: { message: 'Invalid model identifier "x"', code: 'model_not_found' } },
    /no model named/,
  ],
  ['invalid_request', 404, { detail: 'Not Found' }, /nothing at this address.*check the address/],
  ['invalid_request', 405, { detail: 'Method Not Allowed' }, /nothing at this address/],
  ['invalid_request', 301, '', /nothing at this address/],
  [
    'invalid_request',
    422,
    { detail: [{ loc: ['body', 'messages'], msg: 'field required' }] },
    /body\.messages: field required/,
  ],
  [
    'engine_busy',
    503,
    { error: { message: 'Loading model', type: 'unavailable_error', code: 503 } },
    /busy.*Loading model/,
  ],
  [
    'engine_busy',
    undefined,
    { error: 'server busy, please try again. maximum pending requests exceeded' },
    /busy/,
  ],
  [
    'model_load_failed',
    500,
    { error: 'llama runner process has terminated: error loading model: unknown architecture' },
    /could not load llama3/,
  ],
  ['model_load_failed', 400, { error: { message: 'Failed to load model "x".' } }, /could not load/],
  [
    'engine_crashed',
    undefined,
    { error: 'an error was encountered while running the model: unexpected EOF' },
    /stopped working/,
  ],
  ['bad_reply', 500, { message: 'oops' }, /error 500 \(“oops”\)/],
  ['bad_reply', 502, '<html><script>alert(1)</script></html>', /error 502\./],
  ['bad_reply', undefined, { error: { message: 'Oops.' } }, /reported an error \(“Oops”\)/],
]

describe('what a server says went wrong', () => {
  test.each(SAID)('%s from %s %j', (error_type, status, body, says) => {
    const error = errorOf(status, body)
    expect(error.error_type).toBe(error_type)
    expect(error.content).toMatch(says)
    expect(error.content).toContain(CONTEXT.label)
    expect(ERROR_TYPES).toContain(error.error_type)
  })

  test('what a proxy on the way refuses is told as its refusal, and what a server refuses as the server’s', () => {
    const refused = (status: number, more: object): string =>
      serverError({ message: 'Denied', kind: '' }, { ...CONTEXT, key_given: true, status, ...more }).content
    expect(refused(407, {})).toMatch(/^A proxy or firewall on the way to Ollama at .*HTTP 407/)
    expect(refused(403, { by_proxy: true })).toMatch(/^A proxy or firewall .*HTTP 403/)
    expect(refused(403, { web_page: true })).toMatch(/^A proxy or firewall .*HTTP 403/)
    expect(refused(403, {})).toMatch(/refused the key/)
    expect(refused(401, { web_page: true })).toMatch(/refused the key/)
  })

  test('a key a server repeats is not shown', () => {
    expect(errorOf(401, { error: { message: 'Incorrect API key provided: sk-abc' } }).content).not.toMatch(
      /sk-/,
    )
  })

  test('only what can help is called worth a retry', () => {
    expect(errorOf(429, '').retryable).toBe(true)
    expect(errorOf(503, '').retryable).toBe(true)
    expect(errorOf(500, '').retryable).toBe(true)
    expect(errorOf(401, '').retryable).toBe(false)
    expect(errorOf(404, '').retryable).toBe(false)
    expect(errorOf(400, { error: 'the prompt exceeds the context' }).retryable).toBe(false)
  })

  test('Retry-After is read as seconds and as a date', () => {
    expect(errorOf(429, '', '17').content).toMatch(/in 17 s/)
    // A date is read on the server's own clock, however wrong ours is.
    const at = 'Tue, 01 Jan 2030 00:00:30 GMT'
    expect(errorOf(429, '', at, 'Tue, 01 Jan 2030 00:00:00 GMT').content).toMatch(/in 30 s/)
    expect(errorOf(429, '', at).content).toMatch(/in a moment/)
    expect(errorOf(429, '', 'soon').content).toMatch(/in a moment/)
  })

  test('its words are quoted on one line, short, and without anything that moves text', () => {
    const { content } = errorOf(500, { error: `a\u{1b}[31mred\n\u{202e}evil\u{0} ${'x'.repeat(10_000)}` })
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    expect(content).not.toMatch(/[\u{0}-\u{1f}\u{202e}]/u)
    expect(content.length).toBeLessThan(500)
  })

  test('no shape of JSON breaks the reading', () => {
    for (const body of [
      'null',
      '[]',
      '{}',
      '{"error":null}',
      '{"error":[1]}',
      '{"error":{"message":{"a":1}}}',
      '"text"',
      '12',
    ]) {
      expect(errorOf(500, body).error_type).toBe('bad_reply')
    }
  })
})
