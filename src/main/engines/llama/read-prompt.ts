import type { LlamaContextSequence, Token } from 'node-llama-cpp'
import type { RunOutput } from '../worker/worker-session.ts'
import type { ChunkPace } from './chunk-pace.ts'

/**
 * Brings the context to hold all of `tokens` but the last. What it holds already is kept as far as it is the same. In chunks,
 * with a look at the signal between them: the library itself hears no Stop while it reads. Resolves with how many were
 * kept, when all are read or when it was told to stop.
 */
export async function readPrompt(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  pace: ChunkPace,
  output: Pick<RunOutput, 'signal' | 'thinking'>,
): Promise<number> {
  const end = tokens.length - 1
  await forget(sequence, sameBeginning(sequence.contextTokens, tokens, end))
  const begin = sequence.nextTokenIndex
  for (let at = begin; at < end && !output.signal.aborted;) {
    const chunk = tokens.slice(at, at + pace.tokensAt(at, end - at))
    const from = performance.now()
    await sequence.evaluateWithoutGeneratingNewTokens(chunk)
    const step_ms = performance.now() - from
    pace.took(at, chunk.length, step_ms)
    at += chunk.length
    output.thinking({ percent: Math.floor((100 * (at - begin)) / (end - begin)), step_ms })
  }
  return begin
}

function sameBeginning(held: readonly Token[], wanted: readonly Token[], max: number): number {
  let same = 0
  while (same < max && same < held.length && held[same] === wanted[same]) same++
  return same
}

/** All from there on. Some kinds of model can only forget everything, or go back to a point they noted. */
async function forget(sequence: LlamaContextSequence, from: number): Promise<void> {
  const end = sequence.nextTokenIndex
  if (from === 0) await sequence.clearHistory()
  else if (from < end) await sequence.eraseContextTokenRanges([{ start: from, end }])
}
