import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { getRawHeader } from '@electron/asar'

/**
 * One file of app.asar.
 * @typedef {object} ArchivedFile
 * @property {string} path with slashes
 * @property {boolean} unpacked beside the archive instead of in it
 * @property {boolean} link
 * @property {number} size
 * @property {{ algorithm: string, hash: string, blockSize: number, blocks: string[] } | undefined} integrity
 * @property {number} offset
 */

/** The whole list of an archive, and its files' bytes. */
export class AsarFile {
  #path
  #contents
  /** @type {ArchivedFile[]} */
  files = []
  /** What the runtime compares the archive with, on macOS and Windows. */
  headerHash

  /** @param {string} path */
  constructor(path) {
    const { header, headerString, headerSize } = getRawHeader(path)
    this.#path = path
    // Two numbers, of four bytes each with their pickle, stand before the header.
    this.#contents = 8 + headerSize
    this.headerHash = createHash('sha256').update(headerString).digest('hex')
    this.#walk(header, '')
  }

  /** @param {ArchivedFile} file */
  read(file) {
    if (file.unpacked) {
      const beside = join(`${this.#path}.unpacked`, file.path)
      return existsSync(beside) ? readFileSync(beside) : null
    }
    const bytes = Buffer.alloc(file.size)
    const archive = openSync(this.#path, 'r')
    try {
      readSync(archive, bytes, 0, file.size, this.#contents + file.offset)
    } finally {
      closeSync(archive)
    }
    return bytes
  }

  /**
   * @param {{ files: Record<string, any> }} folder
   * @param {string} path
   */
  #walk({ files }, path) {
    for (const [name, entry] of Object.entries(files)) {
      if (entry.files) this.#walk(entry, `${path}${name}/`)
      else {
        this.files.push({
          path: path + name,
          unpacked: entry.unpacked === true,
          link: entry.link !== undefined,
          size: entry.size ?? 0,
          integrity: entry.integrity,
          offset: Number(entry.offset ?? 0),
        })
      }
    }
  }
}
