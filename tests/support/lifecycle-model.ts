import assert from 'node:assert/strict'
import { findLogLies } from '../../src/main/self-test/log-truth.ts'
import { FENCE_MS, PATIENCE_MAX_MS } from '../../src/main/streams/release-within.ts'
import type { Opening } from '../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import { textOf } from '../../src/shared/session.ts'
import type { CoreModules } from './core-under-test.ts'
import { CoreUnderTest } from './core-under-test.ts'
import type { ScriptedEngineOptions, ScriptedRun } from './scripted-engine.ts'

export const SESSIONS = ['session-1', 'session-2', 'session-3'] as SessionId[]

/** What can happen to the core. Numbers are taken modulo what there is to choose from, so that every one means something. */
export type Step =
  | { do: 'send' | 'stop' | 'go-on'; session: number }
  | { do: 'text' | 'finish' | 'fail' | 'cut-off' | 'leave' | 'status'; run: number }
  | { do: 'stop-all' }
  | { do: 'disk' }
  | { do: 'advance'; ms: number }

interface Run {
  run: ScriptedRun
  session_id: SessionId
  /** All the engine said in it, in order, up to its finish. */
  said: string
  finished: boolean
  gone: boolean
}

/**
 * A core on a virtual clock in the hands of fate: does one step after the other and holds the core to its invariants after
 * each. What it knows comes from the engine, the events and the journal, never from the registry it judges.
 */
export class LifecycleModel {
  readonly core: CoreUnderTest
  /** Answers that more than one stream wrote to; counted at the end. */
  continued = 0
  #runs: Run[] = []
  #seen = new Set<ScriptedRun>()
  #latest = new Map<SessionId, StreamId>()
  #ended_at = new Map<StreamId, number>()
  #streams: StreamId[] = []
  /** Writes the disk has not done yet, in the order they came: each waits for a `disk` step. */
  #disk: (() => void)[] = []
  #texts = 0

  constructor(modules: CoreModules, engine: ScriptedEngineOptions) {
    this.core = new CoreUnderTest(modules, engine)
    const { journal } = this.core
    const open = journal.open.bind(journal)
    journal.open = async (opening: Opening) => {
      await new Promise<void>((resolve) => this.#disk.push(resolve))
      return open(opening)
    }
  }

  async take(step: Step): Promise<void> {
    this.#act(step)
    await this.core.clock.advance(step.do === 'advance' ? step.ms : 0)
    this.#meetRuns()
    await this.core.clock.advance(0)
    this.#check()
  }

  /** Everything is stopped, written and waited for: nothing may be left. */
  async end(): Promise<void> {
    void this.core.registry.stopAll('interrupted')
    for (let write = this.#disk.shift(); write; write = this.#disk.shift()) write()
    await this.core.clock.advance(2 * (PATIENCE_MAX_MS + FENCE_MS))
    this.#meetRuns()
    this.#check()
    const { registry, clock, log } = this.core
    assert.equal(registry.size, 0, 'I8: a stream is still in the registry')
    assert.equal(clock.armed, 0, 'I8: a timer is still armed')
    assert.deepEqual(findLogLies(log), [], 'I10: the log lies')
    for (const id of this.#streams) assert.ok(this.core.doneOf(id), `I2: ${id} never ended`)
    for (const session_id of SESSIONS) assert.equal(registry.activity(session_id), 'idle')
    this.#checkAnswers()
  }

  /** I4 over all streams of an answer: what is on disk is what each of them showed, one after the other. */
  #checkAnswers(): void {
    for (const message of this.core.journal.messages.values()) {
      if (message.role !== 'assistant') continue
      const streams = this.#streams.filter((id) =>
        this.core.of(id).some((event) => event.message_id === message.message_id),
      )
      assert.equal(
        textOf(message),
        streams.map((id) => this.core.textOf(id)).join(''),
        'I4: an answer differs',
      )
      if (streams.length > 1) this.continued++
    }
  }

  #act(step: Step): void {
    const { registry } = this.core
    switch (step.do) {
      case 'send':
        return this.#send(pick(SESSIONS, step.session))
      case 'go-on':
        return this.#goOn(pick(SESSIONS, step.session))
      case 'stop': {
        const stream_id = this.#latest.get(pick(SESSIONS, step.session))
        if (stream_id) this.#ends(stream_id, 'stopped', () => void registry.stop(stream_id))
        return
      }
      case 'stop-all':
        void registry.stopAll('stopped')
        return assert.ok(
          this.#streams.every((id) => this.core.doneOf(id)),
          'I5: not all are told to have ended in the tick of stopping all',
        )
      case 'disk':
        return this.#disk.shift()?.()
      case 'advance':
        return
      default:
        return this.#engineActs(step.do, step.run)
    }
  }

