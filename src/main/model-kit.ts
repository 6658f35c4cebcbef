import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineShelf } from './engines/engine-shelf.ts'
import { LOCAL_MODELS } from './engines/engine-shelf.ts'
import type { LlamaEngine } from './engines/llama/llama-engine.ts'
import type { Asking } from './ipc/asking.ts'
import type { Broadcast } from './ipc/broadcast.ts'
import { modelHandlers } from './ipc/model-handlers.ts'
import type { Clock } from './lib/clock.ts'
import { downloadRecords } from './models/download/download-record.ts'
import { Downloads, retryAfter } from './models/download/downloads.ts'
import { Network } from './models/download/network.ts'
import { FileReader } from './models/file-reader.ts'
import { freeBytes } from './models/free-space.ts'
import { JsonBook } from './models/json-book.ts'
import { knownFiles } from './models/known-files.ts'
import { Library } from './models/library.ts'
import { Teller } from './models/teller.ts'
import type { WriteLog } from './ports.ts'
import type { Store } from './store/store.ts'
import type { StreamRegistry } from './streams/stream-registry.ts'
import { askModelFiles, askModelFolder } from './window/file-dialogs.ts'
import { showFile } from './window/show-file.ts'
import type { ModelLibrary } from '../shared/model-library.ts'
import type { LocalModels } from '../shared/settings.ts'

/** Windows hear of progress so often. */
const TELL_EVERY_MS = 250
const DOWNLOADS_AT_ONCE = 2
/** No byte for so long is a lost connection. */
const SILENCE_MS = 30_000
/** Left on the disk, on which chats may be, too. */
const KEEP_FREE_BYTES = 512 * 1024 * 1024

export interface ModelKitNeeds {
  clock: Clock
  writeLog: WriteLog
  /** The app's own data. */
  folder: string
  threads: { header: URL; hash: URL }
  store: Store
  registry: StreamRegistry
  asking: Asking
  broadcast: Broadcast
  llama: Pick<LlamaEngine, 'models' | 'supervisor'>
  shelf: Pick<EngineShelf, 'refresh'>
}

/** Where model files are as long as nobody chose another folder. */
export const modelsFolder = (app_folder: string): string => join(app_folder, 'models')

/** The model files of this computer, and how more of them come. */
export function createModelKit(needs: ModelKitNeeds) {
  const { clock, folder, threads, broadcast, llama, shelf } = needs
  const reader = new FileReader({ clock, header_thread: threads.header, hash_thread: threads.hash })
  const state = (): ModelLibrary => ({ ...library.state(), downloads: downloads.views() })
  const teller = new Teller({
    clock,
    every_ms: TELL_EVERY_MS,
    tell: () => {
      broadcast('models:changed', state())
      void library.refreshFree()
    },
    moves: () => downloads.views().some((download) => download.state === 'running'),
  })
  const onChanged = (): void => teller.changed()
  const library: Library = new Library({
    reader,
    clock,
    onChanged,
    ...settingsOf(needs),
    book: new JsonBook(join(folder, 'model-files.json'), knownFiles),
    own_folder: modelsFolder(folder),
    list: () => llama.models(),
    release: (model) => release(needs, model),
    onModels: () => void shelf.refresh(LOCAL_MODELS.connection_id),
  })
  const { downloads, network } = buildDownloads(needs, { reader, library, onChanged })
  const models = {
    state,
    add: (paths: readonly string[]) => library.add(paths),
    remove: (model: string) => library.remove(model),
    restore: (model: string) => library.restore(model),
    useFolder: (chosen: string) => library.useFolder(chosen),
    pathOf: (model: string | null) => library.pathOf(model),
  }
  return {
    handlers: modelHandlers({ models, downloads, askModelFiles, askFolder: askModelFolder, showFile }),
    /** After the start: what is read of the disk and the network waits for nobody's first look. */
    open: async (): Promise<void> => {
      // Without it there is nothing to watch, and nowhere to put a file by hand.
      await mkdir(modelsFolder(folder), { recursive: true }).catch(() => {})
      await Promise.all([library.open(), downloads.open()])
    },
    /** The settings may name other files now. */
    look: (): void => void library.look(),
    dispose: async (): Promise<void> => {
      teller.dispose()
      await Promise.all([library.dispose(), downloads.dispose()])
      await network.dispose()
    },
  }
}

function buildDownloads(
  { clock, writeLog, folder, store }: ModelKitNeeds,
  { reader, library, onChanged }: { reader: FileReader; library: Library; onChanged: () => void },
) {
  const network = new Network()
  const downloads = new Downloads({
    clock,
    writeLog,
    reader,
    freeBytes,
    onChanged,
    book: new JsonBook(join(folder, 'model-downloads.json'), downloadRecords),
    newId: randomUUID,
    folder: () => library.folder,
    hub_url: () => store.settings.get().local_models.hub_url,
    dispatcherOf: network.dispatcherOf,
    at_once: DOWNLOADS_AT_ONCE,
    silence_ms: SILENCE_MS,
    keep_free_bytes: KEEP_FREE_BYTES,
    retry_ms: retryAfter,
    onDone: (file) => void library.downloaded(file),
  })
  return { downloads, network }
}

function settingsOf({ store, broadcast }: ModelKitNeeds) {
  return {
    settings: () => store.settings.get().local_models,
    changeSettings: async (change: Partial<LocalModels>): Promise<void> => {
      const { local_models } = store.settings.get()
      broadcast(
        'settings:changed',
        await store.settings.set({ local_models: { ...local_models, ...change } }),
      )
    },
  }
}

/** Its answers are stopped, not failed, before what they come from goes. */
async function release({ registry, asking, llama }: ModelKitNeeds, model: string): Promise<void> {
  await registry.stopAll('stopped', ({ session_id }) => {
    const asked = asking.askedLast(session_id)
    return asked?.connection_id === LOCAL_MODELS.connection_id && asked.model === model
  })
  await llama.supervisor.unload(model)
}
