import type { PromptMessage } from '../../ports.ts'
import type { Parameters } from '../../../shared/parameters.ts'
import { EngineFailure } from '../worker/engine-failure.ts'
import { recordRun } from '../worker/run-records.ts'
import type {
  Generated,
  Generation,
  Loaded,
  ModelLoad,
  RunOutput,
  WorkerModel,
} from '../worker/worker-session.ts'
import type { FormattedChat } from './chat-format.ts'
import { ChunkPace } from './chunk-pace.ts'
import { fitTurns } from './fit-turns.ts'
import { LlamaLibrary } from './llama-library.ts'
import { libraryFailure } from './load-failure.ts'
import { LoadedModel } from './loaded-model.ts'
import { readPrompt } from './read-prompt.ts'
import { writeAnswer } from './write-answer.ts'

/** This part of the context is left for the answer, unless it is asked to be shorter. */
const ANSWER_SHARE = 1 / 4

/** A GGUF model in an engine process, answering one prompt at a time. */
export class LlamaCppModel implements WorkerModel {
  #library: LlamaLibrary | null = null
  #load: ModelLoad | null = null
  #loaded: LoadedModel | null = null
  #pace = new ChunkPace()
  #graphics: boolean

  /** `graphics`: whether the graphics card may be used. */
  constructor({ graphics = true }: { graphics?: boolean } = {}) {
    this.#graphics = graphics
  }

  async warm(): Promise<void> {
    try {
      this.#library = await LlamaLibrary.open(this.#graphics)
    } catch (error) {
      throw libraryFailure(error)
    }
  }

  async load(load: ModelLoad): Promise<Loaded> {
    this.#load = load
    const { step_ms, format } = await this.#loadNow(load)
    return { step_ms, ...(format.name !== undefined && { findings: { chat_format: format.name } }) }
  }

  async generate(generation: Generation, output: RunOutput): Promise<Generated> {
    const { run_id, session_id } = generation
    let tokens = 0
    recordRun('begin', { run_id, session_id, tokens, late: 0 })
    const onAbort = (): void => recordRun('cancel_seen', { run_id, session_id, tokens, late: 0 })
    output.signal.addEventListener('abort', onAbort, { once: true })
    try {
      const generated = await this.#answer(generation, output)
      tokens = generated.usage?.completion_tokens ?? 0
      return generated
    } finally {
      output.signal.removeEventListener('abort', onAbort)
      recordRun('end', { run_id, session_id, tokens, late: 0 })
    }
  }

  async #answer({ messages, parameters }: Generation, output: RunOutput): Promise<Generated> {
    const loaded = await this.#current(output)
    if (output.signal.aborted) return { finish: 'stop' }
    const { chat, dropped } = this.#fit(loaded, messages, parameters)
    const { sequence } = loaded
    const prompt_tokens = chat.tokens.length
    const not_sent = dropped > 0 ? { not_sent: dropped } : {}
    output.usage({ prompt_tokens, context_tokens: sequence.contextSize, ...not_sent })
    const remarks = loaded.remarks === '' ? {} : { detail: loaded.remarks }
    output.thinking(remarks)
    const kept_tokens = await readPrompt(sequence, chat.tokens, this.#pace, {
      signal: output.signal,
      thinking: (status) => output.thinking({ ...status, ...remarks }),
    })
    if (output.signal.aborted) return { finish: 'stop' }
    output.usage({ kept_tokens })
    const { finish, tokens } = await writeAnswer(loaded, chat, parameters, output)
    return { finish, usage: { completion_tokens: tokens } }
  }

  /** The model as its file is now: one that was replaced is loaded again. */
  async #current(output: RunOutput): Promise<LoadedModel> {
    if (this.#loaded && !(await this.#loaded.isReplaced())) return this.#loaded
    if (!this.#load) throw new Error('no model was loaded')
    output.loading(0)
    await this.#loaded?.dispose()
    this.#loaded = null
    return this.#loadNow({
      ...this.#load,
      // Another file may speak another format.
      findings: {},
      onProgress: (percent) => output.loading(percent),
    })
  }

  async #loadNow(load: ModelLoad): Promise<LoadedModel> {
    if (!this.#library) throw new Error('llama.cpp is not there yet')
    this.#loaded = await LoadedModel.load(this.#library, load)
    return this.#loaded
  }

  #fit(
    { format, sequence: { contextSize } }: LoadedModel,
    messages: readonly PromptMessage[],
    { max_tokens = Infinity }: Parameters,
  ): { chat: FormattedChat; dropped: number } {
    const room = contextSize - Math.ceil(Math.min(max_tokens, contextSize * ANSWER_SHARE))
    let chat = format.write(messages)
    const whole = chat.tokens.length
    const fitted = fitTurns(messages, (kept) => {
      if (kept.length < messages.length) chat = format.write(kept)
      return chat.tokens.length <= room
    })
    if (fitted) return { chat, dropped: fitted.dropped }
    throw new EngineFailure(
      'context_overflow',
      `what you sent has ${whole.toLocaleString('en')} tokens and this model can be given ${room.toLocaleString('en')}. Shorten it, or choose a larger context.`,
    )
  }
}
