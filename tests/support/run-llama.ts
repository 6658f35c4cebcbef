import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LlamaEngine } from '../../src/main/engines/llama/llama-engine.ts'
import type { Memory } from '../../src/main/engines/llama/llama-memory.ts'
import type { EngineReply, PromptMessage } from '../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import type { Parameters } from '../../src/shared/parameters.ts'
import type { Usage } from '../../src/shared/stream-end.ts'
import type { Timeouts } from '../../src/shared/settings.ts'
import type { GgufOptions } from './generate-gguf.ts'
import { generateGguf, generateGgufParts } from './generate-gguf.ts'
import { ProcessCore } from './run-worker.ts'

const GIB = 1024 ** 3
/** A computer with room for spares; without them, one with none. */
const ROOMY: Memory = { total_bytes: 32 * GIB, available_bytes: 16 * GIB }
const SMALL: Memory = { total_bytes: 4 * GIB, available_bytes: 3 * GIB }

export interface LlamaCoreOptions {
  /** Whether there is memory for a spare process; not when not given. */
  spare?: boolean
  idle_ms?: number | null
  timeouts?: Partial<Timeouts>
}

/** A folder of generated models, removed at the end. */
export class ModelFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'sluice-models-'))

  /** Its name. */
  add(name: string, options: GgufOptions = {}): string {
    generateGguf(this.file(name), options)
    return name
  }

  /** In so many files; the name of the first. */
  addParts(name: string, parts: number, options: GgufOptions = {}): string {
    const partName = (part: number): string =>
      `${name}-${[part, parts].map((n) => String(n).padStart(5, '0')).join('-of-')}.gguf`
    generateGgufParts((part) => this.file(partName(part)), parts, options)
    return partName(1)
  }

  file(name: string): string {
    return join(this.path, name)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

export interface Answered {
  answer: string
  reasoning: string
  replies: EngineReply[]
  /** All that was told of the tokens. */
  usage: Usage
  /** The last reply, or what came instead. */
  end: EngineReply | undefined
}

/** The real registry with models of a folder in real processes. */
export class LlamaCore extends ProcessCore<LlamaEngine> {
  memory: Memory
  #runs = 0

  constructor(folder: ModelFolder, { spare = false, idle_ms = null, timeouts }: LlamaCoreOptions = {}) {
    super(
      (ground) =>
        new LlamaEngine({
          ...ground,
          folder: () => folder.path,
          idle_ms: () => idle_ms,
          memory: () => this.memory,
        }),
      timeouts,
    )
    this.memory = spare ? ROOMY : SMALL
  }

  /** Asks the engine itself, without the core. */
  async answerTo(
    model: string,
    messages: PromptMessage[],
    parameters: Parameters = {},
    signal = new AbortController().signal,
  ): Promise<Answered> {
    const ids = { stream_id: `direct-${++this.#runs}` as StreamId, session_id: 'direct' as SessionId }
    const run = this.engine.start({ ...ids, model, messages, parameters }, signal)
    const replies: EngineReply[] = []
    for await (const reply of run.replies) replies.push(reply)
    await run.released
    const textOf = (wanted: string): string =>
      replies
        .map((reply) => (reply.type === 'text' && reply.channel === wanted ? reply.content : ''))
        .join('')
    const usages = replies.map((reply) =>
      reply.type === 'usage' || reply.type === 'finish' ? reply.usage : undefined,
    )
    return {
      answer: textOf('answer'),
      reasoning: textOf('reasoning'),
      replies,
      usage: Object.assign({}, ...usages) as Usage,
      end: replies.at(-1),
    }
  }
}

export const user = (content: string): PromptMessage => ({ role: 'user', content })
export const assistant = (content: string): PromptMessage => ({ role: 'assistant', content })

/** A prompt of about so many tokens for the generated models. */
export function longPrompt(tokens: number): string {
  const words = ['the', 'water', 'father', 'light', 'sound', 'house', 'mother', 'world']
  return Array.from({ length: tokens }, (_, i) => words[(i * 7 + (i >> 3)) % words.length]).join(' ')
}
