import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FaultServer } from '../support/fault-server.ts'

const CLI = resolve(import.meta.dirname, '../../src/main/command-line/verify-cli.ts')

interface Told {
  ok: boolean
  scenarios: { name: string; opportunities: number; overlap: null; problems: string[] }[]
}

/** `npm run verify` on a real server that answers every prompt with the given model's ways. */
async function verifyServer(engine: string, model: string): Promise<Told & { code: unknown }> {
  const server = await FaultServer.start()
  onTestFinished(() => server.close())
  const args = [CLI, '--engine', engine, '--url', server.url, '--model', model, '--json']
  const { code, out } = await new Promise<{ code: unknown; out: string }>((done) => {
    execFile(process.execPath, args, (error, out) => done({ code: error ? error.code : 0, out }))
  })
  return { code, ...(JSON.parse(out) as Told) }
}

test.each(['ollama', 'openai-compatible'])(
  '%s: on a server that keeps its word verify holds, without the scenarios that are the simulator’s alone',
  async (engine) => {
    const { code, ok, scenarios } = await verifyServer(engine, 'slow@1')
    expect(scenarios.flatMap(({ problems }) => problems)).toEqual([])
    expect({ code, ok }).toEqual({ code: 0, ok: true })
    expect(scenarios.map(({ name }) => name)).toEqual([
      'baseline',
      'stop',
      'rapid',
      'same-instant',
      'five-prompts',
    ])
    expect(scenarios.every(({ overlap, opportunities }) => overlap === null && opportunities > 0)).toBe(true)
  },
)

test('a server that fails each prompt is BROKEN, with its own sentence, and verify does not wait for what cannot come', async () => {
  const { code, ok, scenarios } = await verifyServer('ollama', 'html-500')
  expect({ code, ok }).toEqual({ code: 1, ok: false })
  expect(scenarios.every(({ problems }) => problems.join().includes('Ollama at 127.0.0.1'))).toBe(true)
})
