import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const GUARD = pathToFileURL(resolve(import.meta.dirname, '../../../../src/main/command-line/hang-guard.ts'))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-guard-'))
  writeFileSync(join(folder, 'sluice.db'), 'x')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A process of its own with the guard in it, and what it does then. */
async function guarded(
  within_ms: number,
  then: string,
): Promise<{ code: unknown; signal: unknown; said: string }> {
  const options = JSON.stringify({ within_ms, folder, says: 'it hung' })
  const script = `import { guardAgainstHang } from '${GUARD.href}'
    const off = guardAgainstHang(${options})
    ${then}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code, signal] = (await once(child, 'close')) as [unknown, unknown]
  return { code, signal, said }
}

test('a process whose main thread stands still is ended, says so, and leaves no folder', async () => {
  expect(await guarded(200, 'for (;;);')).toMatchObject({ signal: 'SIGKILL', said: 'it hung\n' })
  expect(existsSync(folder)).toBe(false)
})

test('a process that ends in time is not kept alive and keeps its folder', async () => {
  expect(await guarded(60_000, '')).toEqual({ code: 0, signal: null, said: '' })
  expect(existsSync(folder)).toBe(true)
})

test('a guard that is called off does nothing', async () => {
  const outcome = await guarded(200, 'off(); setTimeout(() => {}, 600)')
  expect(outcome).toEqual({ code: 0, signal: null, said: '' })
  expect(existsSync(folder)).toBe(true)
})
