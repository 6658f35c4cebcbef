import type { DownloadId } from '../../../../src/shared/ids.ts'
import type { RequestName, Requests } from '../../../../src/shared/ipc-contract.ts'
import type {
  LibraryModel,
  ModelDownload,
  ModelLibrary,
  RepositoryFile,
} from '../../../../src/shared/model-library.ts'

export type ModelsRequest = Extract<RequestName, `models:${string}` | `download:${string}`>
type ModelsHandlers = {
  [Name in ModelsRequest]: (
    input: Requests[Name]['input'],
  ) => Requests[Name]['output'] | Promise<Requests[Name]['output']>
}

const GONE = { refused: 'This model is not there any more.' }

/** A model as it is once its file was read. */
export function modelOf(label: string, change: Partial<LibraryModel> = {}): LibraryModel {
  return {
    model: `${label}.gguf`,
    label,
    bytes: 1_834_426_016,
    in_folder: true,
    path: `/models/${label}.gguf`,
    facts: {
      name: label,
      architecture: 'qwen3',
      size_label: '1.7B',
      quantization: 'Q8_0',
      context_length: 32_768,
      licence: 'apache-2.0',
      memory_bytes: 2_908_167_840,
    },
    problem: null,
    sha256: 'ab12'.repeat(16),
    hashing: false,
    source: null,
    ...change,
  }
}

export function downloadOf(file_name: string, change: Partial<ModelDownload> = {}): ModelDownload {
  return {
    download_id: `of-${file_name}` as DownloadId,
    file_name,
    url: `https://hub.test/owner/name/resolve/main/${file_name}`,
    state: 'running',
    received_bytes: 500_000_000,
    total_bytes: 2_000_000_000,
    bytes_per_second: 25_000_000,
    left_ms: 60_000,
    sha256: null,
    problem: null,
    ...change,
  }
}

/** The model library of an in-memory main; what a download does is for the test to say: `put`. */
export class FakeModels {
  library: ModelLibrary = {
    folder: '/models',
    own_folder: true,
    free_bytes: 120_000_000_000,
    models: [],
    downloads: [],
  }
  /** The files of every repository. */
  repository: RepositoryFile[] = []
  /** Where files lie that are dropped on the window, by name. */
  paths = new Map<string, string>()
  #tell: (library: ModelLibrary) => void
  #removed = new Map<string, LibraryModel>()

  constructor(tell: (library: ModelLibrary) => void) {
    this.#tell = tell
  }

  put(change: Partial<ModelLibrary>): void {
    this.library = { ...this.library, ...change }
    this.#tell(this.library)
  }

  pathOf(file: File): string {
    return this.paths.get(file.name) ?? ''
  }

  handlers(): ModelsHandlers {
    return {
      'models:state': () => this.library,
      'models:pick': () => null,
      'models:add': ({ paths }) => this.#add(paths),
      'models:remove': ({ model }) => {
        const found = this.library.models.find((one) => one.model === model)
        if (!found) return GONE
        this.#removed.set(model, found)
        this.put({ models: this.library.models.filter((one) => one !== found) })
        return { undo_ms: 10_000 }
      },
      'models:restore': ({ model }) => {
        const found = this.#removed.get(model)
        if (!found) return GONE
        this.put({ models: [...this.library.models, found] })
        return null
      },
      'models:choose_folder': () => null,
      'models:show': () => null,
      'download:start': ({ source, file = source.split('/').at(-1) ?? '' }) => {
        const download = downloadOf(file)
        this.put({ downloads: [...this.library.downloads, download] })
        return { download_id: download.download_id }
      },
      'download:files': () => ({ files: this.repository }),
      'download:pause': ({ download_id }) => this.#change(download_id, { state: 'paused' }),
      'download:resume': ({ download_id }) => this.#change(download_id, { state: 'running', problem: null }),
      'download:cancel': ({ download_id }) => {
        this.put({ downloads: this.library.downloads.filter((one) => one.download_id !== download_id) })
        return null
      },
    }
  }

  /** What ends in .gguf is a model. */
  #add(paths: readonly string[]): Requests['models:add']['output'] {
    const name = (path: string): string => path.split('/').at(-1) ?? path
    const good = paths.filter((path) => path.endsWith('.gguf'))
    const added = good.map((path) => name(path).replace(/\.gguf$/, ''))
    const models = added.map((label, i) => modelOf(label, { in_folder: false, path: good[i] ?? '' }))
    this.put({ models: [...this.library.models, ...models] })
    const refused = paths
      .filter((path) => !good.includes(path))
      .map((path) => ({ name: name(path), why: 'It is no model file.' }))
    return { added, refused }
  }

  #change(download_id: DownloadId, change: Partial<ModelDownload>): null {
    this.put({
      downloads: this.library.downloads.map((one) =>
        one.download_id === download_id ? { ...one, ...change } : one,
      ),
    })
    return null
  }
}
