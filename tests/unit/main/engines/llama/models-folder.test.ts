import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addedModel, listModelFiles, modelPath } from '../../../../../src/main/engines/llama/models-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-folder-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a folder shows its model files, of a model in parts only the first, and nothing else', async () => {
  for (const name of ['b.gguf', 'A.GGUF', 'notes.txt', 'big-00001-of-00003.gguf', 'big-00002-of-00003.gguf'])
    writeFileSync(join(folder, name), 'x'.repeat(2_000_000))
  mkdirSync(join(folder, 'folder.gguf'))
  expect((await listModelFiles(folder)).map(({ label, detail }) => [label, detail])).toEqual([
    ['A', '2 MB'],
    ['b', '2 MB'],
    ['big-00001-of-00003', '6 MB'],
  ])
})

test('a folder that is not there has none', async () => {
  expect(await listModelFiles(join(folder, 'gone'))).toEqual([])
})

test.each(['../x.gguf', '/etc/x.gguf', 'a/b.gguf', 'a\\b.gguf', 'x.txt', '', 'x\0.gguf'])(
  'no name leads out of the folder: %j',
  (name) => {
    expect(modelPath(folder, name)).toBeNull()
  },
)

test('a file added where it lies is listed after those of the folder, under a name that tells no path', async () => {
  const path = join(folder, 'far', 'b.gguf')
  mkdirSync(join(folder, 'far'))
  writeFileSync(path, 'x')
  const files = await listModelFiles(folder, [path, join(folder, 'far', 'gone.gguf')])
  expect(files.at(-1)).toMatchObject({ label: 'b', path, model: addedModel(path) })
  expect(addedModel(path)).toMatch(/^added-[0-9a-f]{12}\/b\.gguf$/)
  expect(modelPath(folder, addedModel(path), [path])).toBe(path)
  expect(modelPath(folder, addedModel(path))).toBeNull()
  expect(modelPath(folder, 'added-000000000000/../x.gguf', [path])).toBeNull()
})
