import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadLibrary } from '../../src/main/command-line/load-library.ts'
import { ForkHost } from '../../src/main/engines/worker/fork-host.ts'

const WORKER_ENTRY = fileURLToPath(new URL('../../src/main/engines/worker/worker-entry.ts', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-smoke-library-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** An engine process of a few lines, which leaves its pid. */
function host(lines: string): ForkHost {
  const entry = join(folder, 'engine.mjs')
  const pid = JSON.stringify(join(folder, 'pid'))
  writeFileSync(
    entry,
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(${pid}, String(process.pid))\n${lines}\n`,
  )
  return new ForkHost(entry)
}

function isAlive(): boolean {
  try {
    return process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
  } catch {
    return false
  }
}

test('the smoke test loads llama.cpp itself, in an engine process', async () => {
  await expect(loadLibrary(new ForkHost(WORKER_ENTRY), 50_000)).resolves.toBeUndefined()
})

test.each([
  [
    'says why it cannot load',
    `process.send({ type: 'load_failed', message: 'no such library' })`,
    /no such library/,
  ],
  [
    'crashes',
    `console.error('libggml.so: cannot open'); process.exit(127)`,
    /code 127.*libggml\.so: cannot open/,
  ],
])('the smoke test is told of a process that %s, and leaves none', async (_, lines, sentence) => {
  const loaded = loadLibrary(host(`setInterval(() => {}, 1_000)\n${lines}`), 20_000)
  await expect(loaded).rejects.toThrow(sentence)
  expect(isAlive()).toBe(false)
})

test('the smoke test leaves no process that loaded and refuses to go', async () => {
  const lines = `process.on('SIGTERM', () => {})\nsetInterval(() => {}, 1_000)\nprocess.send({ type: 'warm' })`
  await loadLibrary(host(lines), 20_000)
  expect(isAlive()).toBe(false)
})

test('the smoke test waits for no library for ever', async () => {
  await expect(loadLibrary(host('setInterval(() => {}, 1_000)'), 2_000)).rejects.toThrow('not loaded in time')
  expect(isAlive()).toBe(false)
})
