import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listModelFiles } from '../../../../src/main/engines/llama/models-folder.ts'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import { JsonBook } from '../../../../src/main/models/json-book.ts'
import { knownFiles } from '../../../../src/main/models/known-files.ts'
import { Library, UNDO_MS } from '../../../../src/main/models/library.ts'
import { fileReader } from '../../../support/create-downloads.ts'
import { generateGguf } from '../../../support/generate-gguf.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { tempFolder, tempStore } from '../store/temp-store.ts'

/** A library over settings that are known once the disk has them, as in the app. */
async function open() {
  const root = tempFolder()
  const [folder, elsewhere] = [join(root, 'models'), join(root, 'elsewhere')]
  for (const path of [folder, elsewhere]) mkdirSync(path)
  const { settings } = await tempStore()
  const clock = new VirtualClock()
  const real = new AwakeClock()
  const library: Library = new Library({
    clock,
    reader: fileReader(real),
    book: new JsonBook(join(root, 'files.json'), knownFiles),
    settings: () => settings.get().local_models,
    changeSettings: async (change) => {
      await settings.set({ local_models: { ...settings.get().local_models, ...change } })
    },
    own_folder: folder,
    list: () => listModelFiles(library.folder, settings.get().local_models.files),
    release: async () => {},
    onChanged: () => {},
    onModels: () => {},
  })
  await library.open()
  onTestFinished(async () => {
    await library.dispose()
    real.dispose()
  })
  const make = (...names: string[]): string[] =>
    names.map((name) => {
      generateGguf(join(elsewhere, name))
      return join(elsewhere, name)
    })
  return { library, folder, elsewhere, clock, make, files: () => settings.get().local_models.files }
}

test('files that are added at once are all there, each once, and another folder is chosen meanwhile', async () => {
  const { library, elsewhere, make, files } = await open()
  const [a = '', b = '', c = ''] = make('a.gguf', 'b.gguf', 'c.gguf')
  await Promise.all([library.add([a]), library.add([b, a]), library.useFolder(elsewhere), library.add([c])])
  expect(files().toSorted()).toEqual([a, b, c])
  expect(library.folder).toBe(elsewhere)
})

test('of added files that are removed at once none stays, and each comes back', async () => {
  const { library, make, files } = await open()
  const paths = make('a.gguf', 'b.gguf')
  await library.add(paths)
  const models = library.state().models.map(({ model }) => model)
  await Promise.all(models.map((model) => library.remove(model)))
  expect(files()).toEqual([])
  await Promise.all(models.map((model) => library.restore(model)))
  expect(files().toSorted()).toEqual(paths)
})

test('an undo in the last moment brings all files of a model back: nothing deletes them meanwhile', async () => {
  const { library, folder, clock } = await open()
  const names = Array.from({ length: 40 }, (_, at) => `m-${String(at + 1).padStart(5, '0')}-of-00040.gguf`)
  const [first = '', ...others] = names
  generateGguf(join(folder, first))
  for (const name of others) copyFileSync(join(folder, first), join(folder, name))
  await library.look()
  await library.remove(first)
  await clock.advance(UNDO_MS - 1)
  const back = library.restore(first)
  await clock.advance(1)
  expect(await back).toBeNull()
  expect(readdirSync(folder).toSorted()).toEqual(names)
})

test('an undo that the disk refuses says so, and can be tried again for its time', async () => {
  const { library, folder } = await open()
  const path = join(folder, 'a.gguf')
  generateGguf(path)
  await library.look()
  await library.remove('a.gguf')
  const [aside = ''] = readdirSync(folder)
  await rename(join(folder, aside), join(folder, 'held'))
  expect(await library.restore('a.gguf')).toMatchObject({
    refused: expect.stringMatching(/not brought back/),
  })
  await rename(join(folder, 'held'), join(folder, aside))
  expect(await library.restore('a.gguf')).toBeNull()
  expect(existsSync(path)).toBe(true)
})
