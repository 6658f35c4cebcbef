import { link, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

const BUFFER_BYTES = 1024 * 1024

/** A file that grows at its end under another name. What the disk refuses rejects with the system's error. */
export class PartFile {
  #file: FileHandle
  #pending: Uint8Array[] = []
  #pending_bytes = 0
  #written: number

  private constructor(file: FileHandle, written: number) {
    this.#file = file
    this.#written = written
  }

  /** Opens what is there up to `from`, where it is that long; what is behind it was never made durable and goes. */
  static async open(path: string, from: number): Promise<PartFile> {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(path, 'r+').catch(() => open(path, 'wx+'))
    try {
      const { size } = await file.stat()
      const kept = Math.min(from, size)
      if (size > kept) await file.truncate(kept)
      return new PartFile(file, kept)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Bytes in the file and on their way into it. */
  get bytes(): number {
    return this.#written + this.#pending_bytes
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes)
    this.#pending_bytes += bytes.length
    if (this.#pending_bytes >= BUFFER_BYTES) await this.#write()
  }

  /** Everything so far is on the disk when this resolves. */
  async flush(): Promise<void> {
    await this.#write()
    await this.#file.datasync()
  }

  async restart(): Promise<void> {
    this.#forget()
    await this.#file.truncate(0)
    this.#written = 0
  }

  /** What was not flushed may be lost. Never rejects. */
  async close(): Promise<void> {
    this.#forget()
    await this.#file.close().catch(() => {})
  }

  #forget(): void {
    this.#pending = []
    this.#pending_bytes = 0
  }

  async #write(): Promise<void> {
    const bytes = Buffer.concat(this.#pending)
    this.#forget()
    for (let from = 0; from < bytes.length;) {
      const { bytesWritten } = await this.#file.write(bytes, from, bytes.length - from, this.#written)
      from += bytesWritten
      this.#written += bytesWritten
    }
  }
}

/**
 * Gives a whole file its name; false when something has it already, which stays. A link is made first, because a rename
 * writes over what is there; a disk without links (FAT) is looked at instead.
 */
export async function publish(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path)
    await rm(part)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    if (await isThere(path)) return false
    await rename(part, path)
  }
  await syncFolder(dirname(path))
  return true
}

export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** Windows opens no folders; its file system keeps names in order by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
