import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendText, textOf, titleFromPrompt } from '../../../src/shared/session.ts'
import type { MessagePart } from '../../../src/shared/session.ts'
import type { Channel } from '../../../src/shared/stream-event.ts'

const channel = fc.constantFrom<Channel>('answer', 'reasoning')

describe('titleFromPrompt', () => {
  test('is the prompt on one line when that fits', () => {
    expect(titleFromPrompt('  How does\n\ta sluice   work? ')).toBe('How does a sluice work?')
    expect(titleFromPrompt('x'.repeat(60))).toBe('x'.repeat(60))
  })

  test('is cut at 60 characters with an ellipsis, without a blank before it', () => {
    expect(titleFromPrompt('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`)
    expect(titleFromPrompt(`${'x'.repeat(58)} yyy`)).toBe(`${'x'.repeat(58)}…`)
  })

  test('counts characters, not their halves', () => {
    expect(titleFromPrompt('😀'.repeat(60))).toBe('😀'.repeat(60))
    expect(titleFromPrompt('😀'.repeat(61))).toBe(`${'😀'.repeat(59)}…`)
  })

  test('is “New chat” for a prompt without a character', () => {
    for (const blank of ['', ' ', '\n\t\u00a0\u3000']) expect(titleFromPrompt(blank)).toBe('New chat')
  })

  test('is one line of 1 to 60 characters for any prompt, and half no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (prompt) => {
        const title = titleFromPrompt(prompt)
        expect([...title].length).toBeGreaterThan(0)
        expect([...title].length).toBeLessThanOrEqual(60)
        expect(title).not.toMatch(/[\r\n\t]/)
        expect(title.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('appendText', () => {
  const texts = fc.array(fc.record({ channel, text: fc.string({ minLength: 1 }) }), { maxLength: 30 })

  test('keeps every character of each channel in order, and a new part begins only where the channel changes', () => {
    fc.assert(
      fc.property(texts, (pieces) => {
        let parts: MessagePart[] = []
        for (const { channel, text } of pieces) {
          const before = structuredClone(parts)
          const after = appendText(parts, channel, text)
          expect(parts).toEqual(before)
          parts = after
        }
        for (const wanted of ['answer', 'reasoning'] as const) {
          const all = pieces.filter((piece) => piece.channel === wanted).map((piece) => piece.text)
          expect(textOf({ parts }, wanted)).toBe(all.join(''))
        }
        expect(parts.some((part, i) => part.channel === parts[i - 1]?.channel)).toBe(false)
      }),
    )
  })
})

test('textOf reads the answer when no channel is named', () => {
  const parts: MessagePart[] = [
    { channel: 'reasoning', text: 'hm' },
    { channel: 'answer', text: 'a' },
    { channel: 'reasoning', text: 'hm' },
    { channel: 'answer', text: 'b' },
  ]
  expect(textOf({ parts })).toBe('ab')
  expect(textOf({ parts: [] })).toBe('')
})
