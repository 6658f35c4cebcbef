import { join } from 'node:path'
import type { ModelDownloads, ModelShelf } from './ipc/model-handlers.ts'
import { modelHandlers } from './ipc/model-handlers.ts'
import { askModelFiles, askModelFolder } from './window/file-dialogs.ts'
import { showFile } from './window/show-file.ts'

const NOT_YET = { refused: 'Sluice cannot do this yet.' }

/** The model files of this computer, and how more of them come. */
export function createModelKit({ folder }: { folder: string }) {
  const models: ModelShelf = {
    state: () => ({
      folder: join(folder, 'models'),
      own_folder: true,
      free_bytes: null,
      models: [],
      downloads: [],
    }),
    add: () => Promise.resolve(NOT_YET),
    remove: () => Promise.resolve(NOT_YET),
    restore: () => Promise.resolve(NOT_YET),
    useFolder: () => Promise.resolve(NOT_YET),
    pathOf: () => null,
  }
  const downloads: ModelDownloads = {
    start: () => Promise.resolve(NOT_YET),
    files: () => Promise.resolve(NOT_YET),
    pause: () => NOT_YET,
    resume: () => NOT_YET,
    cancel: () => Promise.resolve(NOT_YET),
  }
  const handlers = modelHandlers({
    models,
    downloads,
    askModelFiles,
    askFolder: askModelFolder,
    showFile,
  })
  return { handlers }
}
