import type { PromptMessage } from '../../../src/main/ports.ts'
import { assistant, longPrompt, user } from '../../support/run-llama.ts'
import type { Figure } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { TINY, withLlama } from './with-llama.ts'

const TURNS = 10

/** How much of the prompts of a chat had not to be read again. */
export function keptPrompts(_options: BenchOptions): Promise<Figure[]> {
  return withLlama({}, async (core) => {
    const talk: PromptMessage[] = []
    let prompt_tokens = 0
    let kept_tokens = 0
    for (let turn = 0; turn < TURNS; turn++) {
      talk.push(user(`${turn} ${longPrompt(120)}`))
      const { answer, usage } = await core.answerTo(TINY, talk, { max_tokens: 100, seed: turn })
      talk.push(assistant(answer))
      prompt_tokens += usage.prompt_tokens ?? 0
      kept_tokens += usage.kept_tokens ?? 0
    }
    const read = prompt_tokens - kept_tokens
    return [
      {
        id: 'llama-kept',
        title: `Prompt tokens of a chat of ${TURNS} turns`,
        n: TURNS,
        measures: [
          { what: 'in its prompts', unit: '', value: prompt_tokens },
          { what: 'read', unit: '', value: read },
          { what: 'saved', unit: 'x', value: prompt_tokens / read },
        ],
      },
    ]
  })
}
