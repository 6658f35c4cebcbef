import assert from 'node:assert/strict'
import type { Opening } from '../../src/main/ports.ts'
import { findLogLies } from '../../src/main/self-test/log-truth.ts'
import type { OpenRequest } from '../../src/main/streams/stream-registry.ts'
import type { QueueId, SessionId } from '../../src/shared/ids.ts'
import type { CoreModules } from './core-under-test.ts'
import { CoreUnderTest } from './core-under-test.ts'
import type { ScriptedRun } from './scripted-engine.ts'

const SESSIONS = ['session-1', 'session-2'] as SessionId[]

/** What can happen. Numbers are taken modulo what there is to choose from. */
export type QueueStep =
  | { do: 'add' | 'send' | 'stop' | 'resume'; session: number }
  | { do: 'edit' | 'remove' | 'restore' | 'send-now' | 'move'; prompt: number; before: number }
  | { do: 'finish' | 'fail' | 'leave'; run: number }
  | { do: 'disk' | 'refuse' | 'kill' }
  | { do: 'advance'; ms: number }

/** What became of a prompt, as the disk alone tells it. */
interface Fate {
  saved: number
  removed: boolean
}

/**
 * Queues in the hands of fate: a disk that does one write after the other, when it is told to, and refuses some; a process
 * that is killed. What it knows comes from the disk, the log and what the registry was asked for, never from the queue it
 * judges.
 */
export class QueueModel {
  core: CoreUnderTest
  readonly met = { next: 0, now: 0, refused: 0, kills: 0, pauses: 0, edits: 0, moves: 0, restored: 0 }
  #modules: CoreModules
  #fates = new Map<QueueId, Fate>()
  #removed: QueueId[] = []
  /** Writes under way, in order. */
  #disk: { go: () => void; refuse: (error: Error) => void }[] = []
  /** Prompts a person wants sent now. */
  #wanted = new Set<QueueId>()
  /** Sessions in which a person queued or resumed since something was opened: the first may go without a success. */
  #permitted = new Set<SessionId>()
  /** What was found wrong where an exception would not be heard. */
  #failure: unknown = null
  #left = new Set<ScriptedRun>()
  #log_read = 0
  #paused = new Set<SessionId>()
  #texts = 0

  constructor(modules: CoreModules) {
    this.#modules = modules
    this.core = new CoreUnderTest(modules)
    this.#slowDisk()
    this.#watch()
  }

  async take(step: QueueStep): Promise<void> {
    this.#act(step)
    await this.core.clock.advance(step.do === 'advance' ? step.ms : 0)
    await this.core.clock.advance(0)
    this.#check()
  }

