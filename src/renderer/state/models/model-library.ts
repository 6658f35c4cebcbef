import type { DownloadId } from '../../../shared/ids.ts'
import type { Bridge, Refusal } from '../../../shared/ipc-contract.ts'
import type {
  AddedModels,
  DownloadRequest,
  ModelLibrary,
  RepositoryFile,
} from '../../../shared/model-library.ts'
import type { ModelRef } from '../../../shared/session.ts'
import type { AppStore } from '../app-store.ts'
import { heardOfDownloads } from './download-words.ts'
import type { Notices } from '../notices.ts'

export interface ModelLibraryData {
  /** null until main told. */
  library: ModelLibrary | null
  /** A dialog of the system is open, or files are being looked at. */
  asking: boolean
  /** What became of the files that were to be added last. */
  added: AddedModels | null
  /** Why the last thing asked for was not done. */
  refused: string | null
  /** News of downloads for those who hear them: where they stand in quarters, and their ends. */
  heard: string
}

export const NO_LIBRARY: ModelLibraryData = {
  library: null,
  asking: false,
  added: null,
  refused: null,
  heard: '',
}

export interface ModelLibraryActions {
  openModels: () => void
  /** Asks the person for files. */
  pickModels: () => void
  /** What became of them was read. */
  forgetAdded: () => void
  /** Files that were dropped on the window; opens the dialog that tells what became of them. */
  dropModels: (files: readonly File[]) => void
  removeModel: (model: string) => void
  restoreModel: (model: string) => void
  /** The next prompt goes to it; so do new chats, where nothing else was chosen for them. */
  chatWithModel: (ref: ModelRef) => void
  chooseModelsFolder: () => void
  /** Shows a model's file, or the folder (null), in the desktop's file manager. */
  showModel: (model: string | null) => void
  /** Why it was not begun, or null. */
  startDownload: (wanted: DownloadRequest) => Promise<Refusal | null>
  listRepository: (repository: string) => Promise<RepositoryFile[] | Refusal>
  pauseDownload: (download_id: DownloadId) => void
  resumeDownload: (download_id: DownloadId) => void
  cancelDownload: (download_id: DownloadId) => void
}

export interface ModelLibraryState extends ModelLibraryActions {
  /** Main's news. */
  modelsChanged: (library: ModelLibrary) => void
}

export interface ModelLibraryDependencies {
  store: AppStore
  request: Bridge['request']
  pathOf: Bridge['pathOf']
  notices: Pick<Notices, 'show' | 'offerUndo' | 'expire' | 'dismiss'>
  setModel: (ref: ModelRef) => Promise<void>
  saveSettings: (change: { default_model: ModelRef }) => void
  focusComposer: () => void
}

const SILENT: Refusal = { refused: 'Sluice did not answer. Try again.' }
const NO_PATHS =
  'Sluice is not told where dropped files lie here, so nothing was added. Use “Add files…” instead.'

/** The model files of this computer. Main reads, moves and downloads; the window says what it is told. */
export function createModelLibrary(deps: ModelLibraryDependencies): ModelLibraryState {
  const { store, request, notices } = deps
  const now = (): ModelLibraryData => store.getState().models
  const change = (data: Partial<ModelLibraryData>): void => store.setState({ models: { ...now(), ...data } })
  const refuse = (reply: Refusal | null): void => change({ refused: reply?.refused ?? null })

  const modelsChanged = (library: ModelLibrary): void => {
    const heard = heardOfDownloads(now().library, library)
    change({ library, ...(heard !== null && { heard: heard.text }) })
    // Where nobody sees the dialog it would be told in.
    if (heard?.ended && store.getState().dialog !== 'models') notices.show(heard.text)
  }
  const add = async (ask: () => Promise<AddedModels | Refusal | null>): Promise<void> => {
    if (now().asking) return
    change({ asking: true, refused: null, added: null })
    const reply = await ask().catch(() => SILENT)
    const refused = reply && 'refused' in reply && typeof reply.refused === 'string' ? reply.refused : null
    change({ asking: false, refused, added: refused === null ? (reply as AddedModels | null) : null })
  }
  const openModels = (): void => {
    store.setState({ dialog: 'models', drawer_open: false })
    const before = now().library
    change({ refused: null, added: null })
    void request('models:state', null)
      .catch(() => null)
      .then((library) => {
        // News that came while the reply was on its way is newer, or as new.
        if (library && now().library === before) change({ library })
      })
  }
  return {
    modelsChanged,
    openModels,
    pickModels: () => void add(() => request('models:pick', null)),
    forgetAdded: () => change({ added: null }),
    dropModels: (files) => {
      openModels()
      const paths = files.map((file) => deps.pathOf(file)).filter((path) => path !== '')
      if (paths.length === 0) change({ refused: NO_PATHS })
      else void add(() => request('models:add', { paths }))
    },
    ...removal(deps, refuse),
    chatWithModel: (ref) => {
      if (store.getState().settings.default_model === null) deps.saveSettings({ default_model: ref })
      store.setState({ dialog: null })
      deps.focusComposer()
      void deps.setModel(ref)
    },
    chooseModelsFolder: () => {
      change({ refused: null })
      void request('models:choose_folder', null)
        .catch(() => SILENT)
        .then(refuse)
    },
    showModel: (model) =>
      void request('models:show', { model }).catch(() => change({ refused: SILENT.refused })),
    ...downloads(request, refuse),
  }
}

/** Takes a model away at once; what main refuses is told, and the model is there again with its next news. */
function removal(
  { request, store, notices }: ModelLibraryDependencies,
  refuse: (reply: Refusal) => void,
): Pick<ModelLibraryActions, 'removeModel' | 'restoreModel'> {
  const remove = async (model: string): Promise<void> => {
    const { library } = store.getState().models
    const label = library?.models.find((one) => one.model === model)?.label ?? model
    const reply = await request('models:remove', { model }).catch(() => SILENT)
    if ('refused' in reply) return refuse(reply)
    notices.expire(notices.offerUndo(`Removed “${label}”`, { model }), reply.undo_ms)
  }
  const restore = async (model: string): Promise<void> => {
    const reply = await request('models:restore', { model }).catch(() => SILENT)
    if (!reply) return
    refuse(reply)
    if (store.getState().dialog !== 'models') notices.show(reply.refused)
  }
  return {
    removeModel: (model) => void remove(model),
    restoreModel: (model) => void restore(model),
  }
}

function downloads(
  request: Bridge['request'],
  refuse: (reply: Refusal | null) => void,
): Pick<
  ModelLibraryActions,
  'startDownload' | 'listRepository' | 'pauseDownload' | 'resumeDownload' | 'cancelDownload'
> {
  const tell = (asked: Promise<Refusal | null>): void => void asked.catch(() => SILENT).then(refuse)
  return {
    startDownload: async (wanted) => {
      const reply = await request('download:start', wanted).catch(() => SILENT)
      return 'refused' in reply ? reply : null
    },
    listRepository: async (repository) => {
      const reply = await request('download:files', { repository }).catch(() => SILENT)
      return 'refused' in reply ? reply : reply.files
    },
    pauseDownload: (download_id) => tell(request('download:pause', { download_id })),
    resumeDownload: (download_id) => tell(request('download:resume', { download_id })),
    cancelDownload: (download_id) => tell(request('download:cancel', { download_id })),
  }
}
