import { stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, resolve } from 'node:path'
import type { Clock, Undo } from '../lib/clock.ts'
import { whyNot } from '../lib/why-not.ts'
import { within } from '../lib/within.ts'
import type { Refusal } from '../../shared/ipc-contract.ts'
import type { AddedModels, LibraryModel, ModelLibrary } from '../../shared/model-library.ts'
import { ADDED_FILES_MAX } from '../../shared/model-library.ts'
import type { LocalModels } from '../../shared/settings.ts'
import { Examiner } from './examiner.ts'
import type { FileReader } from './file-reader.ts'
import { FolderWatch } from './folder-watch.ts'
import { freeBytes } from './free-space.ts'
import type { JsonBook } from './json-book.ts'
import type { KnownFiles } from './known-files.ts'
import { hasOwnHeader, isModelName } from './model-file-name.ts'
import type { SetAside } from './removed-files.ts'
import { purge, purgeLeftovers, putBack, setAside } from './removed-files.ts'

/** How long a removal can be undone. */
export const UNDO_MS = 10_000
/** Quitting waits no longer for a disk that hangs. */
const DISPOSE_MS = 1_000
const GONE: Refusal = { refused: 'This model is not there any more.' }

/** A model file as the engine lists it. */
export interface ListedFile {
  model: string
  label: string
  path: string
  bytes: number
}

export interface LibraryOptions {
  clock: Clock
  reader: FileReader
  book: JsonBook<KnownFiles>
  settings: () => LocalModels
  /** Rejects with a StoreError when the disk refuses. */
  changeSettings: (change: Partial<LocalModels>) => Promise<void>
  own_folder: string
  list: () => Promise<ListedFile[]>
  /** Ends what runs on a model and unloads it. */
  release: (model: string) => Promise<void>
  /** Something a window shows changed. */
  onChanged: () => void
  /** There are other models than before. */
  onModels: () => void
}

/** What can be brought back: files that were set aside, or the path of one that was added where it lies. */
type Removed = { aside: SetAside } | { added: string }

/** The model files of this computer: which there are, what they say of themselves, and their removal. */
export class Library {
  #options: LibraryOptions
  #examiner: Examiner
  #listed: ListedFile[] = []
  #free: number | null = null
  #freeing: Promise<void> | null = null
  #removed = new Map<string, { removed: Removed; cancel: Undo }>()
  /** One change of the settings after the other: each begins with what the one before left. */
  #changing: Promise<unknown> = Promise.resolve()
  #watch: FolderWatch
  #looking: Promise<void> | null = null
  #look_again = false
  #over = new AbortController()

