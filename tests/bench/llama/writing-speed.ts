import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionId, StreamId } from '../../../src/shared/ids.ts'
import type { LlamaCore } from '../../support/run-llama.ts'
import { user } from '../../support/run-llama.ts'
import type { Figure } from '../figure.ts'
import { median } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { MID, TINY, withLlama } from './with-llama.ts'

interface Race {
  model: string
  about: string
  /** Written in each round. */
  tokens: number
  rounds: number
}

/** Tokens a second in Sluice's engine process and main, beside the library's plain loop, by turns. */
export function writingSpeed({ quick }: BenchOptions): Promise<Figure[]> {
  const rounds = quick ? 3 : 20
  return withLlama({}, async (core, folder) => {
    const mid = { model: MID, about: '20 million weights', tokens: 300, rounds }
    const tiny = {
      model: TINY,
      about: '0.2 million weights, as fast as no real model',
      tokens: 1_000,
      rounds,
    }
    return [await compared(core, folder.file(MID), mid), await compared(core, folder.file(TINY), tiny)]
  })
}

async function compared(core: LlamaCore, path: string, race: Race): Promise<Figure> {
  const { model, about, tokens, rounds } = race
  const plain = fork(join(import.meta.dirname, 'plain-loop.ts'), [path, String(tokens)])
  try {
    await once(plain, 'message')
    await inSluice(core, race, 0)
    await inLibrary(plain, 0)
    const cpu = [new CpuTime(core.pid), new CpuTime(plain.pid ?? 0)] as const
    const ours: number[] = []
    const theirs: number[] = []
    for (let seed = 1; seed <= rounds; seed++) {
      // Whoever is first by turns, so that a computer that slows down slows both.
      if (seed % 2 === 0) ours.push(await inSluice(core, race, seed))
      theirs.push(await inLibrary(plain, seed))
      if (seed % 2 === 1) ours.push(await inSluice(core, race, seed))
    }
    const speed = (times: number[]): number => (tokens * 1_000) / median(times)
    const [our_cpu, their_cpu] = cpu.map((one) => one.spent())
    const fastest = Math.min(...theirs) / Math.min(...ours)
    return {
      id: `llama-speed-${model}`,
      title: `Tokens a second, model of ${about}`,
      n: rounds,
      measures: [
        { what: 'in Sluice, to main', unit: '/s', value: speed(ours) },
        { what: 'the library’s own loop', unit: '/s', value: speed(theirs) },
        {
          what: 'Sluice of the library, median of the pairs (at least 0.97)',
          unit: 'x',
          value: median(theirs.map((their_ms, i) => their_ms / (ours[i] ?? Number.NaN))),
        },
        { what: 'Sluice of the library, fastest rounds', unit: 'x', value: fastest },
        // What a busy computer does to neither.
        ...(our_cpu && their_cpu
          ? [
              {
                what: 'Sluice of the library, by processor time',
                unit: 'x' as const,
                value: their_cpu / our_cpu,
              },
            ]
          : []),
      ],
    }
  } finally {
    plain.kill()
  }
}

async function inLibrary(plain: ChildProcess, seed: number): Promise<number> {
  plain.send(seed)
  const [{ ms }] = (await once(plain, 'message')) as [{ ms: number }]
  return ms
}

/** Processor time of a process from now on, in ticks of the system; 0 where the system does not tell. */
class CpuTime {
  #pid: number
  #begun: number

  constructor(pid: number) {
    this.#pid = pid
    this.#begun = this.#ticks()
  }

  spent(): number {
    return this.#ticks() - this.#begun
  }

  #ticks(): number {
    if (process.platform !== 'linux') return 0
    // Behind the name, which may hold anything: utime and stime are the 14th and 15th field.
    const fields = readFileSync(`/proc/${this.#pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(fields[11]) + Number(fields[12])
  }
}

let runs = 0

/** Milliseconds for the tokens after the first, measured in main. */
async function inSluice(core: LlamaCore, { model, tokens }: Race, seed: number): Promise<number> {
  const ids = { stream_id: `speed-${++runs}` as StreamId, session_id: 'speed' as SessionId }
  const parameters = { seed, max_tokens: tokens + 1 }
  const request = { ...ids, model, messages: [user('Hello there')], parameters }
  const run = core.engine.start(request, new AbortController().signal)
  let first_at = 0
  for await (const reply of run.replies) if (reply.type === 'text') first_at ||= performance.now()
  const ms = performance.now() - first_at
  await run.released
  return ms
}
