import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeScratchFolder } from '../../../../src/main/command-line/scratch-folder.ts'

const HOUR_MS = 60 * 60_000

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sluice-scratch-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

function planted(name: string, age_ms: number): string {
  const path = join(parent, name)
  mkdirSync(path)
  writeFileSync(join(path, 'sluice.db'), 'x')
  const at = new Date(Date.now() - age_ms)
  utimesSync(path, at, at)
  return path
}

test('each run has a folder of its own, which is gone with all that is in it', () => {
  const [one, other] = [makeScratchFolder(parent), makeScratchFolder(parent)]
  expect(one.path).not.toBe(other.path)
  mkdirSync(join(one.path, 'logs'))
  writeFileSync(join(one.path, 'logs', 'sluice.log'), 'x')
  one.remove()
  one.remove()
  expect(readdirSync(parent).map((name) => join(parent, name))).toEqual([other.path])
})

test('what a killed run left is cleared away after an hour; a running one and what is not ours are left alone', () => {
  const abandoned = planted('sluice-run-abc', 1.1 * HOUR_MS)
  const scenario = planted('sluice-verify-abc', 1.1 * HOUR_MS)
  const running = planted('sluice-run-def', 0.9 * HOUR_MS)
  const foreign = planted('somebody', 100 * HOUR_MS)
  makeScratchFolder(parent)
  expect([abandoned, scenario, running, foreign].map(existsSync)).toEqual([false, false, true, true])
})