  /** All is written, resumed and answered: every prompt that was accepted is a message, once. */
  async end(): Promise<void> {
    for (let round = 0; round < 400; round++) {
      for (const session of SESSIONS.keys()) this.#act({ do: 'resume', session })
      for (const run of this.core.engine.runs) this.#finish(run)
      while (this.#disk.length > 0) {
        this.#act({ do: 'disk' })
        await this.core.clock.advance(0)
      }
      // What was refused is tried again each second.
      await this.core.clock.advance(this.core.unsaved > 0 ? 1_000 : 0)
      this.#check()
      if (this.core.unsaved > 0 || this.#disk.length > 0) continue
      if (round > 2 && this.core.waiting.rows.length === 0 && this.core.registry.size === 0) break
    }
    assert.deepEqual(this.core.waiting.rows, [], 'a prompt waits for ever')
    for (const [queue_id, { saved, removed }] of this.#fates)
      assert.ok(saved === 1 || removed, `${queue_id} was lost`)
    this.core.queue.dispose()
    assert.deepEqual(findLogLies(this.core.log), [], 'I10: the log lies')
    assert.equal(this.core.clock.armed, 0, 'a timer is still armed')
  }

  #act(step: QueueStep): void {
    const { queue, registry } = this.core
    switch (step.do) {
      case 'add':
        return void settled(queue.add(pick(SESSIONS, step.session), `prompt ${this.#texts++}`))
      case 'resume':
        return void settled(queue.resume(pick(SESSIONS, step.session)))
      case 'send':
        return void this.core.send(`by hand ${this.#texts++}`, pick(SESSIONS, step.session))
      case 'stop': {
        const session_id = pick(SESSIONS, step.session)
        return void registry.stopAll('stopped', (stream) => stream.session_id === session_id)
      }
      case 'kill':
        return this.#kill()
      case 'disk':
        return this.#disk.shift()?.go()
      case 'refuse':
        this.met.refused += this.#disk.length > 0 ? 1 : 0
        return this.#disk.shift()?.refuse(new Error('disk full'))
      case 'advance':
        return
      case 'finish':
      case 'fail':
      case 'leave':
        return this.#engineActs(step.do, step.run)
      default:
        return this.#change(step)
    }
  }

  #change(step: Extract<QueueStep, { prompt: number }>): void {
    const { queue, waiting } = this.core
    if (step.do === 'restore') {
      const queue_id = this.#removed[step.prompt % Math.max(1, this.#removed.length)]
      if (queue_id) void settled(queue.restore(queue_id))
      return
    }
    const rows = waiting.found()
    if (rows.length === 0) return
    const { queue_id, session_id } = pick(rows, step.prompt)
    if (step.do === 'edit') return void settled(queue.edit(queue_id, `prompt ${this.#texts++}`))
    if (step.do === 'remove') return void settled(queue.remove(queue_id))
    if (step.do === 'send-now') {
      this.#wanted.add(queue_id)
      return void settled(queue.send(queue_id))
    }
    const others = rows.filter((row) => row.session_id === session_id)
    const before = step.before % (others.length + 1)
    void settled(queue.move(queue_id, others[before]?.queue_id ?? null))
  }

  /** The process ends in this instant: what was on its way to the disk never arrives. */
  #kill(): void {
    this.met.kills++
    this.#disk = []
    this.#removed = []
    this.#wanted.clear()
    this.#permitted.clear()
    this.#paused.clear()
    this.#log_read = 0
    const { journal, waiting } = this.core
    this.core = new CoreUnderTest(this.#modules, { disk: { journal, waiting } })
    this.#watch()
  }

  #engineActs(what: 'finish' | 'fail' | 'leave', index: number): void {
    const living = this.core.engine.runs.filter((run) => !this.#left.has(run))
    if (living.length === 0) return
    const run = pick(living, index)
    if (what === 'finish') return this.#finish(run)
    if (what === 'fail') {
      run.say({ type: 'failed', error: { content: 'no', error_type: 'internal', retryable: true } })
    }
    this.#left.add(run)
    run.leave()
  }

