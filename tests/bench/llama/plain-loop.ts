import { getLlama, LlamaLogLevel } from 'node-llama-cpp'
import { ChatFormat } from '../../../src/main/engines/llama/chat-format.ts'
import { samplingOf } from '../../../src/main/engines/llama/sampling.ts'

export interface Written {
  ms: number
  cpu_ms: number
  text: string
}

/**
 * The library as its documents use it, in a process of its own: what Sluice's speed is measured against. The same prompt and
 * the same seeds, so that both compute the very same tokens at the same places of the context.
 */
const [path = '', content = '', tokens = '0'] = process.argv.slice(2)
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
const prompt = ChatFormat.resolve(model, undefined).write([{ role: 'user', content }]).tokens

/** The time and processor time of the tokens after the first. */
async function write(seed: number): Promise<Written> {
  await sequence.clearHistory()
  let first_at = 0
  let first_cpu: NodeJS.CpuUsage | undefined
  let count = 0
  let text = ''
  for await (const token of sequence.evaluate(prompt, samplingOf({ seed }, []))) {
    text += model.detokenize([token])
    first_at ||= performance.now()
    first_cpu ??= process.cpuUsage()
    if (++count > Number(tokens)) break
  }
  const ms = performance.now() - first_at
  const { user, system } = process.cpuUsage(first_cpu)
  return { ms, cpu_ms: (user + system) / 1_000, text }
}

process.on('message', (seed: number) => void write(seed).then((written) => process.send?.(written)))
process.send?.('ready')
