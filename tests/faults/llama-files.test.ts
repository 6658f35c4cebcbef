import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { LlamaCore, ModelFolder, user } from '../support/run-llama.ts'
import { isAlive } from '../support/run-worker.ts'

const QUESTION = [user('Which water is light?')]
const GREEDY = { temperature: 0, max_tokens: 12 }

const folder = new ModelFolder()
let core: LlamaCore
beforeAll(() => {
  core = new LlamaCore(folder)
  folder.add('tiny.gguf')
})
afterAll(async () => {
  await core.dispose()
  assert.deepEqual(core.pids.filter(isAlive), [])
  folder.remove()
})

const ask = (model: string) => core.answerTo(model, QUESTION, GREEDY)

test('a file that is cut off, and one that is none, are refused with a sentence; no process stays', async () => {
  folder.add('cut.gguf')
  truncateSync(folder.file('cut.gguf'), 200_000)
  expect((await ask('cut.gguf')).end).toMatchObject({
    error: { error_type: 'model_load_failed', content: expect.stringContaining('cut off'), retryable: false },
  })
  writeFileSync(folder.file('page.gguf'), '<!doctype html><title>404 Not Found</title>')
  expect((await ask('page.gguf')).end).toMatchObject({
    error: { error_type: 'model_load_failed', content: expect.stringContaining('no GGUF model') },
  })
  expect(core.engine.supervisor.stats.crashes).toBe(0)
  await expect.poll(() => core.pids.filter(isAlive)).toEqual([])
})

test('a model in several files answers as in one; a part that is missing, cut off or swapped is named', async () => {
  const whole = await ask('tiny.gguf')
  const first = folder.addParts('split', 3)
  const second = first.replace('00001-', '00002-')
  expect((await ask(first)).answer).toBe(whole.answer)
  const refusal = async (): Promise<string> => {
    const { end } = await ask(first)
    return end?.type === 'failed' ? end.error.content : ''
  }
  // From now on it has no model in memory, so that each question is a load.
  renameSync(folder.file(second), folder.file('kept'))
  copyFileSync(folder.file(first), folder.file(second))
  expect(await refusal()).toContain(`“${second}” says that it is part 1 of 3`)
  writeFileSync(folder.file(second), readFileSync(folder.file('kept')).subarray(0, 20_000))
  expect(await refusal()).toMatch(/-00002-of-00003.gguf” is cut off/)
  rmSync(folder.file(second))
  expect(await refusal()).toContain(`“${second}” is not there. Put it back`)
  renameSync(folder.file('kept'), folder.file(second))
  expect((await ask(first)).answer).toBe(whole.answer)
})

test('a kind of model that llama.cpp does not know is named', async () => {
  folder.add('odd.gguf', { architecture: 'sluicetron' })
  expect((await ask('odd.gguf')).end).toMatchObject({
    error: { error_type: 'model_load_failed', content: expect.stringContaining('of a kind (sluicetron)') },
  })
})

test('a model that is not there, or not in the folder, is not found', async () => {
  expect((await ask('gone.gguf')).end).toMatchObject({ error: { error_type: 'model_not_found' } })
  expect((await ask('../tiny.gguf')).end).toMatchObject({ error: { error_type: 'model_not_found' } })
})

test('a file that is replaced under the app is loaded again; a bad one is refused, and the good one back works', async () => {
  const file = folder.file('tiny.gguf')
  const before = await ask('tiny.gguf')
  const [pid] = core.pids.slice(-1)
  copyFileSync(file, folder.file('kept'))
  folder.add('other.gguf', { seed: 2 })
  renameSync(folder.file('other.gguf'), file)
  const after = await ask('tiny.gguf')
  expect(after.answer).not.toBe(before.answer)
  writeFileSync(folder.file('new'), readFileSync(file).subarray(0, 100_000))
  renameSync(folder.file('new'), file)
  expect((await ask('tiny.gguf')).end).toMatchObject({ error: { error_type: 'model_load_failed' } })
  renameSync(folder.file('kept'), file)
  expect((await ask('tiny.gguf')).answer).toBe(before.answer)
  expect(core.pids.at(-1)).toBe(pid)
})

test('a file that is taken away is not missed by a model in memory', async () => {
  const before = await ask('tiny.gguf')
  copyFileSync(folder.file('tiny.gguf'), folder.file('kept'))
  rmSync(folder.file('tiny.gguf'))
  expect((await ask('tiny.gguf')).answer).toBe(before.answer)
  renameSync(folder.file('kept'), folder.file('tiny.gguf'))
})

test.runIf(process.platform === 'linux')(
  'without memory for its model a process says so; the next one, with memory, answers',
  async () => {
    folder.add('mid.gguf', { preset: 'mid' })
    const limited = new LlamaCore(folder, { spare: true })
    await limited.engine.prepare()
    await vi.waitFor(() => expect(limited.engine.supervisor.hasWarmSpare).toBe(true), 30_000)
    // All it has by now and hardly more, in bytes of address space.
    const bytes = statusBytes(limited.pid, 'VmSize') + 4 * 1024 * 1024
    execFileSync('prlimit', ['--pid', String(limited.pid), `--as=${bytes}`])
    const { end } = await limited.answerTo('mid.gguf', QUESTION, GREEDY)
    expect(end).toMatchObject({ type: 'failed', error: { error_type: 'out_of_memory' } })
    console.log(`out of memory: ${end?.type === 'failed' ? end.error.content : ''}`)
    expect((await limited.answerTo('mid.gguf', QUESTION, GREEDY)).end).toMatchObject({ type: 'finish' })
    await limited.dispose()
    expect(limited.pids.filter(isAlive)).toEqual([])
  },
)

/** From the process's own books, in bytes. */
function statusBytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
}
