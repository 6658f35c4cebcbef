import type { Clock } from '../lib/clock.ts'
import type { HeaderQuestion, HeaderReading } from '../ports.ts'
import { askThread } from './ask-thread.ts'

/** A real header takes a second where the disk is slow. */
const HEADER_MS = 20_000

export interface FileReaderOptions {
  clock: Clock
  /** Answers a `HeaderQuestion` with a `HeaderReading`. */
  header_thread: URL
  hash_thread: URL
  header_ms?: number
}

/** Looks into model files in threads: no file, however it is made, holds the app up. */
export class FileReader {
  #options: FileReaderOptions

  constructor(options: FileReaderOptions) {
    this.#options = options
  }

  /** null when it was called off. */
  async header(question: HeaderQuestion, signal: AbortSignal): Promise<HeaderReading | null> {
    const { clock, header_thread: thread, header_ms = HEADER_MS } = this.#options
    const answer = await askThread({ thread, data: question, signal, clock, within_ms: header_ms })
    if (signal.aborted) return null
    return (answer as HeaderReading | null) ?? { problem: 'This file has a header that does not end.' }
  }

  /** In hex; null when it could not be read to its end, or was called off. */
  async sha256(path: string, signal: AbortSignal): Promise<string | null> {
    const { clock, hash_thread: thread } = this.#options
    const answer = await askThread({ thread, data: path, signal, clock, within_ms: null })
    return typeof answer === 'string' ? answer : null
  }
}
