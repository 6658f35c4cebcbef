import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Scenario } from '../../../../src/main/self-test/scenario.ts'
import type { TestedCore } from '../../../../src/main/self-test/tested-core.ts'
import { verify } from '../../../../src/main/self-test/verify.ts'
import { SIMULATOR_UNDER_TEST } from '../../../../src/main/verify-core.ts'
import { assertNothingLeft, quietStock } from '../../../support/quiet-stock.ts'
import { ENDLESS, SHORT_ONE, realCore } from './real-core.ts'

/** The least that an engine which ignores Stop is waited for; a cancelled one is taken away without waiting. */
const PATIENCE_MS = 500

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** Plays scenarios and cancels when `when` says so of the running core. */
async function cancelled(scenarios: Scenario[], when: (core: TestedCore) => Promise<void>) {
  const abort = new AbortController()
  const cores: TestedCore[] = []
  const verdict = await verify({
    engine: SIMULATOR_UNDER_TEST,
    createCore: realCore,
    scenarios,
    leak_scope: 'own',
    signal: abort.signal,
    onCore: (core) => {
      cores.push(core)
      if (cores.length < scenarios.length) return
      void when(core).then(() => abort.abort())
    },
  })
  return { verdict, cores }
}

/** Until both answers of `ENDLESS` are being written. */
function bothWrite(core: TestedCore): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const off = core.onEvent(() => {
    const writing = new Set(
      core.events.filter(({ event }) => event.type === 'token').map(({ event }) => event.stream_id),
    )
    if (writing.size < 2) return
    off()
    resolve()
  })
  return promise
}

describe('a test that is cancelled', () => {
  test('in the middle of two answers ends at once, with no process, folder or timer left', async () => {
    const stock = await quietStock()
    const { verdict, cores } = await cancelled([ENDLESS], bothWrite)
    expect(verdict).toEqual({ ok: false, cancelled: true, leak_scope: 'own', scenarios: [] })
    const releases = cores[0]?.log.filter((line) => line.event === 'stream_end') ?? []
    expect(releases.map(({ reason }) => reason)).toEqual(['interrupted', 'interrupted'])
    for (const { release_ms } of releases) expect(release_ms).toBeLessThan(PATIENCE_MS)
    expect(cores.map((core) => core.held())).toEqual([[]])
    expect(cores[0]?.spawned_pids).toHaveLength(2)
    await assertNothingLeft(stock, cores[0]?.spawned_pids ?? [])
    expect(readdirSync(folder)).toEqual([])
  })

  test('keeps the verdicts it has, and does not try the rest', async () => {
    const { verdict, cores } = await cancelled([SHORT_ONE, ENDLESS], bothWrite)
    expect(verdict).toMatchObject({ ok: false, cancelled: true, scenarios: [{ name: 'short', ok: true }] })
    expect(cores).toHaveLength(2)
  })

  test('before it begins tries nothing', async () => {
    let made = 0
    const verdict = await verify({
      engine: SIMULATOR_UNDER_TEST,
      createCore: () => {
        made++
        return realCore()
      },
      scenarios: [SHORT_ONE],
      signal: AbortSignal.abort(),
    })
    expect(made).toBe(0)
    expect(verdict).toMatchObject({ cancelled: true, scenarios: [] })
  })

  test('while its core is still being made waits for that core to be gone', async () => {
    const abort = new AbortController()
    const seen = { disposed: false }
    const making = Promise.withResolvers<TestedCore>()
    const verdict = verify({
      engine: SIMULATOR_UNDER_TEST,
      createCore: () => making.promise,
      scenarios: [SHORT_ONE],
      leak_scope: 'own',
      signal: abort.signal,
    })
    abort.abort()
    const dispose = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve))
      seen.disposed = true
    }
    making.resolve({ dispose } as TestedCore)
    expect((await verdict).cancelled).toBe(true)
    expect(seen.disposed).toBe(true)
  })

  test('says what it left behind', async () => {
    const abort = new AbortController()
    const { scenarios } = await verify({
      engine: SIMULATOR_UNDER_TEST,
      createCore: async () => {
        const core = await realCore()
        return { ...core, held: () => [...core.held(), 'a spanner is still in there'] }
      },
      scenarios: [ENDLESS],
      leak_scope: 'own',
      signal: abort.signal,
      onCore: () => abort.abort(),
    })
    expect(scenarios).toMatchObject([{ ok: false, leaks: 1, problems: ['a spanner is still in there'] }])
  })
})

describe('in a running app only what the test made counts', () => {
  test('a timer of somebody else is no leak of it', async () => {
    let timer: NodeJS.Timeout | undefined
    await quietStock()
    const verdict = await verify({
      engine: SIMULATOR_UNDER_TEST,
      createCore: realCore,
      scenarios: [SHORT_ONE],
      leak_scope: 'own',
      onCore: () => (timer = setInterval(() => {}, 60_000)),
    })
    clearInterval(timer)
    expect(verdict).toMatchObject({ ok: true, leak_scope: 'own', scenarios: [{ leaks: 0, problems: [] }] })
  })

  test('a core that is not disposed is found with all it holds', async () => {
    let core: TestedCore | undefined
    const { scenarios } = await verify({
      engine: SIMULATOR_UNDER_TEST,
      createCore: async () => {
        core = await realCore()
        return { ...core, dispose: async () => {} }
      },
      scenarios: [SHORT_ONE],
      leak_scope: 'own',
    })
    const said = scenarios[0]?.problems.join('; ') ?? ''
    expect(said).toContain('engine process')
    expect(said).toContain('its store was not ended')
    expect(said).toContain('its scratch folder is still there')
    expect(readdirSync(folder)).toHaveLength(1)
    await core?.dispose()
    expect(core?.held()).toEqual([])
  })
})
