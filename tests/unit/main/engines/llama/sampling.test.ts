import type { Token } from 'node-llama-cpp'
import { expect, test } from 'vitest'
import { samplingOf } from '../../../../../src/main/engines/llama/sampling.ts'

test('what a person set goes to the sampler, the rest are llama.cpp’s own values', () => {
  expect(samplingOf({ temperature: 0.3, top_p: 0.5, top_k: 7, min_p: 0.2, seed: 9 }, [])).toEqual({
    temperature: 0.3,
    topP: 0.5,
    topK: 7,
    minP: 0.2,
    seed: 9,
  })
  expect(samplingOf({}, [])).toMatchObject({ temperature: 0.8, topP: 0.95, topK: 40, minP: 0.05 })
})

test('without a seed each answer has another', () => {
  const seeds = Array.from({ length: 20 }, () => samplingOf({}, []).seed)
  expect(new Set(seeds).size).toBeGreaterThan(1)
})

test('only above 1 a penalty is one, for the last 64 tokens that were said', () => {
  const said: Token[] = []
  expect(samplingOf({ repeat_penalty: 1 }, said)).not.toHaveProperty('repeatPenalty')
  const { repeatPenalty } = samplingOf({ repeat_penalty: 1.2 }, said)
  if (!repeatPenalty) throw new Error('no penalty')
  for (let token = 0; token < 100; token++) said.push(token as Token)
  const { punishTokens, penalty } = repeatPenalty
  const punished = typeof punishTokens === 'function' ? punishTokens() : punishTokens
  expect(penalty).toBe(1.2)
  expect(punished).toEqual(said.slice(36))
})
