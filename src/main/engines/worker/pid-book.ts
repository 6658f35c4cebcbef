import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { processStartTime } from '../../lib/process-start-time.ts'

interface Entry {
  pid: number
  /** As the system tells it; a pid alone may by now belong to somebody else. */
  started: string
}

/**
 * Which engine processes live, on disk, so that the next start can end what a killed app left behind. (They also end by
 * themselves when their parent is gone; this is the second net.)
 */
export class PidBook {
  #file: string
  #entries = new Map<number, Entry>()

  constructor(file: string) {
    this.#file = file
  }

  /** Kills what an earlier run left, by pid and start time together. Returns the pids killed. */
  async killLeftovers(): Promise<number[]> {
    const left = readEntries(this.#file)
    const killed: number[] = []
    for (const { pid, started } of left) {
      if ((await processStartTime(pid)) !== started) continue
      try {
        process.kill(pid, 'SIGKILL')
        killed.push(pid)
      } catch {
        // Gone between the question and the kill: what was wanted.
      }
    }
    // Only now: if this start is cut short, the next one finds them again.
    rmSync(this.#file, { force: true })
    return killed
  }

  add(pid: number): void {
    this.#entries.set(pid, { pid, started: '' })
    void processStartTime(pid).then((started) => {
      if (started === null || !this.#entries.has(pid)) return
      this.#entries.set(pid, { pid, started })
      this.#write()
    })
  }

  remove(pid: number): void {
    if (this.#entries.delete(pid)) this.#write()
  }

  // A few hundred bytes, a few times a minute. A kill -9 finds the old file or the new one, never half of one.
  #write(): void {
    const known = [...this.#entries.values()].filter((entry) => entry.started !== '')
    try {
      writeFileSync(`${this.#file}.new`, JSON.stringify(known))
      renameSync(`${this.#file}.new`, this.#file)
    } catch {
      // A full disk must not keep an engine from starting; the processes' own guard remains.
    }
  }
}

function readEntries(file: string): Entry[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(value) ? value.filter(isEntry) : []
  } catch {
    return []
  }
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Partial<Entry> | null
  return Number.isSafeInteger(entry?.pid) && Number(entry?.pid) > 1 && typeof entry?.started === 'string'
}
