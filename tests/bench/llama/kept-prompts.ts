import type { PromptMessage } from '../../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../../src/shared/ids.ts'
import type { LlamaCore } from '../../support/run-llama.ts'
import { assistant, longPrompt, user } from '../../support/run-llama.ts'
import type { Figure } from '../figure.ts'
import { median } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { MID, withLlama } from './with-llama.ts'

const TURNS = 10
const BRIEF = { max_tokens: 100, seed: 1 }

/** How much of the prompts of a chat had not to be read again, and what that saves until the first token. */
export function keptPrompts({ quick }: BenchOptions): Promise<Figure[]> {
  return withLlama({}, async (core) => {
    const talk: PromptMessage[] = []
    let prompt_tokens = 0
    let kept_tokens = 0
    for (let turn = 0; turn < TURNS; turn++) {
      if (turn > 0) talk.push(assistant((await core.answerTo(MID, talk, BRIEF)).answer))
      talk.push(user(`${turn} ${longPrompt(120)}`))
      const { usage } = await core.answerTo(MID, talk, { max_tokens: 1 })
      prompt_tokens += usage.prompt_tokens ?? 0
      kept_tokens += usage.kept_tokens ?? 0
    }
    const kept: number[] = []
    const anew: number[] = []
    for (let i = 0; i < (quick ? 1 : 5); i++) {
      // All but the last turn is in memory, then nothing of the talk.
      await core.answerTo(MID, talk.slice(0, -1), { max_tokens: 1 })
      kept.push(await firstToken(core, talk))
      await core.answerTo(MID, [user('Of something else.')], { max_tokens: 1 })
      anew.push(await firstToken(core, talk))
    }
    const read = prompt_tokens - kept_tokens
    return [
      {
        id: 'llama-kept',
        title: `Prompts of a chat of ${TURNS} turns, model of 20 million weights`,
        n: TURNS,
        measures: [
          { what: 'tokens in its prompts', unit: '', value: prompt_tokens },
          { what: 'tokens read', unit: '', value: read },
          { what: 'saved: all to read', unit: 'x', value: prompt_tokens / read },
          { what: 'first token of the last turn, beginning kept, p50', unit: 'ms', value: median(kept) },
          { what: 'first token of the last turn, all read again, p50', unit: 'ms', value: median(anew) },
        ],
      },
    ]
  })
}

let runs = 0

async function firstToken(core: LlamaCore, messages: PromptMessage[]): Promise<number> {
  const ids = { stream_id: `kept-${++runs}` as StreamId, session_id: 'kept' as SessionId }
  const from = performance.now()
  const request = { ...ids, model: MID, messages, parameters: { max_tokens: 1 } }
  const run = core.engine.start(request, new AbortController().signal)
  let ms = 0
  for await (const reply of run.replies) if (reply.type === 'text') ms ||= performance.now() - from
  await run.released
  return ms
}
