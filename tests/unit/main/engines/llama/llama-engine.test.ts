import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LlamaEngine } from '../../../../../src/main/engines/llama/llama-engine.ts'
import type { PidBook } from '../../../../../src/main/engines/worker/pid-book.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/settings.ts'
import { FakeProcessHost } from '../../../../support/fake-process-host.ts'
import { VirtualClock } from '../../../../support/virtual-clock.ts'

const GIB = 1024 ** 3

function engineOf(available_bytes: number, models: string[] = ['small.gguf']) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-engine-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const model of models) writeFileSync(join(folder, model), 'x'.repeat(1_000))
  const host = new FakeProcessHost()
  const clock = new VirtualClock()
  const engine = new LlamaEngine({
    host,
    clock,
    writeLog: () => {},
    pidBook: { add: () => {}, remove: () => {} } as unknown as PidBook,
    timeouts: () => DEFAULT_SETTINGS.timeouts,
    folder: () => folder,
    idle_ms: () => null,
    memory: () => ({ total_bytes: 16 * GIB, available_bytes }),
  })
  return { host, clock, engine }
}

test('a process is prepared some seconds after the start, and not before', async () => {
  const { host, clock, engine } = engineOf(4 * GIB)
  engine.prepareLater()
  await clock.advance(4_900)
  expect(host.children).toEqual([])
  await clock.advance(100)
  await expect.poll(() => host.children).toHaveLength(1)
  expect(host.last.args.slice(0, 2)).toEqual(['llama', ''])
  expect(engine.supervisor.loadedModels()).toEqual([])
})

test.each([
  ['memory is below that of the smallest model and a gibibyte', GIB + 999, ['small.gguf']],
  ['there is no model', 4 * GIB, []],
])('nothing is prepared where %s', async (_where, available_bytes, models) => {
  const { host, engine } = engineOf(available_bytes, models)
  await engine.prepare()
  expect(host.children).toEqual([])
})

test('an app that closes before has nothing prepared, and no timer stays', async () => {
  const { host, clock, engine } = engineOf(4 * GIB)
  engine.prepareLater()
  await engine.dispose()
  expect(clock.armed).toBe(0)
  expect(host.children).toEqual([])
})
