import { expect, test } from 'vitest'
import { apiBases, isWrongPath } from '../../../../../src/main/engines/openai-compatible/api-bases.ts'

test.each([
  ['http://h:1', ['http://h:1/v1', 'http://h:1']],
  ['http://h:1/', ['http://h:1/v1', 'http://h:1']],
  ['http://h/v1', ['http://h/v1']],
  ['http://h/v1beta', ['http://h/v1beta']],
  ['http://h/openai', ['http://h/openai', 'http://h/openai/v1']],
  ['http://h/api/v1', ['http://h/api/v1']],
])('below %s the API is looked for at %j', (url, bases) => {
  expect(apiBases(url)).toEqual(bases)
})

test.each([
  [404, '404 page not found', true],
  [404, '{"detail":"Not Found"}', true],
  [405, '', true],
  [404, '{"error":"model x not found"}', false],
  [200, '{"error":"Unexpected endpoint or method. (POST /chat/completions)"}', true],
  [200, '{"choices":[]}', false],
  [500, '', false],
  [null, '', false],
])('%s %j means another address may be tried: %s', (status, body, expected) => {
  expect(isWrongPath(status, body)).toBe(expected)
})
