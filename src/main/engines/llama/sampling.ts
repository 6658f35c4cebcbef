import type { SequenceEvaluateOptions, Token } from 'node-llama-cpp'
import { randomInt } from 'node:crypto'
import type { Parameters } from '../../../shared/parameters.ts'

/** llama.cpp's own defaults. */
const DEFAULTS = { temperature: 0.8, top_p: 0.95, top_k: 40, min_p: 0.05 }
/** How far back a word counts as said already. */
const PENALTY_TOKENS = 64
const SEED_MAX = 2 ** 31

/** `said`: the tokens of this answer so far, read while it is written. */
export function samplingOf(parameters: Parameters, said: readonly Token[]): SequenceEvaluateOptions {
  const { temperature, top_p, top_k, min_p, repeat_penalty = 1, seed } = parameters
  return {
    temperature: temperature ?? DEFAULTS.temperature,
    topP: top_p ?? DEFAULTS.top_p,
    topK: top_k ?? DEFAULTS.top_k,
    minP: min_p ?? DEFAULTS.min_p,
    seed: seed ?? randomInt(SEED_MAX),
    ...(repeat_penalty > 1 && {
      repeatPenalty: { penalty: repeat_penalty, punishTokens: () => said.slice(-PENALTY_TOKENS) },
    }),
  }
}
