import childProcess from 'node:child_process'
import { EventEmitter } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'

/** The file that node-llama-cpp forks before it loads a library: a process that loads it first, to see whether that crashes. */
const TEST_FILE = /testBindingBinary\.js$/

/** What it says at each question; https://github.com/withcatai/node-llama-cpp has its words in testBindingBinary. */
const REPLIES: Record<string, string> = { start: 'loaded', test: 'done' }

/**
 * In a utilityProcess nothing can be forked: the app's program is no Node (its fuses say so), and what came up instead would
 * be a second Sluice. So the test is answered as passed. A library that crashes takes this process along, and no other.
 */
export function answerLibraryTest(): void {
  if (!('parentPort' in process)) return
  const { fork } = childProcess
  Object.assign(childProcess, {
    fork: (...args: Parameters<typeof fork>) =>
      TEST_FILE.test(String(args[0])) ? new PassedTest() : fork(...args),
  })
  syncBuiltinESMExports()
}

/** As much of a ChildProcess as the test looks at. */
class PassedTest extends EventEmitter {
  readonly killed = false
  exitCode: number | null = null
  readonly stdout = null
  readonly stderr = null

  constructor() {
    super()
    this.#later('message', { type: 'ready' })
  }

  send({ type }: { type: string }): boolean {
    const reply = REPLIES[type]
    if (reply) this.#later('message', { type: reply })
    else if (type === 'exit') {
      this.exitCode = 0
      this.#later('exit', 0)
    }
    return true
  }

  kill(): boolean {
    return false
  }

  #later(event: string, value: unknown): void {
    setImmediate(() => this.emit(event, value))
  }
}
