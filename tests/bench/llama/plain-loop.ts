import { getLlama, LlamaLogLevel } from 'node-llama-cpp'
import { samplingOf } from '../../../src/main/engines/llama/sampling.ts'

/** The library as its documents use it, in a process of its own: what Sluice's speed is measured against. */
const [path = '', tokens = '0'] = process.argv.slice(2)
const llama = await getLlama({
  gpu: 'auto',
  build: 'never',
  skipDownload: true,
  logLevel: LlamaLogLevel.error,
})
llama.maxThreads = Math.max(1, llama.cpuMathCores - 1)
const model = await llama.loadModel({ modelPath: path })
const context = await model.createContext({ contextSize: 8_192, threads: llama.maxThreads })
const sequence = context.getSequence()

/** Milliseconds for the tokens after the first. */
async function write(seed: number): Promise<number> {
  await sequence.clearHistory()
  let first_at = 0
  let count = 0
  let text = ''
  for await (const token of sequence.evaluate(model.tokenize('Hello there'), samplingOf({ seed }, []))) {
    text += model.detokenize([token])
    first_at ||= performance.now()
    if (++count > Number(tokens)) break
  }
  if (text === '') throw new Error('it wrote nothing')
  return performance.now() - first_at
}

process.on('message', (seed: number) => void write(seed).then((ms) => process.send?.({ ms })))
process.send?.({ ms: 0 })
