import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  answeredPrompt,
  reasoningTokens,
  seededText,
  seededTokens,
  textMark,
} from '../../../../../src/main/engines/simulator/seeded-text.ts'
import type { SeedOf } from '../../../../../src/main/engines/simulator/seeded-text.ts'

const seedOf: fc.Arbitrary<SeedOf> = fc.record({
  prompt: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.constantFrom('', '🚣‍♀️ in 東京', 'half \ud83d'),
  ),
  model: fc.constantFrom('normal', 'flood', 'normal?seed=2'),
  seed: fc.nat(),
})

function first(of: SeedOf, count: number): string[] {
  const source = seededTokens(of)
  return Array.from({ length: count }, () => source.next().value)
}

describe('the simulator’s text, for any prompt, model and seed', () => {
  test('is the same each time', () => {
    fc.assert(
      fc.property(seedOf, (of) => {
        expect(seededText(of, 200)).toBe(seededText({ ...of }, 200))
        expect([...reasoningTokens(of)]).toEqual([...reasoningTokens({ ...of })])
      }),
    )
  })

  test('of fewer tokens begins the text of more', () => {
    fc.assert(
      fc.property(seedOf, fc.nat(300), fc.nat(300), (of, a, b) => {
        expect(seededText(of, a + b).startsWith(seededText(of, a))).toBe(true)
      }),
    )
  })

  test('comes in tokens that are never empty and never half a character', () => {
    fc.assert(
      fc.property(seedOf, (of) => {
        const tokens = first(of, 300)
        expect(tokens.filter((token) => token === '' || !token.isWellFormed())).toEqual([])
        expect(Math.max(...tokens.slice(40).map((token) => token.length))).toBeLessThanOrEqual(7)
        expect(tokens.join('')).toBe(seededText(of, 300))
      }),
    )
  })

  test('is another one when prompt, model or seed is another, from the first line on', () => {
    fc.assert(
      fc.property(seedOf, seedOf, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b))
        // 32 bits: that two differ and have one mark does not come up in a hundred tries.
        expect(textMark(a)).not.toBe(textMark(b))
        expect(seededText(a, 30)).not.toBe(seededText(b, 30))
      }),
    )
  })
})

test('the text says that no model wrote it, carries its mark in every heading and holds all kinds of markdown', () => {
  const of = { prompt: 'What is a sluice?', model: 'normal', seed: 1 }
  const text = seededText(of, 3_000)
  expect(text).toMatch(
    /^\*\*Simulated answer [0-9a-f]{8}\*\* to “What is a sluice\?”\. No language model wrote this\./,
  )
  const headings = text.match(/^## .*$/gm) ?? []
  expect(headings.length).toBeGreaterThan(4)
  expect(headings.slice(0, -1).every((heading) => heading.endsWith(`(${textMark(of)})`))).toBe(true)
  for (const kind of [/^- /m, /^```typescript$/m, /^\|---\|/m, /\*\*/, /`/, /東京/])
    expect(text).toMatch(kind)
})

test('a token is about four characters, as a model’s', () => {
  const tokens = first({ prompt: 'x', model: 'normal', seed: 1 }, 5_000)
  const mean = tokens.join('').length / tokens.length
  expect(mean).toBeGreaterThan(2.5)
  expect(mean).toBeLessThan(6)
})

describe('which prompt is answered', () => {
  const user = (content: string) => ({ role: 'user' as const, content })

  test('the last user message’s last paragraph: prompts that were superseded are joined before it', () => {
    expect(answeredPrompt([user('A\n\nB\n\nC')])).toBe('C')
    expect(answeredPrompt([user('A'), { role: 'assistant', content: 'B' }, user('C \n\n')])).toBe('C')
    expect(answeredPrompt([user('A'), { role: 'assistant', content: 'B' }])).toBe('A')
  })

  test('the empty one where there is none', () => {
    expect(answeredPrompt([])).toBe('')
    expect(answeredPrompt([{ role: 'system', content: 'be kind' }])).toBe('')
  })
})
