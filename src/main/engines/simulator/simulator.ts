import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel } from '../../../shared/stream-event.ts'
import type { Generated, Generation, Loaded, RunOutput, WorkerModel } from '../worker/worker-session.ts'
import { recordRun } from '../worker/run-records.ts'
import { answeredPrompt, reasoningTokens, seededTokensFrom } from './seeded-text.ts'
import type { SimulatorMode, SimulatorParameters } from '../../../shared/simulator-modes.ts'
import { parseSimulatorModel } from '../../../shared/simulator-modes.ts'

/** How often the simulator writes; what falls due in between is one message, as from a fast model. */
const TICK_MS = 4
/** A message of more would be too much to have on the way beside the credit. */
const MESSAGE_TOKENS_MAX = 4_096
const EXIT_CODE_OF_A_PLANNED_CRASH = 86
const FAULT_AFTER_TOKENS: Partial<Record<SimulatorMode, number>> = {
  stalls: 20,
  'blocked-loop': 20,
  error: 10,
  'crash-mid-answer': 40,
  garbage: 5,
}

/** Writes seeded text at a set rate and misbehaves in the way its model's name says. It is no language model. */
export class Simulator implements WorkerModel {
  #mode: SimulatorMode
  #parameters: SimulatorParameters

  constructor(model: string) {
    const parsed = parseSimulatorModel(model)
    if (!parsed) throw new Error(`the simulator has no mode “${model}”`)
    this.#mode = parsed.mode
    this.#parameters = parsed.parameters
  }

  async load(): Promise<Loaded> {
    if (this.#mode === 'crash-at-start') process.exit(EXIT_CODE_OF_A_PLANNED_CRASH)
    await sleep(this.#parameters.load_ms)
    return {}
  }

  async generate(generation: Generation, output: RunOutput): Promise<Generated> {
    const { run_id, session_id } = generation
    const writing = new Writing(generation, output, this.#mode, this.#parameters)
    recordRun('begin', { run_id, session_id, tokens: 0, late: 0 })
    try {
      return await writing.write()
    } finally {
      recordRun('end', { run_id, session_id, tokens: writing.sent, late: writing.late })
    }
  }
}

/** One answer being written. */
class Writing {
  sent = 0
  late = 0
  #generation: Generation
  #output: RunOutput
  #mode: SimulatorMode
  #parameters: SimulatorParameters
  #cancel_seen = false

  constructor(
    generation: Generation,
    output: RunOutput,
    mode: SimulatorMode,
    parameters: SimulatorParameters,
  ) {
    this.#generation = generation
    this.#output = output
    this.#mode = mode
    this.#parameters = parameters
  }

  async write(): Promise<Generated> {
    const { model, messages, parameters } = this.#generation
    const { length, cleanup_ms, late } = this.#parameters
    const prompt = answeredPrompt(messages)
    // Temperature and top_p have no meaning for text that is a function of prompt and seed.
    const of = { prompt, model, seed: parameters.seed ?? this.#parameters.seed }
    const last = messages.at(-1)
    const written = last?.role === 'assistant' ? last.content : ''
    const { before, tokens } = seededTokensFrom(of, written.length)
    const left = Math.max(0, length - before)
    const limit = Math.min(left, parameters.max_tokens ?? Infinity)
    this.#output.thinking()
    await this.#pause(this.#parameters.first_ms)
    if (this.#mode === 'empty') return { finish: 'stop' }
    if (this.#mode === 'reasoning' && written === '')
      await this.#stream(reasoningTokens(of), 'reasoning', Infinity)
    await this.#stream(tokens, 'answer', limit)
    if (this.#output.signal.aborted) {
      await this.#stream(tokens, 'answer', late, true)
      await sleep(cleanup_ms)
    }
    const prompt_tokens = Math.ceil(prompt.length / 4)
    return {
      finish: limit < left ? 'length' : 'stop',
      usage: { prompt_tokens, completion_tokens: this.sent },
    }
  }

  /** Sends what falls due at each tick until `length` tokens are sent or the cancel is obeyed. */
  async #stream(source: Iterator<string>, channel: Channel, length: number, isLate = false): Promise<void> {
    const { rate } = this.#parameters
    const step_ms = rate > 0 ? 1_000 / rate : 1_000
    const started = performance.now()
    let count = 0
    while (count < length && (isLate || !this.#obeysCancel())) {
      const due = Math.min(
        length,
        count + MESSAGE_TOKENS_MAX,
        1 + Math.floor((performance.now() - started) / step_ms),
      )
      let joined = ''
      const from = count
      for (; count < due; count++) {
        const token = source.next()
        if (token.done) break
        joined += token.value
        this.sent++
        if (this.#output.signal.aborted) this.late++
        if (this.sent === FAULT_AFTER_TOKENS[this.#mode]) {
          count++
          break
        }
      }
      if (joined !== '') await this.#output.text(joined, channel, count - from, step_ms)
      await this.#misbehave()
      if (count < due) break
      await this.#tick(Math.max(TICK_MS, started + count * step_ms - performance.now()))
    }
    this.#recordCancel()
  }

  /** Sleeps to the next token; a simulator that obeys wakes up for a Stop. */
  async #tick(ms: number): Promise<void> {
    const { signal } = this.#output
    const wakes = !signal.aborted && this.#mode !== 'ignores-cancel'
    await sleep(ms, undefined, wakes ? { signal } : {}).catch(() => {})
  }

  #obeysCancel(): boolean {
    return this.#output.signal.aborted && this.#mode !== 'ignores-cancel'
  }

  async #misbehave(): Promise<void> {
    if (this.sent !== FAULT_AFTER_TOKENS[this.#mode]) return
    switch (this.#mode) {
      case 'stalls':
        return this.#pause(Infinity)
      case 'blocked-loop':
        for (;;);
      case 'error':
        throw new Error('the simulator failed, as its “error” mode is meant to')
      case 'crash-mid-answer':
        process.exit(EXIT_CODE_OF_A_PLANNED_CRASH)
        break
      case 'garbage':
        for (const nonsense of [42, { type: 'text' }, '\u0000\uFFFD{', null]) this.#output.raw(nonsense)
    }
  }

  /** Sleeps unless a Stop comes. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#output
    if (ms <= 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      const timer = ms === Infinity ? null : setTimeout(resolve, ms)
      const stop = (): void => {
        if (timer) clearTimeout(timer)
        resolve()
      }
      signal.addEventListener('abort', stop, { once: true })
    })
    this.#recordCancel()
  }

  #recordCancel(): void {
    if (this.#cancel_seen || !this.#output.signal.aborted) return
    this.#cancel_seen = true
    const { run_id, session_id } = this.#generation
    recordRun('cancel_seen', { run_id, session_id, tokens: this.sent, late: this.late })
  }
}
