import type { Llama } from 'node-llama-cpp'
import { setTimeout as sleep } from 'node:timers/promises'
import { getLlama, LlamaLogLevel } from 'node-llama-cpp'
import { answerLibraryTest } from './library-test.ts'

const WORDS_KEPT = 20
const WORDS_COME_WITHIN_MS = 50

/** llama.cpp, loaded from its prebuilt library: nothing is compiled and nothing downloaded. */
export class LlamaLibrary {
  readonly llama: Llama
  #words: string[]

  private constructor(llama: Llama, words: string[]) {
    this.llama = llama
    this.#words = words
  }

  static async open(graphics: boolean): Promise<LlamaLibrary> {
    const words: string[] = []
    answerLibraryTest()
    const llama = await getLlama({
      gpu: graphics ? 'auto' : false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.warn,
      logger: (_level, text) => {
        // Main keeps the end of this for the sentence of a crash.
        process.stderr.write(`${text.trimEnd()}\n`)
        words.push(text.trim())
        if (words.length > WORDS_KEPT) words.shift()
      },
    })
    // Its own choice is at least 4, which on two cores is a hundred times slower than 1.
    llama.maxThreads = Math.max(1, llama.cpuMathCores - 1)
    return new LlamaLibrary(llama, words)
  }

  get threads(): number {
    return this.llama.maxThreads
  }

  /** What it says from now on, asked when something failed: its words may come later than its error. */
  listen(): () => Promise<string> {
    this.#words.length = 0
    return async () => {
      await sleep(WORDS_COME_WITHIN_MS)
      return this.#words.join(' ')
    }
  }
}