  #finish(run: ScriptedRun): void {
    run.text('an answer')
    run.say({ type: 'finish', finish: 'stop' })
    run.leave()
    this.#left.add(run)
  }

  /** Every write waits for a `disk` step, and is noted when it is done. */
  #slowDisk(): void {
    const { journal, waiting } = this.core
    const write = (): Promise<void> =>
      new Promise((resolve, reject) => this.#disk.push({ go: resolve, refuse: reject }))
    const [open, close] = [journal.open.bind(journal), journal.close.bind(journal)]
    journal.open = async (opening: Opening) => {
      await write()
      const branch = await open(opening)
      if (opening.queue_id) this.#fate(opening.queue_id).saved++
      return branch
    }
    journal.close = async (record) => {
      await write()
      return close(record)
    }
    const { put, edit, order, remove } = methodsOf(waiting)
    waiting.put = async (...input) => {
      await write()
      await put(...input)
      const { queue_id } = input[1]
      if (this.#fates.has(queue_id)) this.met.restored++
      this.#fate(queue_id).removed = false
    }
    waiting.edit = async (...input) => {
      await write()
      this.met.edits++
      return edit(...input)
    }
    waiting.order = async (...input) => {
      await write()
      this.met.moves++
      return order(...input)
    }
    waiting.remove = async (queue_id) => {
      await write()
      await remove(queue_id)
      this.#fate(queue_id).removed = true
      this.#removed.push(queue_id)
    }
  }

  #fate(queue_id: QueueId): Fate {
    const fate = this.#fates.get(queue_id) ?? { saved: 0, removed: false }
    this.#fates.set(queue_id, fate)
    return fate
  }

  /** Judges each opening of a waiting prompt in the moment the registry is asked for it. */
  #watch(): void {
    const { registry } = this.core
    const open = registry.open.bind(registry)
    registry.open = (request) => {
      try {
        if (request.queue_id) this.#judge(request, request.queue_id)
      } catch (error) {
        this.#failure ??= error
      }
      return open(request)
    }
  }

  #judge({ session_id, prompt }: OpenRequest, queue_id: QueueId): void {
    const [first] = this.core.waiting.found().filter((row) => row.session_id === session_id)
    const row = this.core.waiting.rows.find((one) => one.queue_id === queue_id)
    assert.equal(row?.text, prompt, 'what is sent is what waits on disk')
    if (this.#wanted.has(queue_id)) {
      this.met.now++
      return
    }
    this.met.next++
    assert.equal(first?.queue_id, queue_id, 'the first one goes first')
    this.#readLog()
    assert.ok(!this.#paused.has(session_id), 'nothing goes out of a paused queue')
    const before = this.core.opened.findLast((one) => one.session_id === session_id)
    const end = before && this.core.doneOf(before.stream_id)
    assert.ok(!before || end, 'only a person supersedes')
    assert.ok(
      end?.reason === 'success' || this.#permitted.has(session_id),
      `sent after ${end?.reason ?? 'nothing'}`,
    )
  }

  /** Which queues are paused, as the log says. */
  #readLog(): void {
    const { log } = this.core
    for (const { event, ...line } of log.slice(this.#log_read)) {
      const session_id = line['session_id'] as SessionId
      if (event === 'queue_paused') {
        this.#paused.add(session_id)
        this.met.pauses++
      }
      if (event === 'stream_open') this.#permitted.delete(session_id)
      if (event === 'queue_resumed' || event === 'queue_add') this.#permitted.add(session_id)
      if (event === 'queue_resumed' || (event.startsWith('queue_') && line['waiting'] === 0))
        this.#paused.delete(session_id)
    }
    this.#log_read = log.length
  }

  #check(): void {
    const { waiting, queue } = this.core
    if (this.#failure) throw this.#failure
    this.#readLog()
    for (const [queue_id, { saved, removed }] of this.#fates) {
      const rows = waiting.rows.filter((row) => row.queue_id === queue_id).length
      assert.equal(rows + saved + (removed ? 1 : 0), 1, `${queue_id}: ${rows} waiting, ${saved} sent`)
    }
    for (const session_id of SESSIONS) {
      const shown = queue.of(session_id)
      assert.deepEqual(
        shown.prompts.map(({ text }) => text),
        waiting.texts(session_id),
        'what is shown is what is on disk',
      )
      assert.equal(shown.paused !== null, shown.prompts.length > 0 && this.#paused.has(session_id))
    }
  }
}

/** The methods as they are before they are slowed down. */
function methodsOf(waiting: CoreUnderTest['waiting']) {
  return {
    put: waiting.put.bind(waiting),
    edit: waiting.edit.bind(waiting),
    order: waiting.order.bind(waiting),
    remove: waiting.remove.bind(waiting),
  }
}

/** What the disk refuses is told to the person who asked; here nobody minds. */
function settled(asked: Promise<unknown>): Promise<unknown> {
  return asked.catch(() => {})
}

function pick<T>(from: readonly T[], index: number): T {
  const found = from[index % from.length]
  if (found === undefined) throw new Error('there is nothing to pick from')
  return found
}
