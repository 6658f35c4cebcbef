import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { appendFileSync } from 'node:fs'
import { dirname } from 'node:path'

const FILE_MAX_BYTES = 5 * 1024 * 1024
const FILES_KEPT = 5
const FLUSH_EVERY_MS = 200

/**
 * JSON lines with the time, in files of at most 5 MiB, five kept (`sluice.log`, `sluice.log.1`, …). Writing never throws
 * and never waits: lines gather for 200 ms. `flushNow` is for the way out.
 */
export class LogFile {
  #path: string
  #lines: string[] = []
  #bytes: number | null = null
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  write(line: { event: string; [field: string]: unknown }): void {
    this.#lines.push(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#writing = this.#writing.then(() => this.#flush())
    }, FLUSH_EVERY_MS)
  }

  /** Writes what is held, at once and synchronously: a crash or an exit follows. */
  flushNow(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const text = this.#lines.splice(0).join('')
    if (text === '') return
    try {
      appendFileSync(this.#path, text)
    } catch {
      // Without a disk there is no log; that must not stop an exit.
    }
  }

  async #flush(): Promise<void> {
    const text = this.#lines.splice(0).join('')
    if (text === '') return
    try {
      await mkdir(dirname(this.#path), { recursive: true })
      this.#bytes ??= await stat(this.#path).then(
        ({ size }) => size,
        () => 0,
      )
      if (this.#bytes > FILE_MAX_BYTES) await this.#rotate()
      await appendFile(this.#path, text)
      this.#bytes += Buffer.byteLength(text)
    } catch {
      // A full disk must not take the app down; the lines are lost, the answers are not.
    }
  }

  async #rotate(): Promise<void> {
    await rm(`${this.#path}.${FILES_KEPT - 1}`, { force: true })
    for (let n = FILES_KEPT - 2; n >= 1; n--)
      await rename(`${this.#path}.${n}`, `${this.#path}.${n + 1}`).catch(() => {})
    await rename(this.#path, `${this.#path}.1`)
    this.#bytes = 0
  }
}
