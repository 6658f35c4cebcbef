import { expect, test } from 'vitest'
import { CHUNK_MAX_MS, ChunkPace } from '../../../../../src/main/engines/llama/chunk-pace.ts'

/** Reads with a computer that needs so long for a token, and returns how long each chunk took. */
function read(pace: ChunkPace, ms_per_token: number, chunks: number): number[] {
  return Array.from({ length: chunks }, () => {
    const { tokens } = pace
    pace.took(tokens, tokens * ms_per_token)
    return tokens * ms_per_token
  })
}

test.each([0.01, 0.5, 3, 20, 100])('at %d ms a token no chunk after the first exceeds the limit', (ms) => {
  const [, ...later] = read(new ChunkPace(), ms, 20)
  expect(Math.max(...later)).toBeLessThanOrEqual(CHUNK_MAX_MS)
})

test('a fast computer reads 512 tokens at once after a few chunks, and never more', () => {
  const pace = new ChunkPace()
  read(pace, 0.05, 6)
  expect(pace.tokens).toBe(512)
})

test('one that is too slow for the limit still reads on, token by token', () => {
  const pace = new ChunkPace()
  read(pace, 1_000, 3)
  expect(pace.tokens).toBe(1)
})

test('a computer that becomes slow is followed at once, one that becomes fast step by step', () => {
  const pace = new ChunkPace()
  read(pace, 1, 10)
  const before = pace.tokens
  pace.took(before, 10 * CHUNK_MAX_MS)
  expect(pace.tokens).toBeLessThan(before / 8)
  const slow = pace.tokens
  pace.took(slow, 0)
  expect(pace.tokens).toBe(4 * slow)
})

test('a last chunk that was short says nothing against long ones', () => {
  const pace = new ChunkPace()
  read(pace, 0.05, 6)
  pace.took(1, 0.05)
  expect(pace.tokens).toBe(512)
})
