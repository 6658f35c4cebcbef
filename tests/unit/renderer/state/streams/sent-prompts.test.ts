// @vitest-environment node
import { expect, test } from 'vitest'
import { SentPrompts } from '../../../../../src/renderer/state/streams/sent-prompts.ts'
import { SESSION, TIMINGS, identityOf } from '../../support/stream-events.ts'

const ended = (generation: number) => ({
  ...identityOf(generation),
  end: { reason: 'success' as const, timings: TIMINGS },
})
const reply = (generation: number) => Promise.resolve({ stream_id: identityOf(generation).stream_id })

test('nothing is remembered of a stream that has ended, nor of older ones whose end was missed', async () => {
  const sent = new SentPrompts(() => {})
  for (const generation of [1, 2, 3]) {
    await sent.opening({ session_id: SESSION, prompt: 'Prompt' }, reply(generation))
  }
  expect(sent.size).toBe(3)
  sent.ended(ended(2))
  expect(sent.size).toBe(1)
  sent.ended(ended(3))
  expect(sent.size).toBe(0)
})

test('ends of other windows are remembered only while a reply is on its way', async () => {
  const sent = new SentPrompts(() => {})
  sent.ended(ended(1))
  expect(sent.size).toBe(0)
  const opening = sent.opening({ session_id: SESSION, prompt: 'Prompt' }, Promise.resolve({ refused: 'No.' }))
  sent.ended(ended(2))
  expect(sent.size).toBe(1)
  expect(await opening).toEqual({ refused: 'No.' })
  expect(sent.size).toBe(0)
})
