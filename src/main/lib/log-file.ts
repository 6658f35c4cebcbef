import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { withoutContents } from './error-text.ts'

export const LOG_FILE_MAX_BYTES = 5 * 1024 * 1024
export const LOG_FILES_KEPT = 5
const FLUSH_EVERY_MS = 200

/**
 * JSON lines with the time, in files of at most 5 MiB, five kept (`sluice.log`, `sluice.log.1`, …). Of errors only what people
 * did not write is kept (error-text.ts). Writing never throws and never waits: lines gather for 200 ms. `flushNow` is for the
 * way out. Lines the disk refused are lost; `log_lines_lost` tells how many stood where it stands. A line that a full disk or a
 * power cut left half is ended before the next one, which would be unreadable otherwise.
 */
export class LogFile {
  readonly path: string
  #lines: string[] = []
  /** Handed to the disk and not confirmed yet. */
  #under_way = ''
  /** Lines the disk refused, which the file does not tell yet. */
  #lost = 0
  /** Size of the file as far as confirmed; null until it was looked at. */
  #bytes: number | null = null
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.path = path
  }

  write(line: { event: string; [field: string]: unknown }): void {
    this.#lines.push(`${asText(withoutContents(line))}\n`)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#writing = this.#writing.then(() => this.#flush())
    }, FLUSH_EVERY_MS)
  }

  /** Writes what is held, at once and synchronously: a crash or an exit follows. */
  flushNow(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const lines = this.#lines.splice(0)
    // What is under way tells of lost lines itself.
    const lost = this.#under_way === '' ? this.#lostLine() : ''
    try {
      const text = this.#notYetThere() + lost + lines.join('')
      if (text === '') return
      mkdirSync(dirname(this.path), { recursive: true })
      appendFileSync(this.path, endsInsideLine(this.path) ? `\n${text}` : text)
      this.#bytes = null
      this.#lost = 0
    } catch {
      // Without a disk there is no log; that must not stop an exit.
      this.#lost += lines.length
    }
  }

  /** What a write under way has not brought to the file yet: an exit would lose it. */
  #notYetThere(): string {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0
    const text = this.#under_way
    this.#under_way = ''
    return size >= (this.#bytes ?? 0) + Buffer.byteLength(text) ? '' : text
  }

  #lostLine(): string {
    return this.#lost === 0 ? '' : `${asText({ event: 'log_lines_lost', count: this.#lost })}\n`
  }

  async #flush(): Promise<void> {
    let taken = 0
    try {
      await mkdir(dirname(this.path), { recursive: true })
      const torn = this.#bytes === null && endsInsideLine(this.path)
      this.#bytes ??= await this.#size()
      taken = this.#lines.length
      this.#under_way = (torn ? '\n' : '') + this.#lostLine() + this.#lines.splice(0).join('')
      const added = Buffer.byteLength(this.#under_way)
      if (this.#bytes > 0 && this.#bytes + added > LOG_FILE_MAX_BYTES) {
        await this.#rotate()
        this.#bytes = await this.#size()
      }
      // Empty when `flushNow` has taken it over meanwhile.
      if (this.#under_way === '') return
      await appendFile(this.path, this.#under_way)
      if (this.#bytes !== null) this.#bytes += added
      this.#lost = 0
    } catch {
      // A full disk must not take the app down; the lines are lost, the answers are not.
      if (this.#under_way !== '') this.#lost += taken
      this.#bytes = null
    } finally {
      this.#under_way = ''
    }
  }

  #size(): Promise<number> {
    return stat(this.path).then(
      ({ size }) => size,
      () => 0,
    )
  }

  /** A file somebody holds open (Windows) cannot be moved: then this one grows on, which is better than no log. */
  async #rotate(): Promise<void> {
    await rm(`${this.path}.${LOG_FILES_KEPT - 1}`, { force: true }).catch(() => {})
    for (let n = LOG_FILES_KEPT - 2; n >= 1; n--)
      await rename(`${this.path}.${n}`, `${this.path}.${n + 1}`).catch(() => {})
    await rename(this.path, `${this.path}.1`).catch(() => {})
  }
}

/** Whether the file's last byte is not the end of a line; false for no file and for an empty one. */
function endsInsideLine(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })) return false
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const last = Buffer.alloc(1)
    return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n'
  } finally {
    closeSync(file)
  }
}

function asText(line: { event: string; [field: string]: unknown }): string {
  const time = new Date().toISOString()
  try {
    return JSON.stringify({ time, ...line })
  } catch (error) {
    return JSON.stringify({ time, event: line.event, unwritable: String(error) })
  }
}
