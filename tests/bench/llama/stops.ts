import type { StreamId } from '../../../src/shared/ids.ts'
import type { LlamaCore } from '../../support/run-llama.ts'
import { longPrompt } from '../../support/run-llama.ts'
import type { Figure } from '../figure.ts'
import { spread } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { MID, TINY, withLlama } from './with-llama.ts'

const PROMPT_TOKENS = 4_000
/** Models that are never loaded to the end. */
const OTHERS = ['tiny-2.gguf', 'tiny-3.gguf']

/** From Stop to the process being free again, or gone, in each phase of an answer. */
export function stops({ quick }: BenchOptions): Promise<Figure[]> {
  return withLlama({}, async (core, folder) => {
    for (const name of OTHERS) folder.add(name)
    const writing = await stopping(core, quick ? 20 : 100, async (i) => {
      const stream = core.send(TINY, `Part ${i}`)
      await core.text(stream, 40)
      return stream
    })
    const reading = await stopping(core, quick ? 5 : 30, async (i) => {
      const stream = core.send(MID, `${i} ${longPrompt(PROMPT_TOKENS)}`)
      await core.until((event) => event.stream_id === stream && isReading(event))
      return stream
    })
    const kills_before = core.engine.supervisor.stats.kills
    const loading = await stopping(core, quick ? 3 : 10, async (i) => {
      const stream = core.send(OTHERS[i % OTHERS.length] ?? TINY)
      await core.status(stream, 'loading')
      return stream
    })
    return [
      figure('writing', 'Stop while a model of 0.2 million weights writes', writing, kills_before),
      figure('reading', 'Stop while a model of 20 million weights reads 4,000 tokens', reading, kills_before),
      figure('loading', 'Stop while a model loads (its process is taken away)', loading),
    ]
  })
}

function figure(phase: string, title: string, times: number[], kills?: number): Figure {
  return {
    id: `llama-stop-${phase}`,
    title,
    n: times.length,
    measures: [
      ...spread('Stop to released', 'ms', times),
      ...(kills === undefined
        ? []
        : [
            {
              what: 'processes that had to be killed',
              unit: '' as const,
              value: kills,
              must_be_zero: true as const,
            },
          ]),
    ],
  }
}

async function stopping(
  core: LlamaCore,
  n: number,
  begin: (i: number) => Promise<StreamId>,
): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < n; i++) {
    const stream = await begin(i)
    times.push((await core.registry.stop(stream)).release_ms)
  }
  return times
}

const isReading = (event: { type: string; status?: string; percent?: number }): boolean =>
  event.type === 'status' && event.status === 'thinking' && (event.percent ?? 0) > 0