  constructor(options: LibraryOptions) {
    this.#options = options
    const { reader, book, onChanged: onLearned } = options
    this.#examiner = new Examiner({ reader, book, signal: this.#over.signal, onLearned })
    this.#watch = new FolderWatch(
      options.clock,
      () => this.folder,
      () => void this.look(),
    )
  }

  get folder(): string {
    return this.#options.settings().folder ?? this.#options.own_folder
  }

  async open(): Promise<void> {
    await purgeLeftovers(this.folder)
    await this.look()
  }

  state(): Omit<ModelLibrary, 'downloads'> {
    return {
      folder: this.folder,
      own_folder: this.folder === this.#options.own_folder,
      free_bytes: this.#free,
      models: this.#listed.map((file) => this.#shown(file)),
    }
  }

  /** Where a model lies; of no model (null) the folder. */
  pathOf(model: string | null): string | null {
    return model === null ? this.folder : (this.#find(model)?.path ?? null)
  }

  /** Asks the disk which models there are. Calls while one is at it are answered by one more. */
  look(): Promise<void> {
    if (this.#looking) this.#look_again = true
    this.#looking ??= this.#look().finally(() => (this.#looking = null))
    return this.#looking
  }

  async add(paths: readonly string[]): Promise<AddedModels | Refusal> {
    const added: AddedModels = { added: [], refused: [] }
    const taken: string[] = []
    for (const given of paths) {
      const path = resolve(given)
      const why = isAbsolute(given) ? await this.#whyNotAdded(path, taken) : 'This is no whole path.'
      if (why !== null) added.refused.push({ name: basename(given), why })
      else taken.push(path)
    }
    if (taken.length === 0) return added
    await this.#changeFiles((files) => [...new Set([...files, ...taken])])
    added.added = taken.map((path) => basename(path).replace(/\.gguf$/i, ''))
    await this.look()
    return added
  }

  async remove(model: string): Promise<{ undo_ms: number } | Refusal> {
    const file = this.#find(model)
    if (!file) return GONE
    await this.#options.release(model)
    if (!this.#isInFolder(file)) {
      await this.#changeFiles((files) => files.filter((path) => path !== file.path))
      this.#keepForUndo(model, { added: file.path })
    } else {
      try {
        this.#keepForUndo(model, { aside: await setAside(file.path) })
      } catch (error) {
        return {
          refused: `“${file.label}” was not removed: ${whyNot(error)}. Close what uses it, then try again.`,
        }
      }
    }
    await this.look()
    return { undo_ms: UNDO_MS }
  }

  /** When the disk refuses, it can be tried again, with all of its time. */
  async restore(model: string): Promise<null | Refusal> {
    const kept = this.#removed.get(model)
    if (!kept) return { refused: 'It is too late to bring this model back.' }
    // Before the disk is asked: nothing may delete it while it is on its way back.
    kept.cancel()
    this.#removed.delete(model)
    try {
      const refusal = await this.#bringBack(kept.removed)
      if (refusal) this.#keepForUndo(model, kept.removed)
      else await this.look()
      return refusal
    } catch (error) {
      this.#keepForUndo(model, kept.removed)
      throw error
    }
  }

  async useFolder(folder: string): Promise<null | Refusal> {
    const info = await stat(folder).catch(() => null)
    if (!info?.isDirectory()) return { refused: 'This is no folder. Choose another one.' }
    await this.#change(() => ({ folder: folder === this.#options.own_folder ? null : resolve(folder) }))
    await this.look()
    return null
  }

  /** A file that was just downloaded, of which its hash is known. */
  async downloaded({
    path,
    sha256,
    source,
  }: {
    path: string
    sha256: string | null
    source: string
  }): Promise<void> {
    await this.#examiner.open()
    await this.#examiner.note(path, { sha256, source })
    await this.look()
  }

  /** One question at a time: on a disk that hangs they must not pile up. */
  refreshFree(): Promise<void> {
    this.#freeing ??= freeBytes(this.folder)
      .then((free) => void (this.#free = free))
      .finally(() => (this.#freeing = null))
    return this.#freeing
  }

  /** What is set aside is deleted at the next start. */
  async dispose(): Promise<void> {
    this.#over.abort()
    this.#watch.dispose()
    for (const { cancel } of this.#removed.values()) cancel()
    const over = Promise.all([this.#looking, this.#examiner.over()]).then(() => this.#options.book.idle())
    await within(this.#options.clock, DISPOSE_MS, over)
  }

  async #look(): Promise<void> {
    const { list, onChanged, onModels } = this.#options
    do {
      this.#look_again = false
      const [listed] = await Promise.all([list(), this.refreshFree(), this.#examiner.open()])
      if (this.#over.signal.aborted) return
      this.#watch.follow()
      const stale = await Promise.all(listed.map(({ path }) => this.#examiner.refresh(path)))
      const isSame = JSON.stringify(listed) === JSON.stringify(this.#listed)
      this.#listed = listed
      if (!isSame) onModels()
      if (!isSame || stale.includes(true)) onChanged()
    } while (this.#look_again)
    this.#examiner.examine(this.#listed)
  }

  #shown(file: ListedFile): LibraryModel {
    const { model, label, path, bytes } = file
    const { facts = null, problem = null, sha256 = null, source = null } = this.#examiner.of(path) ?? {}
    return {
      model,
      label,
      bytes,
      in_folder: this.#isInFolder(file),
      path,
      facts,
      problem,
      sha256: sha256 || null,
      hashing: this.#examiner.isHashing(path),
      source,
    }
  }

  #find(model: string): ListedFile | undefined {
    return this.#listed.find((file) => file.model === model)
  }

  #isInFolder({ model, path }: ListedFile): boolean {
    return model === basename(path)
  }

  async #whyNotAdded(path: string, taken: readonly string[]): Promise<string | null> {
    const { files } = this.#options.settings()
    const info = await stat(path).catch((error: NodeJS.ErrnoException) => error)
    if (info instanceof Error) return `This file cannot be read (${info.code ?? 'no reason told'}).`
    if (info.isDirectory()) return 'This is a folder. Choose it as the folder of models instead.'
    if (!isModelName(path)) return 'The name of a model file ends in .gguf; this one is something else.'
    if (!hasOwnHeader(path))
      return 'This is a later part of a model. Add its first file, and the others beside it are found.'
    if (dirname(path) === resolve(this.folder))
      return 'This file is in the folder of models, and so in the list already.'
    if (files.includes(path) || taken.includes(path)) return 'This file was added before.'
    if (files.length + taken.length >= ADDED_FILES_MAX)
      return 'There are too many added files. Remove some first.'
    const question = { path, whole_bytes: null, model_bytes: info.size }
    const reading = await this.#options.reader.header(question, this.#over.signal)
    if (reading && 'facts' in reading) return null
    return reading && 'problem' in reading ? reading.problem : 'Sluice is being closed.'
  }

  async #bringBack(removed: Removed): Promise<null | Refusal> {
    if ('added' in removed) {
      await this.#changeFiles((files) => [...new Set([...files, removed.added])])
      return null
    }
    try {
      const taken = await putBack(removed.aside)
      return taken === null
        ? null
        : { refused: `There is another file “${taken}” by now. Move it away, then undo again.` }
    } catch (error) {
      return { refused: `The model was not brought back: ${whyNot(error)}. Undo again.` }
    }
  }

  #keepForUndo(model: string, removed: Removed): void {
    // On the way out: what is set aside is deleted at the next start.
    if (this.#over.signal.aborted) return
    const really = (gone: Removed): void => {
      if ('aside' in gone) void purge(gone.aside).catch(() => {})
    }
    // Removed once more within the time: the one before is not brought back any more.
    const before = this.#removed.get(model)
    before?.cancel()
    if (before) really(before.removed)
    const cancel = this.#options.clock.after(UNDO_MS, () => {
      this.#removed.delete(model)
      really(removed)
    })
    this.#removed.set(model, { removed, cancel })
  }

  #changeFiles(change: (files: readonly string[]) => string[]): Promise<void> {
    return this.#change(({ files }) => ({ files: change(files) }))
  }

  #change(change: (now: LocalModels) => Partial<LocalModels>): Promise<void> {
    const { settings, changeSettings } = this.#options
    const changed = this.#changing.then(() => changeSettings(change(settings())))
    this.#changing = changed.catch(() => {})
    return changed
  }
}
