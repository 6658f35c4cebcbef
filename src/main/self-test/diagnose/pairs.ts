import type { LogLine } from '../../ports.ts'
import { Noted } from './noted.ts'
import { Samples } from './samples.ts'

const OPEN_MAX = 1_000

/** Troubles that begin with one line and are over with another, told apart by a key; what stays open is what matters. */
export class Pairs {
  /** Over again, or never begun by a line of their own. */
  readonly over = new Noted()
  readonly over_ms = new Samples()
  /** Not over when their run of the app was. */
  readonly never_over = new Noted()
  #open = new Map<string, LogLine>()

  /** A second line of the same trouble takes the place of the first. */
  begin(key: string, line: LogLine): void {
    this.#open.set(key, line)
    if (this.#open.size <= OPEN_MAX) return
    const [oldest] = this.#open
    if (oldest) this.#giveUp(...oldest)
  }

  isOpen(key: string): boolean {
    return this.#open.has(key)
  }

  finish(key: string, line: LogLine, ms: number): void {
    this.#open.delete(key)
    this.over.add(line)
    this.over_ms.add(ms)
  }

  /** Over in a way that is another check's business. */
  drop(key: string): void {
    this.#open.delete(key)
  }

  /** The run is over. */
  close(): void {
    for (const [key, line] of this.#open) this.#giveUp(key, line)
  }

  /** The line that ended one of them may be missing. */
  missed(): void {
    this.#open.clear()
  }

  #giveUp(key: string, line: LogLine): void {
    this.#open.delete(key)
    this.never_over.add(line)
  }
}
