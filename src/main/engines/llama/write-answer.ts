import type { Token } from 'node-llama-cpp'
import { setImmediate as turn } from 'node:timers/promises'
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
  { model, sequence }: Pick<LoadedModel, 'model' | 'sequence'>,
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
  const full = (): boolean => sequence.nextTokenIndex >= sequence.contextSize - ROOM_AT_THE_END
  let finish: Finish = 'stop'
  const steps = sequence.evaluateWithMetadata(prompt.slice(-1), {}, samplingOf(parameters, said))
  try {
    let step = await sender.during(steps.next())
    while (!step.done && !output.signal.aborted) {
      const { token } = step.value
      said.push(token)
      sender.add(marked.push(text.push(token)))
      if (marked.ended) break
      if (said.length >= max_tokens || full()) {
        finish = 'length'
        break
      }
      step = await sender.during(steps.next())
    }
  } finally {
    await steps.return()
  }
  if (!output.signal.aborted) await sender.finish([...marked.push(text.finish()), ...marked.finish()])
  return { finish, tokens: said.length }
}

/** Joins what comes quickly one after the other, and sends it while the next token is computed anyway. */
class Sender {
  #output: Pick<RunOutput, 'text'>
  #pieces: MarkedPiece[] = []
  #tokens = 0
  #step_ms = 0
  #sent_at = -Infinity

  constructor(output: Pick<RunOutput, 'text'>) {
    this.#output = output
  }

  /** The pieces of one token. */
  add(pieces: MarkedPiece[]): void {
    for (const piece of pieces) this.#pieces.push(piece)
    this.#tokens++
  }

  /** What the step comes to. What is due is sent meanwhile, and waits there for its reader if it has to. */
  async during<Result>(step: Promise<Result>): Promise<Result> {
    const from = performance.now()
    if (this.#pieces.length === 0 || from - this.#sent_at < SEND_EVERY_MS) {
      const result = await step
      this.#step_ms = performance.now() - from
      return result
    }
    this.#sent_at = from
    const timed = step.finally(() => (this.#step_ms = performance.now() - from))
    // Its failure is heard below, after the reader.
    timed.catch(() => {})
    // The step is begun in this turn of the event loop and computed beside the next ones.
    await turn()
    await this.#send()
    return timed
  }

  finish(pieces: MarkedPiece[]): Promise<void> {
    for (const piece of pieces) this.#pieces.push(piece)
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
