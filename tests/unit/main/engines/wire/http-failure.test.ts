import { expect, test } from 'vitest'
import { failureOf, unreachable } from '../../../../../src/main/engines/wire/http-failure.ts'

const coded = (code: string): Error => Object.assign(new Error('x'), { code })

test.each([
  [coded('ECONNREFUSED'), 'refused', 'engine_unreachable'],
  [Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), 'refused', 'engine_unreachable'],
  [new Error('fetch failed', { cause: coded('ENOTFOUND') }), 'unknown_host', 'engine_unreachable'],
  [coded('EHOSTUNREACH'), 'no_route', 'engine_unreachable'],
  [coded('ETIMEDOUT'), 'connect_timeout', 'engine_unreachable'],
  [coded('ECONNRESET'), 'closed', 'cut_off'],
  [coded('UND_ERR_SOCKET'), 'closed', 'cut_off'],
  [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'untrusted', 'engine_unreachable'],
  [coded('CERT_HAS_EXPIRED'), 'untrusted', 'engine_unreachable'],
  [Object.assign(coded('HPE_INVALID_CONSTANT'), { name: 'HTTPParserError' }), 'not_http', 'bad_reply'],
  [Object.assign(coded('HPE_INVALID_EOF_STATE'), { name: 'HTTPParserError' }), 'closed', 'cut_off'],
  [new Error('anything'), 'other', 'engine_unreachable'],
  ['not even an error', 'other', 'engine_unreachable'],
] as const)('%s is %s', (error, failure, error_type) => {
  expect(failureOf(error).failure).toBe(failure)
  const told = unreachable('Ollama at h', failureOf(error))
  expect(told).toMatchObject({ error_type, retryable: true })
  expect(told.content).toMatch(/^Ollama at h .{10,}/)
})
