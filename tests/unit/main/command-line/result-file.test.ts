import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ResultFile } from '../../../../src/main/command-line/result-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-result-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function opened(path: string): ResultFile {
  const file = ResultFile.open(path)
  if (!(file instanceof ResultFile)) throw new Error(file.refused)
  return file
}

test('what was there stays until the whole result takes its place', () => {
  const path = join(folder, 'result.json')
  writeFileSync(path, 'the one before')
  const file = opened(path)
  expect(readFileSync(path, 'utf8')).toBe('the one before')
  expect(file.write('“Grüße”, 你好, 🌊\n')).toBeNull()
  expect(readFileSync(path, 'utf8')).toBe('“Grüße”, 你好, 🌊\n')
  expect(readdirSync(folder)).toEqual(['result.json'])
})

test('a result that never comes leaves no trace', () => {
  const file = opened(join(folder, 'result.json'))
  expect(readdirSync(folder)).toHaveLength(1)
  file.drop()
  file.drop()
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['a folder that is not there', 'none/result.json', 'ENOENT'],
  ['a folder', '.', 'it is a folder'],
  ['something below a file', 'file/result.json', 'ENOTDIR'],
])('%s is refused before there is anything to write', (_what, name, why) => {
  writeFileSync(join(folder, 'file'), '')
  const file = ResultFile.open(join(folder, name))
  expect('refused' in file && file.refused).toContain(why)
  expect(readdirSync(folder)).toEqual(['file'])
})

test('a place that is gone when the result comes is told, and nothing is left beside it', () => {
  const path = join(folder, 'result.json')
  const file = opened(path)
  mkdirSync(path)
  writeFileSync(join(path, 'in the way'), '')
  expect(file.write('text')?.refused).toContain(`${path} cannot be written`)
  expect(readdirSync(folder)).toEqual(['result.json'])
})
