import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { chooseEngine, readOptions } from '../../../../src/main/command-line/verify-engine.ts'
import { FaultServer } from '../../../support/fault-server.ts'
import type { FaultServerOptions } from '../../../support/fault-server.ts'

const CLI = resolve(import.meta.dirname, '../../../../src/main/command-line/verify-cli.ts')

async function server(options?: FaultServerOptions): Promise<FaultServer> {
  const started = await FaultServer.start(options)
  onTestFinished(() => started.close())
  return started
}

/** The program as a person starts it: what it printed and its exit code. */
function run(
  ...args: string[]
): Promise<{ code: number | string | null | undefined; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [CLI, ...args], (error, out, err) =>
      done({ code: error ? error.code : 0, out, err }),
    )
  })
}

describe('the command line', () => {
  test('without options means the simulator', () => {
    expect(readOptions([])).toEqual({ engine: 'simulator', url: '', model: null, json: false })
    expect(readOptions(['--json'])).toMatchObject({ json: true })
  })

  test('names a server, its address made whole, and a model if one is wanted', () => {
    const args = ['--engine', 'ollama', '--url', '127.0.0.1:11434/', '--model', 'llama3']
    expect(readOptions(args)).toEqual({
      engine: 'ollama',
      url: 'http://127.0.0.1:11434',
      model: 'llama3',
      json: false,
    })
    expect(readOptions(['--engine', 'openai-compatible', '--url=http://h/v1'])).toMatchObject({
      url: 'http://h/v1',
      model: null,
    })
  })

  test('names a model file, from where it was typed', () => {
    expect(readOptions(['--engine', 'llama', '--model', '/models/a.gguf'])).toMatchObject({
      engine: 'llama',
      model: '/models/a.gguf',
    })
  })

  test('explains itself when asked to, and plays nothing', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    expect(out).toMatch(/^Usage: npm run verify[\s\S]*--engine ENGINE[\s\S]*Exit code/)
    expect(out).not.toContain('baseline')
  })

  test('a file that is no model is refused before anything is started', async () => {
    const options = readOptions(['--engine', 'llama', '--model', '/nowhere/a.gguf'])
    if ('refused' in options) throw new Error(options.refused)
    expect(await chooseEngine(options)).toEqual({ refused: expect.stringContaining('not there') as string })
  })

  test.each([
    [['--nonsense']],
    [['extra']],
    [['--engine']],
    [['--engine', 'gpt']],
    [['--engine', 'ollama']],
    [['--engine', 'llama']],
    [['--engine', 'llama', '--model', 'x.gguf', '--url', 'http://h']],
    [['--engine', 'ollama', '--url', 'ftp://x']],
    [['--engine', 'ollama', '--url', '']],
    [['--url', 'http://127.0.0.1:1']],
    [['--model', 'x']],
    [['--json=yes']],
  ])('%j is refused in a sentence', (args) => {
    expect(readOptions(args)).toEqual({ refused: expect.stringMatching(/\S/) as string })
  })

  test('wrong, it ends with the usage and exit code 2', async () => {
    const { code, out, err } = await run('--nonsense')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: npm run verify')
  })
})

describe('a server is asked first', () => {
  test.each(['ollama', 'openai-compatible'] as const)(
    '%s: the first model it lists is taken, or the one wanted',
    async (engine) => {
      const { url } = await server()
      const options = { engine, url, model: null, json: false }
      const chosen = await chooseEngine(options)
      if ('refused' in chosen) throw new Error(chosen.refused)
      expect(chosen.engine).toMatchObject({ simulated: false })
      expect(chosen.engine.model('flood')).toBe('normal')
      expect(chosen.engine.expected('prompt', 'normal')).toBeNull()
      expect(chosen.createEngine).toBeTypeOf('function')
      const wanted = await chooseEngine({ ...options, model: 'slow' })
      expect('engine' in wanted && wanted.engine.model('anything')).toBe('slow')
    },
  )

  test('one that is not there, or wants a key, is told in one sentence', async () => {
    const absent = await chooseEngine({
      engine: 'ollama',
      url: 'http://127.0.0.1:1',
      model: null,
      json: false,
    })
    expect(absent).toEqual({ refused: expect.stringContaining('Ollama at 127.0.0.1:1') as string })
    const { url } = await server({ key: 'sk-1' })
    const locked = await chooseEngine({ engine: 'openai-compatible', url, model: null, json: false })
    expect(locked).toEqual({ refused: expect.stringContaining('key') as string })
  })

  test('the program says so, as JSON when asked, and ends with exit code 1', async () => {
    const args = ['--engine', 'ollama', '--url', 'http://127.0.0.1:1']
    const told = await run(...args)
    expect(told).toMatchObject({ code: 1, out: expect.stringContaining('Ollama at 127.0.0.1:1') as string })
    const json = await run(...args, '--json')
    expect(JSON.parse(json.out)).toEqual({ ok: false, scenarios: [], problem: told.out.trim() })
    expect(json.code).toBe(1)
  })
})
