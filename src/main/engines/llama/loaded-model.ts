import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import type { LoadSetup } from '../worker/load-setup.ts'
import type { ModelLoad } from '../worker/worker-session.ts'
import { ChatFormat } from './chat-format.ts'
import type { LlamaLibrary } from './llama-library.ts'
import { loadFailure } from './load-failure.ts'
import { checkModelFiles, identityOf } from './model-parts.ts'

/** Where nobody asked for another size: enough for a long talk, and small beside the model itself. */
const CONTEXT_TOKENS = 8_192
const CONTEXT_TOKENS_MIN = 512
/** More than a chunk ever has. */
const BATCH_TOKENS = 512

/** A model in memory with room for one conversation. */
export class LoadedModel {
  readonly model: LlamaModel
  readonly sequence: LlamaContextSequence
  readonly format: ChatFormat
  /** What one token takes, tried out when everything was in memory. */
  readonly step_ms: number
  /** What was asked for and is not so, in a few words for people; empty when all is as asked. */
  readonly remarks: string
  #file: string
  #path: string

  private constructor(parts: {
    model: LlamaModel
    sequence: LlamaContextSequence
    format: ChatFormat
    step_ms: number
    remarks: string
    file: string
    path: string
  }) {
    this.model = parts.model
    this.sequence = parts.sequence
    this.format = parts.format
    this.step_ms = parts.step_ms
    this.remarks = parts.remarks
    this.#file = parts.file
    this.#path = parts.path
  }

  /** Rejects with an EngineFailure. */
  static async load(library: LlamaLibrary, load: ModelLoad): Promise<LoadedModel> {
    const { model: name, setup, findings } = load
    const { path, context_size, gpu_layers } = setup
    const words = library.listen()
    try {
      const file = await identityOf(path)
      checkModelFiles(path)
      const model = await library.llama.loadModel({
        modelPath: path,
        gpuLayers: gpu_layers ?? 'auto',
        onLoadProgress: percentages((percent) => load.onProgress(percent)),
      })
      const context = await model.createContext({
        contextSize: context_size ?? {
          min: CONTEXT_TOKENS_MIN,
          max: Math.max(CONTEXT_TOKENS_MIN, Math.min(CONTEXT_TOKENS, model.trainContextSize)),
        },
        sequences: 1,
        batchSize: BATCH_TOKENS,
        threads: library.threads,
      })
      const sequence = context.getSequence()
      const format = ChatFormat.resolve(model, findings.chat_format)
      const step_ms = await tryOut(sequence)
      const remarks = remarksOn(model, setup)
      return new LoadedModel({ model, sequence, format, step_ms, remarks, file, path })
    } catch (error) {
      throw loadFailure(error, await words(), name)
    }
  }

  /** Whether another file lies where this model came from. One that was taken away is not missed: it is in memory. */
  async isReplaced(): Promise<boolean> {
    const file = await identityOf(this.#path)
    return file !== '' && file !== this.#file
  }

  dispose(): Promise<void> {
    return this.model.dispose()
  }
}

/** An answer is given all the same, but not as it was asked for: that is told. */
function remarksOn(model: LlamaModel, { context_size, gpu_layers }: LoadSetup): string {
  const remarks: string[] = []
  const trained = model.trainContextSize
  if (context_size !== null && context_size > trained) {
    remarks.push(`larger context than the ${trained.toLocaleString('en')} tokens it was trained for`)
  }
  if (gpu_layers !== null && gpu_layers > 0 && !model.llama.gpu) {
    remarks.push('no graphics card that can be used, so all layers are on the processor')
  }
  return remarks.join(' · ')
}

/** Whole percents, each told once. */
function percentages(onProgress: (percent: number) => void): (share: number) => void {
  let told = -1
  return (share) => {
    const percent = Math.min(100, Math.floor(share * 100))
    if (percent <= told) return
    told = percent
    onProgress(percent)
  }
}

/** Steps once to get everything into memory, and once more to see how long a step is. */
async function tryOut(sequence: LlamaContextSequence): Promise<number> {
  const { bos, eos } = sequence.model.tokens
  const token = bos ?? eos
  if (token === null) return 0
  await sequence.evaluateWithoutGeneratingNewTokens([token])
  const from = performance.now()
  await sequence.evaluateWithoutGeneratingNewTokens([token])
  const step_ms = performance.now() - from
  await sequence.clearHistory()
  return step_ms
}
