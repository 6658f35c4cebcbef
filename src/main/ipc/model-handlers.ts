import type { Refusal, Requests } from '../../shared/ipc-contract.ts'
import type { DownloadId } from '../../shared/ids.ts'
import type { AddedModels, DownloadRequest, ModelLibrary } from '../../shared/model-library.ts'
import { orRefusal } from './or-refusal.ts'
import type { Handlers } from './serve-requests.ts'

/** The model files of this computer, those that come from the network included. What it does not do, it says in a sentence. */
export interface ModelShelf {
  state(): ModelLibrary
  add(paths: readonly string[]): Promise<AddedModels | Refusal>
  remove(model: string): Promise<{ undo_ms: number } | Refusal>
  restore(model: string): Promise<null | Refusal>
  useFolder(folder: string): Promise<null | Refusal>
  /** Where a model lies, or the folder (null); null when there is no such model. */
  pathOf(model: string | null): string | null
}

export interface ModelDownloads {
  start(request: DownloadRequest): Promise<{ download_id: DownloadId } | Refusal>
  files(repository: string): Promise<Requests['download:files']['output']>
  pause(download_id: DownloadId): null | Refusal
  resume(download_id: DownloadId): null | Refusal
  /** Resolves when nothing of it is left. */
  cancel(download_id: DownloadId): Promise<null | Refusal>
}

export interface ModelHandlerParts {
  models: ModelShelf
  downloads: ModelDownloads
  /** null when the person changed their mind. */
  askModelFiles: () => Promise<string[] | Refusal | null>
  askFolder: (folder: string | null) => Promise<string | Refusal | null>
  /** In the desktop's file manager. */
  showFile: (path: string) => void
}

export type ModelsRequest = `models:${string}` | `download:${string}`

export function modelHandlers(parts: ModelHandlerParts): {
  [Name in keyof Handlers as Name extends ModelsRequest ? Name : never]: Handlers[Name]
} {
  const { models, downloads } = parts
  return {
    'models:state': () => models.state(),
    'models:pick': async () => {
      const paths = await parts.askModelFiles()
      return Array.isArray(paths) ? orRefusal(() => models.add(paths)) : paths
    },
    'models:add': ({ paths }) => orRefusal(() => models.add(paths)),
    'models:remove': ({ model }) => orRefusal(() => models.remove(model)),
    'models:restore': ({ model }) => orRefusal(() => models.restore(model)),
    'models:choose_folder': async () => {
      const folder = await parts.askFolder(models.pathOf(null))
      return typeof folder === 'string' ? orRefusal(() => models.useFolder(folder)) : folder
    },
    'models:show': ({ model }) => {
      const path = models.pathOf(model)
      if (path !== null) parts.showFile(path)
      return null
    },
    'download:start': (request) => downloads.start(request),
    'download:files': ({ repository }) => downloads.files(repository),
    'download:pause': ({ download_id }) => downloads.pause(download_id),
    'download:resume': ({ download_id }) => downloads.resume(download_id),
    'download:cancel': ({ download_id }) => downloads.cancel(download_id),
  }
}
