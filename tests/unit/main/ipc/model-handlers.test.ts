import { expect, test } from 'vitest'
import type { ModelHandlerParts } from '../../../../src/main/ipc/model-handlers.ts'
import { modelHandlers } from '../../../../src/main/ipc/model-handlers.ts'
import { StoreError } from '../../../../src/main/store/store-error.ts'

const asker = { page_id: 1 }

function handlers(change: Partial<ModelHandlerParts> = {}) {
  const shown: string[] = []
  const models: ModelHandlerParts['models'] = {
    state: () => ({ folder: '/m', own_folder: true, free_bytes: null, models: [], downloads: [] }),
    add: async (paths) => ({ added: [...paths], refused: [] }),
    remove: async () => ({ undo_ms: 1 }),
    restore: async () => null,
    useFolder: async () => null,
    pathOf: (model) => (model === null ? '/m' : model === 'a' ? '/m/a' : null),
  }
  const downloads = {} as ModelHandlerParts['downloads']
  return {
    shown,
    models,
    asked: modelHandlers({
      models,
      downloads,
      askModelFiles: async () => null,
      askFolder: async () => null,
      showFile: (path) => void shown.push(path),
      ...change,
    }),
  }
}

test('a person who changed their mind adds nothing and keeps the folder', async () => {
  const { asked } = handlers()
  expect(await asked['models:pick'](null, asker)).toBeNull()
  expect(await asked['models:choose_folder'](null, asker)).toBeNull()
})

test('what was picked is added; where no dialog can be shown that is said', async () => {
  const picked = handlers({ askModelFiles: async () => ['/x/a.gguf'] })
  expect(await picked.asked['models:pick'](null, asker)).toEqual({ added: ['/x/a.gguf'], refused: [] })
  const none = handlers({ askModelFiles: async () => ({ refused: 'No dialog here.' }) })
  expect(await none.asked['models:pick'](null, asker)).toEqual({ refused: 'No dialog here.' })
})

test('a disk that refuses the change is a sentence, not a fault', async () => {
  const { asked, models } = handlers()
  models.add = () => Promise.reject(new StoreError('full', 'The disk is full.'))
  models.remove = () => Promise.reject(new StoreError('full', 'The disk is full.'))
  expect(await asked['models:add']({ paths: ['/x'] }, asker)).toEqual({ refused: 'The disk is full.' })
  expect(await asked['models:remove']({ model: 'a' }, asker)).toEqual({ refused: 'The disk is full.' })
})

test('only what is in the library is shown in the file manager', () => {
  const { asked, shown } = handlers()
  for (const model of [null, 'a', '/etc/passwd']) void asked['models:show']({ model }, asker)
  expect(shown).toEqual(['/m', '/m/a'])
})
