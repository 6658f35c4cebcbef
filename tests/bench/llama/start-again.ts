import { setTimeout as sleep } from 'node:timers/promises'
import type { LlamaCore } from '../../support/run-llama.ts'
import type { Figure } from '../figure.ts'
import { spread } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { TINY, withLlama } from './with-llama.ts'

/** From a killed process to the first token of a prompt sent at once, and first tokens without a kill. */
export async function startAgain({ quick }: BenchOptions): Promise<Figure[]> {
  const n = quick ? 2 : 8
  const cold: number[] = []
  const loaded: number[] = []
  const without = await withLlama({}, async (core) => {
    cold.push(await firstToken(core))
    for (let i = 0; i < n; i++) loaded.push(await firstToken(core))
    return killings(core, n)
  })
  const warm: number[] = []
  const withSpare = await withLlama({ spare: true }, async (core) => {
    await core.engine.prepare()
    await untilSpare(core)
    warm.push(await firstToken(core))
    return killings(core, n, () => untilSpare(core))
  })
  const back = await withLlama({ spare: true }, (core) => forcedKills(core, n))
  return [
    {
      id: 'llama-start',
      title: 'Send to first token, tiny model',
      n: 1,
      measures: [
        { what: 'cold: process, llama.cpp, model', unit: 'ms', value: cold[0] ?? Number.NaN },
        {
          what: 'from a warm spare: model only, its format not known yet',
          unit: 'ms',
          value: warm[0] ?? Number.NaN,
        },
        ...spread('model loaded', 'ms', loaded),
      ],
    },
    {
      id: 'llama-killed',
      title: 'Process killed, to first token of the next prompt',
      n,
      measures: [...spread('without a spare', 'ms', without), ...spread('with a spare', 'ms', withSpare)],
    },
    {
      id: 'llama-back',
      title: 'Process that hears no Stop: Stop to its model in memory again, by itself',
      n,
      measures: [
        ...spread('Stop to killed', 'ms', back.killed),
        ...spread('killed to loaded again', 'ms', back.loaded),
        ...spread('then, send to first token', 'ms', back.first),
      ],
    },
  ]
}

async function killings(
  core: LlamaCore,
  n: number,
  prepare = async (): Promise<void> => {},
): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < n; i++) {
    const stream = core.send(TINY)
    await core.text(stream)
    await prepare()
    const from = performance.now()
    process.kill(busyPid(core), 'SIGKILL')
    await core.done(stream)
    core.engine.supervisor.restart(TINY)
    await firstToken(core)
    times.push(performance.now() - from)
  }
  return times
}

/** Each process is frozen while it answers, so that only force ends it. */
async function forcedKills(core: LlamaCore, n: number) {
  const killed: number[] = []
  const loaded: number[] = []
  const first: number[] = []
  for (let i = 0; i < n; i++) {
    const stream = core.send(TINY)
    await core.text(stream)
    await untilSpare(core)
    process.kill(busyPid(core), 'SIGSTOP')
    killed.push((await core.registry.stop(stream)).release_ms)
    const from = performance.now()
    while (core.engine.supervisor.loadedModels().length === 0) await sleep(2)
    loaded.push(performance.now() - from)
    first.push(await firstToken(core))
  }
  return { killed, loaded, first }
}

async function firstToken(core: LlamaCore): Promise<number> {
  const from = performance.now()
  const stream = core.send(TINY)
  await core.text(stream)
  const ms = performance.now() - from
  await core.registry.stop(stream)
  return ms
}

/** The process whose model is loaded: the log tells. */
function busyPid(core: LlamaCore): number {
  const ready = core.log.findLast(({ event }) => event === 'engine_ready')
  return Number(ready?.['pid'])
}

async function untilSpare(core: LlamaCore): Promise<void> {
  while (!core.engine.supervisor.hasWarmSpare) await sleep(20)
}
