import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
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

test.skipIf(process.platform === 'win32')(
  'what is no ordinary file is refused and stays what it is',
  async () => {
    const path = join(folder, 'socket')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(path, resolve))
    const file = ResultFile.open(path)
    expect('refused' in file && file.refused).toBe(`${path} cannot be written: it is no ordinary file`)
    expect(lstatSync(path).isSocket()).toBe(true)
    expect(readdirSync(folder)).toEqual(['socket'])
    await new Promise((resolve) => server.close(resolve))
  },
)

// Only some users of Windows may make links.
test.skipIf(process.platform === 'win32')('a link stays one, and what it leads to is written', () => {
  const link = join(folder, 'link')
  mkdirSync(join(folder, 'elsewhere'))
  writeFileSync(join(folder, 'elsewhere', 'result.json'), 'the one before')
  symlinkSync(join('elsewhere', 'result.json'), link)
  expect(opened(link).write('the new one')).toBeNull()
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(folder, 'elsewhere', 'result.json'), 'utf8')).toBe('the new one')
  expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['result.json'])
})
