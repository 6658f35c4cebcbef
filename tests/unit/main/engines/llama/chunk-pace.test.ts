import { expect, test } from 'vitest'
import { CHUNK_MAX_MS, ChunkPace } from '../../../../../src/main/engines/llama/chunk-pace.ts'

/** What a chunk takes on some computer with some model. */
type Computer = (place: number, tokens: number) => number

const steady =
  (token_ms: number): Computer =>
  (_place, tokens) =>
    tokens * token_ms

/** As measured with the generated model of 20 million weights: attention, in rows of 64, is most of the work. */
const attentive: Computer = (place, tokens) => {
  const middle = place + tokens / 2
  const rest = tokens % 64
  return 2 + (tokens - rest) * (0.2 + middle * 0.00036) + rest * (0.24 + middle * 0.0016)
}

/** Reads a prompt from there on, and returns the chunks. */
function read(
  pace: ChunkPace,
  computer: Computer,
  { from = 0, until }: { from?: number; until: number },
): { tokens: number; ms: number }[] {
  const chunks: { tokens: number; ms: number }[] = []
  for (let at = from; at < until;) {
    const tokens = pace.tokensAt(at, until - at)
    const ms = computer(at, tokens)
    pace.took(at, tokens, ms)
    chunks.push({ tokens, ms })
    at += tokens
  }
  return chunks
}

const longest = (chunks: readonly { ms: number }[]): number => Math.max(...chunks.map(({ ms }) => ms))
const whole = (chunks: readonly { ms: number }[]): number => chunks.reduce((sum, { ms }) => sum + ms, 0)

test.each([0.01, 0.5, 3, 20, 100])('at %d ms a token no chunk after the first exceeds the limit', (ms) => {
  const [, ...later] = read(new ChunkPace(), steady(ms), { until: 4_000 })
  expect(longest(later)).toBeLessThanOrEqual(CHUNK_MAX_MS)
})

test.each([
  ['a first prompt', [{ until: 4_000 }]],
  ['a short one after a long one', [{ until: 4_000 }, { until: 900 }]],
  [
    'a chat that grows by turns',
    [{ until: 700 }, { from: 950, until: 1_700 }, { from: 2_000, until: 3_900 }],
  ],
  ['a long answer and then a long prompt', [{ until: 60 }, { from: 3_000, until: 4_000 }]],
  ['any end of a prompt', Array.from({ length: 64 }, (_, i) => ({ until: 3_000 + i }))],
  ['the end of a large context', [{ until: 8_000 }]],
])(
  'where a token takes longer the more there is before it, no chunk exceeds the limit: %s',
  (_what, prompts) => {
    const pace = new ChunkPace()
    for (const prompt of prompts)
      expect(longest(read(pace, attentive, prompt))).toBeLessThanOrEqual(CHUNK_MAX_MS)
  },
)

test('it reads 4,000 tokens about as quickly as in the largest chunks', () => {
  const least = Array.from({ length: 8 }, (_, i) => ({ ms: attentive(i * 500, 512) }))
  expect(whole(read(new ChunkPace(), attentive, { until: 4_000 }))).toBeLessThan(1.25 * whole(least))
})

test('a fast computer reads 512 tokens at once after a few chunks, and never more', () => {
  const pace = new ChunkPace()
  const chunks = read(pace, steady(0.05), { until: 6_000 })
  // The rest of it is less than a chunk.
  const full = chunks.slice(5, -2).map(({ tokens }) => tokens)
  expect(full.every((tokens) => tokens === 512)).toBe(true)
  expect(full.length).toBeGreaterThan(7)
})

test('one that is too slow for the limit still reads on, token by token', () => {
  const [, ...later] = read(new ChunkPace(), steady(1_000), { until: 30 })
  expect(later.every(({ tokens }) => tokens === 1)).toBe(true)
})

test('a computer that becomes slow is followed at once', () => {
  const pace = new ChunkPace()
  read(pace, steady(0.5), { until: 2_000 })
  const before = pace.tokensAt(2_000, 1_000)
  pace.took(2_000, before, 10 * CHUNK_MAX_MS)
  expect(pace.tokensAt(2_000 + before, 1_000)).toBeLessThan(before / 8)
})

test('a chunk that was slow by chance does not make the rest of the prompt slow', () => {
  const pace = new ChunkPace()
  read(pace, attentive, { until: 2_000 })
  pace.took(2_000, 128, 20 * CHUNK_MAX_MS)
  const chunks = read(pace, attentive, { from: 2_128, until: 4_000 })
  expect(longest(chunks)).toBeLessThanOrEqual(CHUNK_MAX_MS)
  expect(chunks.filter(({ tokens }) => tokens >= 64).length).toBeGreaterThan(10)
})

test('what stays too slow for a row is tried ever more seldom', () => {
  const slow: Computer = (_place, tokens) => (tokens >= 64 ? 400 : tokens * 4)
  const pace = new ChunkPace()
  pace.took(0, 64, 400)
  const tries = read(pace, slow, { from: 64, until: 20_000 }).filter(({ ms }) => ms > CHUNK_MAX_MS)
  expect(tries.length).toBeLessThan(7)
})

test('a last chunk that was short says nothing against long ones', () => {
  const pace = new ChunkPace()
  read(pace, steady(0.05), { until: 6_001 })
  expect(pace.tokensAt(0, 4_000)).toBe(512)
})