  #send(session_id: SessionId): void {
    this.#open(session_id, () => this.core.send(`prompt ${this.#streams.length}`, session_id))
  }

  /** As a window asks for it: only with the session's newest answer, once its end is on disk. */
  #goOn(session_id: SessionId): void {
    const latest = this.#latest.get(session_id)
    const answer = latest && this.core.answerOf(latest)
    if (answer?.end) this.#open(session_id, () => this.core.goOnNow(answer))
  }

  #open(session_id: SessionId, open: () => StreamId): void {
    const before = this.#latest.get(session_id)
    const act = (): void => {
      const stream_id = open()
      this.#latest.set(session_id, stream_id)
      this.#streams.push(stream_id)
    }
    if (before) this.#ends(before, 'superseded', act)
    else act()
  }

  /** I2 and I5: what ends a stream is told in the same tick, and what ended it before stays its end. */
  #ends(stream_id: StreamId, reason: string, act: () => void): void {
    const before = this.core.doneOf(stream_id)?.reason
    act()
    assert.equal(this.core.doneOf(stream_id)?.reason, before ?? reason, `I2: ${stream_id} ended otherwise`)
  }

  #engineActs(what: 'text' | 'finish' | 'fail' | 'cut-off' | 'leave' | 'status', index: number): void {
    // Half of the time a run that lives; else any, so that engines also speak after their end.
    const living = this.#runs.filter(({ gone }) => !gone)
    const from = index % 2 === 0 && living.length > 0 ? living : this.#runs
    if (from.length === 0) return
    const one = pick(from, index >> 1)
    const { run } = one
    switch (what) {
      case 'text': {
        const content = `[${run.request.stream_id}:${this.#texts++}]`
        if (!one.finished) one.said += content
        return run.text(content)
      }
      case 'finish':
        one.finished = true
        return run.say({ type: 'finish', finish: 'stop' })
      case 'fail':
        one.finished = true
        return run.say({ type: 'failed', error: { content: 'no', error_type: 'internal', retryable: true } })
      case 'status':
        return run.say({ type: 'status', status: 'thinking', percent: this.#texts++ % 100 })
      case 'cut-off':
        one.finished = true
        return run.cutOff()
      case 'leave':
        return run.leave()
    }
  }

  /** I6: only the newest stream of its session is ever given to the engine, and each once. */
  #meetRuns(): void {
    for (const run of this.core.engine.runs) {
      if (this.#seen.has(run)) continue
      this.#seen.add(run)
      const { stream_id, session_id } = run.request
      assert.equal(
        stream_id,
        this.#latest.get(session_id),
        'I6: a prompt that was overtaken reached the engine',
      )
      assert.ok(!this.#runs.some((other) => other.run.request.stream_id === stream_id), 'a stream ran twice')
      const met: Run = { run, session_id, said: '', finished: false, gone: false }
      void run.released.then(() => (met.gone = true))
      this.#runs.push(met)
      const answer = this.core.opened.find((opened) => opened.stream_id === stream_id)?.messages.at(-1)
      assert.ok(
        answer && this.core.journal.messages.has(answer.message_id),
        'I9: the engine was called before the disk',
      )
    }
  }

  #check(): void {
    const fenced = new Set(
      this.core.logOf('stream_end').flatMap((line) => (line['how'] === 'fenced' ? [line['stream_id']] : [])),
    )
    for (const session_id of SESSIONS) {
      const live = this.#runs.filter(
        ({ run, session_id: of, gone }) => of === session_id && !gone && !fenced.has(run.request.stream_id),
      )
      assert.ok(live.length <= 1, `I1: ${live.length} generations of ${session_id} at once`)
    }
    for (const session_id of SESSIONS) {
      const generations = this.core.opened.flatMap((one) =>
        one.session_id === session_id ? [one.generation] : [],
      )
      assert.ok(
        generations.every((generation, index) => generation === index + 1),
        'generations rise by one',
      )
    }
    for (const stream_id of this.#streams) this.#checkStream(stream_id)
  }

  #checkStream(stream_id: StreamId): void {
    const events = this.core.of(stream_id)
    events.forEach((event, index) => assert.equal(event.seq, index, `I4: a hole in ${stream_id}`))
    assert.equal(events[0]?.type, 'status', 'the first event is a status')
    const dones = events.filter((event) => event.type === 'done')
    assert.ok(dones.length <= 1, `I2: ${stream_id} ended ${dones.length} times`)
    const [done] = dones
    if (done) assert.equal(events.at(-1), done, `I3: something came after the end of ${stream_id}`)

    const run = this.#runs.find((one) => one.run.request.stream_id === stream_id)
    if (done && run)
      assert.ok(run.run.signal.aborted, `${stream_id} ended and its engine was not asked to stop`)
    const shown = this.core.textOf(stream_id)
    const said = run?.said ?? ''
    assert.ok(said.startsWith(shown), `I4: ${stream_id} shows what its engine did not say`)
    if (done?.reason === 'success') assert.equal(shown, said, `I4: a part of ${stream_id} is missing`)
    assert.equal(
      textOf({ parts: this.core.journal.appended.get(stream_id) ?? [] }),
      shown,
      'I4: the journal differs',
    )
    this.#checkRelease(stream_id, Boolean(done))
  }

  /** I5: whatever the engine does, a stream that ended is released within patience and fence. */
  #checkRelease(stream_id: StreamId, ended: boolean): void {
    const now = this.core.clock.now()
    if (!ended) return
    const at = this.#ended_at.get(stream_id) ?? now
    this.#ended_at.set(stream_id, at)
    const released = this.core.log.some(
      ({ event, stream_id: of }) =>
        of === stream_id && (event === 'stream_end' || event === 'stream_discarded'),
    )
    const limit_ms = PATIENCE_MAX_MS + FENCE_MS
    assert.ok(released || now - at <= limit_ms, `I5: ${stream_id} is not released after ${now - at} ms`)
  }
}

function pick<T>(from: readonly T[], index: number): T {
  const found = from[index % from.length]
  if (found === undefined) throw new Error('there is nothing to pick from')
  return found
}
