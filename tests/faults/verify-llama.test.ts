import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ModelFolder } from '../support/run-llama.ts'

const CLI = resolve(import.meta.dirname, '../../src/main/command-line/verify-cli.ts')

interface Told {
  ok: boolean
  scenarios: { name: string; opportunities: number; overlap: number | null; problems: string[] }[]
}

test('verify holds on a model in a file, and counts overlaps by the records of its process', async () => {
  const folder = new ModelFolder()
  onTestFinished(() => folder.remove())
  const file = folder.file(folder.add('tiny.gguf'))
  const out = await new Promise<string>((done) => {
    execFile(process.execPath, [CLI, '--engine', 'llama', '--model', file, '--json'], (_, out) => done(out))
  })
  const { ok, scenarios } = JSON.parse(out) as Told
  expect(scenarios.flatMap(({ problems }) => problems)).toEqual([])
  expect(ok).toBe(true)
  expect(scenarios.map(({ overlap }) => overlap)).toEqual(scenarios.map(() => 0))
})
