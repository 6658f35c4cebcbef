import type { Token } from 'node-llama-cpp'
import type { Parameters } from '../../../shared/parameters.ts'
import type { Finish } from '../../../shared/stream-end.ts'
import type { RunOutput } from '../worker/worker-session.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { FormattedChat } from './chat-format.ts'
import type { MarkedPiece } from './marked-text.ts'
import { MarkedText } from './marked-text.ts'
import { samplingOf } from './sampling.ts'
import { TokenText } from './token-text.ts'

/** A fast model's words share a message: a frame, as main joins them anyway. Each message costs both processes a turn. */
const SEND_EVERY_MS = 16
/** The library would make room by forgetting the beginning, unseen; an answer ends before. */
const ROOM_AT_THE_END = 2

export interface WrittenAnswer {
  finish: Finish
  tokens: number
}

/** Writes the answer to what was read, one token after the other, until it or somebody ends it. */
export async function writeAnswer(
  { model, sequence }: LoadedModel,
  { tokens: prompt, marks, channel }: FormattedChat,
  parameters: Parameters,
  output: Pick<RunOutput, 'signal' | 'text'>,
): Promise<WrittenAnswer> {
  const { max_tokens = Infinity, stop = [] } = parameters
  const ends = stop.map((text) => ({ text, means: 'end' as const }))
  const marked = new MarkedText([...marks, ...ends], channel)
  const text = new TokenText(model)
  const said: Token[] = []
  const sender = new Sender(output)
  let finish: Finish = 'stop'
  let step_from = performance.now()
  for await (const token of sequence.evaluate(prompt.slice(-1), samplingOf(parameters, said))) {
    const now = performance.now()
    const step_ms = now - step_from
    if (output.signal.aborted) break
    said.push(token)
    const waited = sender.add(marked.push(text.push(token)), step_ms, now)
    if (waited) await waited
    if (marked.ended) break
    const full = sequence.nextTokenIndex >= sequence.contextSize - ROOM_AT_THE_END
    if (said.length >= max_tokens || full) {
      finish = 'length'
      break
    }
    step_from = waited ? performance.now() : now
  }
  if (!output.signal.aborted) await sender.finish([...marked.push(text.finish()), ...marked.finish()])
  return { finish, tokens: said.length }
}

/** Joins what comes quickly one after the other. */
class Sender {
  #output: Pick<RunOutput, 'text'>
  #pieces: MarkedPiece[] = []
  #tokens = 0
  #step_ms = 0
  #sent_at = -Infinity

  constructor(output: Pick<RunOutput, 'text'>) {
    this.#output = output
  }

  /** The pieces of one token. A promise when something was sent, and may have to wait for its reader. */
  add(pieces: MarkedPiece[], step_ms: number, now: number): Promise<void> | null {
    this.#pieces.push(...pieces)
    this.#tokens++
    this.#step_ms = step_ms
    if (this.#pieces.length === 0 || now - this.#sent_at < SEND_EVERY_MS) return null
    this.#sent_at = now
    return this.#send()
  }

  finish(pieces: MarkedPiece[]): Promise<void> {
    this.#pieces.push(...pieces)
    return this.#send()
  }

  async #send(): Promise<void> {
    const pieces = joined(this.#pieces)
    this.#pieces = []
    for (const { channel, content } of pieces) {
      const tokens = this.#tokens
      this.#tokens = 0
      await this.#output.text(content, channel, tokens, this.#step_ms)
    }
  }
}

function joined(pieces: readonly MarkedPiece[]): MarkedPiece[] {
  const result: MarkedPiece[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (last?.channel === piece.channel) last.content += piece.content
    else result.push({ ...piece })
  }
  return result
}
