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
import type { Written } from './plain-loop.ts'
import { MID, TINY, withLlama } from './with-llama.ts'

const PROMPT = 'Hello there'

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
  const plain = fork(join(import.meta.dirname, 'plain-loop.ts'), [path, PROMPT, String(tokens)])
  try {
    await once(plain, 'message')
    await inSluice(core, race, 0)
    await inLibrary(plain, 0)
    const ours: Written[] = []
    const theirs: Written[] = []
    for (let seed = 1; seed <= rounds; seed++) {
      // Whoever is first by turns, so that a computer that slows down slows both.
      if (seed % 2 === 0) ours.push(await inSluice(core, race, seed))
      theirs.push(await inLibrary(plain, seed))
      if (seed % 2 === 1) ours.push(await inSluice(core, race, seed))
    }
    const speed = (written: Written[]): number => (tokens * 1_000) / median(written.map(({ ms }) => ms))
    const least = (written: Written[]): number => Math.min(...written.map(({ ms }) => ms))
    const cpu_ms = (written: Written[]): number => written.reduce((sum, one) => sum + one.cpu_ms, 0)
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
          value: median(theirs.map(({ ms }, i) => ms / (ours[i]?.ms ?? Number.NaN))),
        },
        { what: 'Sluice of the library, fastest rounds', unit: 'x', value: least(theirs) / least(ours) },
        // What a busy computer does to neither.
        ...(cpu_ms(ours) > 0
          ? [
              {
                what: 'Sluice of the library, by processor time',
                unit: 'x' as const,
                value: cpu_ms(theirs) / cpu_ms(ours),
              },
            ]
          : []),
        {
          what: 'rounds in which they did not write the same',
          unit: '',
          value: ours.filter(({ text }, i) => text !== theirs[i]?.text).length,
          must_be_zero: true,
        },
      ],
    }
  } finally {
    plain.kill()
  }
}

async function inLibrary(plain: ChildProcess, seed: number): Promise<Written> {
  plain.send(seed)
  const [written] = (await once(plain, 'message')) as [Written]
  return written
}

/** Processor time of a process so far, to a hundredth of a second; 0 where the system does not tell. */
function cpuTime(pid: number): number {
  if (process.platform !== 'linux') return 0
  // Behind the name, which may hold anything: utime and stime are the 14th and 15th field, in hundredths.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

let runs = 0

/** The time of the tokens after the first, measured in main, and the processor time of the engine process meanwhile. */
async function inSluice(core: LlamaCore, { model, tokens }: Race, seed: number): Promise<Written> {
  const ids = { stream_id: `speed-${++runs}` as StreamId, session_id: 'speed' as SessionId }
  const parameters = { seed, max_tokens: tokens + 1 }
  const request = { ...ids, model, messages: [user(PROMPT)], parameters }
  const run = core.engine.start(request, new AbortController().signal)
  let first_at = 0
  let first_cpu = 0
  let text = ''
  for await (const reply of run.replies) {
    if (reply.type !== 'text') continue
    text += reply.content
    if (first_at > 0) continue
    first_at = performance.now()
    first_cpu = cpuTime(core.pid)
  }
  const written = { ms: performance.now() - first_at, cpu_ms: cpuTime(core.pid) - first_cpu, text }
  await run.released
  return written
}
