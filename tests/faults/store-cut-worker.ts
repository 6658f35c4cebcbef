import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import { parentPort } from 'node:worker_threads'

/** The store's worker, in a process that dies at the n-th step of its work: SLUICE_CUT_AT says at which. */
let steps = Number(process.env['SLUICE_CUT_AT'] ?? Infinity)

function step(): void {
  if (--steps === 0) process.kill(process.pid, 'SIGKILL')
}

/** Before and after: a power cut may come between the two. */
function cut<Input extends unknown[], Output>(run: (...input: Input) => Output): (...input: Input) => Output {
  return (...input) => {
    step()
    const output = run(...input)
    step()
    return output
  }
}

fs.renameSync = cut(fs.renameSync)
fs.fsyncSync = cut(fs.fsyncSync)
fs.copyFileSync = cut(fs.copyFileSync)
fs.writeSync = cut(fs.writeSync) as typeof fs.writeSync
const remove = cut(fs.rmSync)
// Most of what is removed is not there.
fs.rmSync = (path, options) => {
  if (fs.existsSync(path)) remove(path, options)
}
syncBuiltinESMExports()
// What it says is a step, too: in the middle of a copy it says how far it is.
if (parentPort) parentPort.postMessage = cut(parentPort.postMessage.bind(parentPort))
await import('../../src/main/store/store-worker.ts')
