import { expect, test } from 'vitest'
import { isLoopback } from '../../../../src/main/lib/loopback.ts'

test.each([
  ['http://127.0.0.1:1', true],
  ['http://127.9.9.9', true],
  ['http://localhost:80', true],
  ['http://ollama.localhost', true],
  ['http://[::1]:1', true],
  ['http://[::ffff:127.0.0.1]', true],
  ['http://192.168.1.5', false],
  ['http://localhost.example.com', false],
  ['https://127.example.com', false],
])('%s on this computer: %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected)
})
