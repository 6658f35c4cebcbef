import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { JsonBook } from '../../../../src/main/models/json-book.ts'

function book() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-book-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'book.json')
  return { folder, path, book: new JsonBook(path, z.object({ n: z.number() })) }
}

test('what was written last is read, and nothing else lies about', async () => {
  const { folder, path, book: mine } = book()
  expect(await mine.read({ n: 0 })).toEqual({ n: 0 })
  await Promise.all([1, 2, 3].map((n) => mine.write({ n })))
  expect(await mine.read({ n: 0 })).toEqual({ n: 3 })
  expect(readdirSync(folder)).toEqual(['book.json'])
  // Windows knows no such modes.
  expect(process.platform === 'win32' || (statSync(path).mode & 0o777) === 0o600).toBe(true)
})

test.each(['', '{"n":"x"}', '[[['])('a damaged book (%j) counts as empty and is kept aside', async (text) => {
  const { path, book: mine } = book()
  writeFileSync(path, text)
  expect(await mine.read({ n: 7 })).toEqual({ n: 7 })
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text)
})

test('a refused write is told, and the next one goes through', async () => {
  const { folder, book: mine } = book()
  rmSync(folder, { recursive: true })
  await expect(mine.write({ n: 1 })).rejects.toMatchObject({ code: 'ENOENT' })
  await mine.idle()
  mkdirSync(folder)
  await mine.write({ n: 2 })
  expect(await mine.read({ n: 0 })).toEqual({ n: 2 })
})
