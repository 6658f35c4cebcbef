import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { whyNot } from '../lib/why-not.ts'
import { TransferFault } from './transfer-fault.ts'

const BUFFER_CHARS = 256 * 1024

/** A file under another name until it is whole: what stood in its place stays until then. */
export class PartFile {
  readonly path: string
  #part: string
  #file: FileHandle
  #pending: string[] = []
  #chars = 0
  /** Bytes in the file. */
  #written = 0

  private constructor(path: string, part: string, file: FileHandle) {
    this.path = path
    this.#part = part
    this.#file = file
  }

  static async create(path: string): Promise<PartFile> {
    const part = `${path}.part`
    return orFault(path, async () => new PartFile(path, part, await open(part, 'w')))
  }

  async write(text: string): Promise<void> {
    if (text === '') return
    this.#pending.push(text)
    this.#chars += text.length
    if (this.#chars >= BUFFER_CHARS) await this.#flush()
  }

  /** A place to come back to with `rewind`. */
  async mark(): Promise<number> {
    await this.#flush()
    return this.#written
  }

  /** Forgets what was written since. */
  async rewind(mark: number): Promise<void> {
    this.#pending = []
    this.#chars = 0
    await orFault(this.path, () => this.#file.truncate(mark))
    this.#written = mark
  }

  /** Safe on the disk, then under its own name. */
  async finish(): Promise<void> {
    await this.#flush()
    await orFault(this.path, async () => {
      await this.#file.sync()
      await this.#file.close()
      await rename(this.#part, this.path)
    })
  }

  /** Leaves nothing. Never rejects. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => {})
    await rm(this.#part, { force: true }).catch(() => {})
  }

  async #flush(): Promise<void> {
    if (this.#pending.length === 0) return
    const bytes = Buffer.from(this.#pending.join(''))
    this.#pending = []
    this.#chars = 0
    await orFault(this.path, async () => {
      for (let from = 0; from < bytes.length;) {
        const { bytesWritten } = await this.#file.write(bytes, from, bytes.length - from, this.#written)
        from += bytesWritten
        this.#written += bytesWritten
      }
    })
  }
}

async function orFault<Output>(path: string, work: () => Promise<Output>): Promise<Output> {
  try {
    return await work()
  } catch (error) {
    const where = `“${basename(path)}” was not written in ${dirname(path)}`
    throw new TransferFault(`${where}: ${whyNot(error)}. Choose another place.`, { cause: error })
  }
}
