import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listModelFiles } from '../../../../src/main/engines/llama/models-folder.ts'
import type { Clock } from '../../../../src/main/lib/clock.ts'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import type { FileReader } from '../../../../src/main/models/file-reader.ts'
import { JsonBook } from '../../../../src/main/models/json-book.ts'
import { knownFiles } from '../../../../src/main/models/known-files.ts'
import { Library } from '../../../../src/main/models/library.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { fileReader } from '../../../support/create-downloads.ts'
import { generateGguf } from '../../../support/generate-gguf.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

interface Place {
  root: string
  folder: string
  elsewhere: string
  settings: { local_models: typeof DEFAULT_SETTINGS.local_models }
}

function place(): Place {
  const root = mkdtempSync(join(tmpdir(), 'sluice-library-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const [folder, elsewhere] = [join(root, 'models'), join(root, 'elsewhere')]
  for (const path of [folder, elsewhere]) mkdirSync(path)
  return { root, folder, elsewhere, settings: { local_models: { ...DEFAULT_SETTINGS.local_models } } }
}

async function open({ root, folder, settings }: Place, given?: Clock, reader?: FileReader) {
  const real = new AwakeClock()
  const released: string[] = []
  let changes = 0
  let model_changes = 0
  const library: Library = new Library({
    clock: given ?? real,
    reader: reader ?? fileReader(real),
    book: new JsonBook(join(root, 'files.json'), knownFiles),
    settings: () => settings.local_models,
    changeSettings: async (change) => void Object.assign(settings.local_models, change),
    own_folder: folder,
    list: () => listModelFiles(library.folder, settings.local_models.files),
    release: async (model) => void released.push(model),
    onChanged: () => changes++,
    onModels: () => model_changes++,
  })
  await library.open()
  const dispose = async (): Promise<void> => {
    await library.dispose()
    real.dispose()
  }
  onTestFinished(dispose)
  const model = (name: string) => library.state().models.find((one) => one.label === name)
  const counts = () => ({ changes, model_changes })
  return { library, released, model, counts, dispose }
}

test('a folder shows its models, then what they say of themselves, then their hashes', async () => {
  const mine = place()
  generateGguf(join(mine.folder, 'a.gguf'))
  writeFileSync(join(mine.folder, 'bad.gguf'), '<html>')
  const { library, model } = await open(mine)
  expect(library.state()).toMatchObject({ folder: mine.folder, own_folder: true })
  expect(library.state().free_bytes).toBeGreaterThan(0)
  expect(library.state().models.map(({ model: name, in_folder }) => [name, in_folder])).toEqual([
    ['a.gguf', true],
    ['bad.gguf', true],
  ])
  const hash = createHash('sha256')
    .update(readFileSync(join(mine.folder, 'a.gguf')))
    .digest('hex')
  await expect.poll(() => model('a')?.sha256, { timeout: 20_000 }).toBe(hash)
  expect(model('a')).toMatchObject({ facts: { architecture: 'llama' }, problem: null })
  expect(model('bad')).toMatchObject({
    facts: null,
    problem: expect.stringMatching(/^This file .*Get it again/),
    sha256: null,
    hashing: false,
  })
})

test('a hash that cannot be found out is not waited for', async () => {
  const mine = place()
  generateGguf(join(mine.folder, 'a.gguf'))
  const found = Promise.withResolvers<null>()
  const real = new AwakeClock()
  onTestFinished(() => real.dispose())
  const reader = Object.assign(fileReader(real), { sha256: () => found.promise })
  const { model, counts } = await open(mine, undefined, reader)
  await expect.poll(() => model('a')?.facts, { timeout: 20_000 }).not.toBeNull()
  expect(model('a')).toMatchObject({ sha256: null, hashing: true })
  const { changes } = counts()
  found.resolve(null)
  await expect.poll(() => model('a')?.hashing).toBe(false)
  expect(counts().changes).toBeGreaterThan(changes)
})

test('what was found out is remembered over a start, until the file is another one', async () => {
  const mine = place()
  generateGguf(join(mine.folder, 'a.gguf'))
  const first = await open(mine)
  await expect.poll(() => first.model('a')?.sha256, { timeout: 20_000 }).toMatch(/^[0-9a-f]{64}$/)
  const { facts, sha256 } = first.model('a') ?? {}
  await first.dispose()
  const second = await open(mine)
  expect(second.model('a')).toMatchObject({ facts, sha256 })
  generateGguf(join(mine.folder, 'a.gguf'), { seed: 2 })
  await second.library.look()
  await expect.poll(() => second.model('a')?.facts?.name, { timeout: 20_000 }).toBe('sluice-test-tiny-2')
  await expect.poll(() => second.model('a')?.sha256, { timeout: 20_000 }).toMatch(/^[0-9a-f]{64}$/)
  expect(second.model('a')?.sha256).not.toBe(sha256)
})

test('a file that is put into the folder by hand is noticed', async () => {
  const mine = place()
  const { model, counts } = await open(mine)
  generateGguf(join(mine.folder, 'new.gguf'))
  await expect.poll(() => model('new')?.facts?.architecture, { timeout: 20_000 }).toBe('llama')
  expect(counts().model_changes).toBeGreaterThan(0)
})

test('files are added where they lie, and what is no model is refused, each with its reason', async () => {
  const mine = place()
  const at = (name: string) => join(mine.elsewhere, name)
  generateGguf(at('far.gguf'))
  generateGguf(join(mine.folder, 'near.gguf'))
  writeFileSync(at('page.gguf'), '<html>')
  writeFileSync(at('notes.txt'), 'x')
  const { library, model } = await open(mine)
  const paths = [
    at('far.gguf'),
    at('far.gguf'),
    at('page.gguf'),
    at('notes.txt'),
    at('gone.gguf'),
    mine.folder,
  ]
  const added = await library.add([...paths, join(mine.folder, 'near.gguf'), 'relative.gguf'])
  expect(added).toMatchObject({ added: ['far'] })
  const why = 'refused' in added && Array.isArray(added.refused) ? added.refused.map((one) => one.why) : []
  const said = [
    /before/,
    /no GGUF|too short/,
    /\.gguf/,
    /cannot be read/,
    /folder/,
    /list already/,
    /whole path/,
  ]
  expect(why).toHaveLength(said.length)
  for (const [index, pattern] of said.entries()) expect(why[index]).toMatch(pattern)
  expect(mine.settings.local_models.files).toEqual([at('far.gguf')])
  expect(model('far')).toMatchObject({ in_folder: false, path: at('far.gguf') })
  expect(model('far')?.model).toMatch(/^added-[0-9a-f]{12}\/far\.gguf$/)
})

test('a removed model is released first, is back by undo, and its file is really gone when the time is over', async () => {
  const mine = place()
  const path = join(mine.folder, 'a.gguf')
  generateGguf(path)
  const bytes = readFileSync(path)
  const clock = new VirtualClock()
  const { library, released, model } = await open(mine, clock)
  expect(await library.remove('a.gguf')).toEqual({ undo_ms: 10_000 })
  expect(released).toEqual(['a.gguf'])
  expect(model('a')).toBeUndefined()
  expect(existsSync(path)).toBe(false)
  expect(await library.restore('a.gguf')).toBeNull()
  expect(readFileSync(path).equals(bytes)).toBe(true)
  expect(model('a')).toBeDefined()

  await library.remove('a.gguf')
  writeFileSync(path, 'another')
  expect(await library.restore('a.gguf')).toMatchObject({ refused: expect.stringMatching(/another file/) })
  rmSync(path)
  await clock.advance(10_001)
  await expect.poll(() => readdirSync(mine.folder)).toEqual([])
  expect(await library.restore('a.gguf')).toMatchObject({ refused: expect.stringMatching(/too late/) })
})

test('of a model in several files all go, and all come back', async () => {
  const mine = place()
  const names = ['m-00001-of-00002.gguf', 'm-00002-of-00002.gguf']
  for (const name of names) generateGguf(join(mine.folder, name))
  const { library } = await open(mine)
  await library.remove('m-00001-of-00002.gguf')
  expect(readdirSync(mine.folder).filter((name) => name.endsWith('.gguf'))).toEqual([])
  await library.restore('m-00001-of-00002.gguf')
  expect(readdirSync(mine.folder).toSorted()).toEqual(names)
})

test('an added file is only forgotten, and undo remembers it', async () => {
  const mine = place()
  const path = join(mine.elsewhere, 'far.gguf')
  generateGguf(path)
  const { library, model } = await open(mine)
  await library.add([path])
  const name = model('far')?.model ?? ''
  await library.remove(name)
  expect(existsSync(path)).toBe(true)
  expect(mine.settings.local_models.files).toEqual([])
  await library.restore(name)
  expect(model('far')?.model).toBe(name)
})

test('what was set aside when the app ended is gone at the next start, and nothing else', async () => {
  const mine = place()
  generateGguf(join(mine.folder, 'a.gguf'))
  writeFileSync(join(mine.folder, 'sluice-removed-notes.tmp'), 'mine')
  const first = await open(mine, new VirtualClock())
  await first.library.remove('a.gguf')
  await first.dispose()
  expect(readdirSync(mine.folder)).toHaveLength(2)
  await open(mine)
  expect(readdirSync(mine.folder)).toEqual(['sluice-removed-notes.tmp'])
})

test('another folder is looked into and watched', async () => {
  const mine = place()
  generateGguf(join(mine.elsewhere, 'b.gguf'))
  const { library, model } = await open(mine)
  expect(await library.useFolder(join(mine.root, 'nowhere'))).toMatchObject({ refused: expect.any(String) })
  expect(await library.useFolder(mine.elsewhere)).toBeNull()
  expect(library.state().own_folder).toBe(false)
  expect(model('b')).toBeDefined()
  generateGguf(join(mine.elsewhere, 'c.gguf'))
  await expect.poll(() => model('c')?.label, { timeout: 20_000 }).toBe('c')
  await library.useFolder(mine.folder)
  expect(mine.settings.local_models.folder).toBeNull()
})

test('a folder that cannot be watched is asked again from time to time, and nothing is left behind', async () => {
  const mine = place()
  const clock = new VirtualClock()
  mine.settings.local_models.folder = join(mine.root, 'later')
  const { library, model, dispose } = await open(mine, clock)
  mkdirSync(join(mine.root, 'later'))
  generateGguf(join(mine.root, 'later', 'd.gguf'))
  await clock.advance(30_000)
  await expect.poll(() => model('d')?.label, { timeout: 20_000 }).toBe('d')
  expect(library.pathOf('d.gguf')).toBe(join(mine.root, 'later', 'd.gguf'))
  expect(library.pathOf('../x.gguf')).toBeNull()
  await dispose()
  expect(clock.armed).toBe(0)
})
