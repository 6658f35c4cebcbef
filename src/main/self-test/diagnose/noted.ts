import type { LogLine } from '../../ports.ts'
import { showLine } from './log-line.ts'

const EVIDENCE_MAX = 5

/** How often something was found, with the newest lines that show it. Bounded, however often that is. */
export class Noted {
  count = 0
  #newest: LogLine[] = []

  add(line: LogLine, count = 1): void {
    this.count += count
    this.show(line)
  }

  /** A line that belongs to what was found and is not counted. */
  show(line: LogLine): void {
    this.#newest.push(line)
    if (this.#newest.length > EVIDENCE_MAX) this.#newest.shift()
  }

  evidence(): string[] {
    return this.#newest.map(showLine)
  }
}
