import type { Token } from 'node-llama-cpp'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { LoadedModel } from '../../../../../src/main/engines/llama/loaded-model.ts'
import { writeAnswer } from '../../../../../src/main/engines/llama/write-answer.ts'

interface Told {
  content: string
  tokens: number
  /** How many steps had been asked for by then, and how many had come. */
  asked: number
  came: number
}

/** A model of single letters that writes `says`, then ends or fails. */
function writer(says: string, fails?: Error) {
  const steps = { asked: 0, came: 0, returned: false }
  const sequence = {
    contextSize: 1_000,
    nextTokenIndex: 10,
    async *evaluateWithMetadata() {
      try {
        for (const letter of says) {
          steps.asked++
          // It is computed beside this turn of the event loop, as by the library.
          await turn()
          await turn()
          steps.came++
          yield { token: letter.codePointAt(0) as Token }
        }
        if (fails) throw fails
      } finally {
        steps.returned = true
      }
    },
  }
  const model = {
    isSpecialToken: () => false,
    detokenize: (tokens: readonly number[]) => String.fromCodePoint(...tokens),
  }
  return { steps, loaded: { sequence, model } as unknown as LoadedModel }
}

async function write(
  { steps, loaded }: ReturnType<typeof writer>,
  parameters: { max_tokens?: number; stop?: string[] } = {},
  onText: (told: Told) => Promise<void> | void = () => {},
) {
  const stop = new AbortController()
  const told: Told[] = []
  const chat = { tokens: [1 as Token], marks: [], channel: 'answer' as const }
  const written = writeAnswer(loaded, chat, parameters, {
    signal: stop.signal,
    text: async (content, _channel, tokens) => {
      const one = { content, tokens, asked: steps.asked, came: steps.came }
      told.push(one)
      await onText(one)
    },
  })
  return { stop, told, written }
}

test('a token is sent while the next one is computed, and nothing is lost or said twice', async () => {
  const one = writer('sluice')
  const { told, written } = await write(one)
  expect(await written).toEqual({ finish: 'stop', tokens: 6 })
  expect(told[0]).toEqual({ content: 's', tokens: 1, asked: 2, came: 1 })
  expect(told.map(({ content }) => content).join('')).toBe('sluice')
  expect(told.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(6)
})

test.each([
  ['the last one allowed', { max_tokens: 3 }, { finish: 'length', tokens: 3 }, 'slu'],
  ['a text to stop before', { stop: ['ic'] }, { finish: 'stop', tokens: 5 }, 'slu'],
])('after %s no further token is asked for', async (_what, parameters, ending, text) => {
  const one = writer('sluice gate')
  const { told, written } = await write(one, parameters)
  expect(await written).toEqual(ending)
  expect(one.steps).toEqual({ asked: ending.tokens, came: ending.tokens, returned: true })
  expect(told.map(({ content }) => content).join('')).toBe(text)
})

test('a Stop while a reader is waited for ends it with the step that is on its way, and says no more', async () => {
  const one = writer('sluice')
  const { told, stop, written } = await write(one, {}, () => stop.abort())
  await written
  expect(one.steps).toMatchObject({ asked: 2, returned: true })
  expect(told.map(({ content }) => content)).toEqual(['s'])
})

test('a step that fails while a reader is waited for fails the answer, and nobody else', async () => {
  const one = writer('s', new Error('llama_decode failed'))
  const read = Promise.withResolvers<void>()
  const unheard: unknown[] = []
  const onUnheard = (error: unknown): void => void unheard.push(error)
  process.on('unhandledRejection', onUnheard)
  try {
    const { written } = await write(one, {}, () => read.promise)
    while (!one.steps.returned) await turn()
    await turn()
    read.resolve()
    await expect(written).rejects.toThrow('llama_decode failed')
    expect(unheard).toEqual([])
  } finally {
    process.off('unhandledRejection', onUnheard)
  }
})
