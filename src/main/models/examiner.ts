import { stat } from 'node:fs/promises'
import type { FileReader } from './file-reader.ts'
import type { JsonBook } from './json-book.ts'
import type { KnownFile, KnownFiles } from './known-files.ts'
import { trimKnown } from './known-files.ts'
import type { ListedFile } from './library.ts'

const NOTHING = { facts: null, problem: null, sha256: null, source: null }
const GET_AGAIN = 'Get it again, or remove it.'

export interface ExaminerOptions {
  reader: FileReader
  book: JsonBook<KnownFiles>
  signal: AbortSignal
  /** Something was found out. */
  onLearned: () => void
}

/** Finds out about model files, one after the other, and remembers it until they change. */
export class Examiner {
  #options: ExaminerOptions
  #known: KnownFiles = {}
  #files: readonly ListedFile[] = []
  /** Could not be read to their end as they are now. */
  #unhashable = new Set<string>()
  #running: Promise<void> | null = null
  #opening: Promise<void> | null = null

  constructor(options: ExaminerOptions) {
    this.#options = options
  }

  /** Reads what was known; once. */
  open(): Promise<void> {
    this.#opening ??= this.#options.book.read({}).then((known) => void (this.#known = known))
    return this.#opening
  }

  of(path: string): KnownFile | undefined {
    return this.#known[path]
  }

  /** Whether its hash is still found out. */
  isHashing(path: string): boolean {
    const known = this.#known[path]
    return known !== undefined && this.#isUnhashed(known, path)
  }

  /** Forgets what was known of a file that is another one now; true when something was. */
  async refresh(path: string): Promise<boolean> {
    const info = await stat(path).catch(() => null)
    const known = this.#known[path]
    if (!info || (known?.bytes === info.size && known.modified_ms === info.mtimeMs)) return false
    this.#known[path] = { ...NOTHING, bytes: info.size, modified_ms: info.mtimeMs }
    this.#unhashable.delete(path)
    return true
  }

  /** What is known of a file that was just made, as it is now. */
  async note(path: string, news: Pick<KnownFile, 'sha256' | 'source'>): Promise<void> {
    await this.refresh(path)
    this.#learn(path, news)
  }

  /** From now on these are of interest. */
  examine(files: readonly ListedFile[]): void {
    this.#files = files
    this.#running ??= this.#run().finally(() => (this.#running = null))
  }

  /** Resolves when nothing of it runs any more; the signal has called it off. */
  async over(): Promise<void> {
    await this.#running
  }

  /** First what each says, which is quick, then the hashes. */
  async #run(): Promise<void> {
    while (!this.#options.signal.aborted) {
      const unread = this.#next(({ facts, problem }) => facts === null && problem === null)
      const unhashed = this.#next((known, { path }) => this.#isUnhashed(known, path))
      if (unread) await this.#readHeader(unread)
      else if (unhashed) await this.#hash(unhashed)
      else return
    }
  }

  #isUnhashed({ sha256, problem }: KnownFile, path: string): boolean {
    return sha256 === null && problem === null && !this.#unhashable.has(path)
  }

  #next(isOpen: (known: KnownFile, file: ListedFile) => boolean): ListedFile | undefined {
    return this.#files.find((file) => {
      const known = this.#known[file.path]
      return known !== undefined && isOpen(known, file)
    })
  }

  async #readHeader({ path, bytes }: ListedFile): Promise<void> {
    const { reader, signal } = this.#options
    const reading = await reader.header({ path, whole_bytes: null, model_bytes: bytes }, signal)
    if (reading === null) return
    if ('facts' in reading) this.#learn(path, { facts: reading.facts })
    else if ('problem' in reading) this.#learn(path, { problem: `${reading.problem} ${GET_AGAIN}` })
  }

  async #hash({ path }: ListedFile): Promise<void> {
    const { reader, signal } = this.#options
    const sha256 = await reader.sha256(path, signal)
    if (signal.aborted) return
    // Another file by now: it is begun anew with it.
    if (await this.refresh(path)) return
    if (sha256 === null) {
      this.#unhashable.add(path)
      this.#options.onLearned()
    } else this.#learn(path, { sha256 })
  }

  #learn(path: string, news: Partial<KnownFile>): void {
    const known = this.#known[path]
    if (!known) return
    this.#known[path] = { ...known, ...news }
    const kept = trimKnown(this.#known, new Set([path, ...this.#files.map((file) => file.path)]))
    // Refused by the disk: it is found out once more at the next start.
    this.#options.book.write(kept).catch(() => {})
    this.#options.onLearned()
  }
}
