import {
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { resolve } from 'node:path'

/**
 * The file of `--out`: either the whole result or what was there before. Written beside its place and renamed. Opened
 * before the work begins, so that nobody waits a minute to hear that the folder does not exist.
 */
export class ResultFile {
  readonly path: string
  #beside: string
  #handle: number | null

  private constructor(path: string, beside: string, handle: number) {
    this.path = path
    this.#beside = beside
    this.#handle = handle
  }

  /** A refusal when nothing can be written there. */
  static open(given: string): ResultFile | { refused: string } {
    let path = resolve(given)
    try {
      const there = statSync(path, { throwIfNoEntry: false })
      if (there?.isDirectory()) throw new Error('it is a folder')
      // A device or a pipe would be replaced by a file: as root even /dev/null.
      if (there && !there.isFile()) throw new Error('it is no ordinary file')
      // A link stays one; what it leads to is written.
      if (there) path = realpathSync(path)
      const beside = `${path}.${process.pid}.new`
      return new ResultFile(path, beside, openSync(beside, 'w'))
    } catch (error) {
      return { refused: unwritable(path, error) }
    }
  }

  /** Puts the text in place, in UTF-8; a refusal when the disk does not take it. */
  write(text: string): { refused: string } | null {
    if (this.#handle === null) throw new Error('a result is written once')
    try {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at)
      fsyncSync(this.#handle)
      this.#close()
      renameSync(this.#beside, this.path)
      return null
    } catch (error) {
      this.drop()
      return { refused: unwritable(this.path, error) }
    }
  }

  /** Leaves no trace of a result that never came. Harmless after `write`. */
  drop(): void {
    this.#close()
    rmSync(this.#beside, { force: true })
  }

  #close(): void {
    if (this.#handle !== null) closeSync(this.#handle)
    this.#handle = null
  }
}

function unwritable(path: string, error: unknown): string {
  return `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`
}
