import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLogTail } from '../../../../../src/main/self-test/bundle/read-log-tail.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-tail-'))
  path = join(folder, 'sluice.log')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${String(from + i).padStart(4, '0')}\n`).join('')

test('without a log there are no lines', async () => {
  expect(await readLogTail(path)).toEqual({ lines: [], older: false })
})

test('lines come oldest first, over all rotated files', async () => {
  writeFileSync(`${path}.2`, numbered(1, 2))
  writeFileSync(`${path}.1`, numbered(3, 4))
  writeFileSync(path, numbered(5, 6))
  const { lines, older } = await readLogTail(path)
  expect(lines).toEqual(numbered(1, 6).trim().split('\n'))
  expect(older).toBe(false)
})

test('a file that is missing between others does not end it; one too old to be of the log is left out', async () => {
  writeFileSync(`${path}.5`, numbered(8, 9))
  writeFileSync(`${path}.2`, numbered(1, 2))
  writeFileSync(path, numbered(5, 6))
  const { lines } = await readLogTail(path)
  expect(lines).toEqual(['line 0001', 'line 0002', 'line 0005', 'line 0006'])
})

test('only the newest whole lines fit, within a file and over its border', async () => {
  writeFileSync(`${path}.1`, numbered(1, 100))
  writeFileSync(path, numbered(101, 200))
  const within = await readLogTail(path, 105)
  expect(within).toEqual({ lines: numbered(191, 200).trim().split('\n'), older: true })
  const over = await readLogTail(path, 1_055)
  expect(over.lines).toEqual(numbered(96, 200).trim().split('\n'))
  expect(over.older).toBe(true)
  const exactly = await readLogTail(path, 1_000)
  expect(exactly.lines.at(0)).toBe('line 0101')
  expect(exactly.older).toBe(true)
})

test('a line longer than all there is room for is left out', async () => {
  writeFileSync(path, `${'x'.repeat(500)}\n`)
  expect(await readLogTail(path, 100)).toEqual({ lines: [], older: true })
})

test('a last line cut by a crash and characters of several bytes are handed on', async () => {
  writeFileSync(path, '{"a":"größe 漢字"}\n{"half')
  expect((await readLogTail(path)).lines).toEqual(['{"a":"größe 漢字"}', '{"half'])
})

test('a disk that refuses is told', async () => {
  mkdirSync(path)
  await expect(readLogTail(path)).rejects.toThrow(/EISDIR/)
})
