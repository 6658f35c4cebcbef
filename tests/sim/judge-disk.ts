import type { LogLine } from '../../src/main/ports.ts'
import type { OpenRequest } from '../../src/main/streams/stream-registry.ts'
import type { OperationName, Operations } from '../../src/main/store/store-protocol.ts'
import type { QueueId, SessionId } from '../../src/shared/ids.ts'
import { demand } from './broken.ts'
import type { Judge } from './judge.ts'
import type { PromptJudge } from './judge-prompts.ts'
import { plainText } from './told.ts'
import type { SimDisk } from './sim-disk.ts'
import type { DiskWatcher, SimStoreClient } from './sim-store-client.ts'
import type { SimTime } from './sim-time.ts'

/** A batch is 100 ms old when it is sent; after a refusal the journal waits for a second. */
const BATCH_MS = 102
const AFTER_REFUSAL_MS = 1_102

interface Fate {
  session_id: SessionId
  saved: number
  removed: boolean
}

/** Holds main to I9, and the queue to its rules: what is on disk, what a crash may take, what becomes of prompts. */
export class DiskJudge implements DiskWatcher {
  #judge: Judge
  #prompts: PromptJudge
  #disk: SimDisk
  #time: SimTime
  #fates = new Map<QueueId, Fate>()
  #paused = new Set<SessionId>()
  /** Chats in which a person queued or resumed since something was opened: the first may go without a success. */
  #permitted = new Set<SessionId>()
  /** Those a person wants sent now. */
  #wanted = new Set<QueueId>()
  #refused_fair = -Infinity
  #told_fair = -Infinity

  constructor(judge: Judge, prompts: PromptJudge, disk: SimDisk, time: SimTime) {
    this.#judge = judge
    this.#prompts = prompts
    this.#disk = disk
    this.#time = time
  }

  /** Main hears of something the disk did. */
  told(): void {
    this.#told_fair = this.#time.fair
  }

  refused(): void {
    this.#refused_fair = this.#time.fair
  }

  done(name: OperationName, input: never): void {
    this.#judge.hold(() => this.#prompts.done(name, input))
    if (name === 'queue:put') {
      const { row } = input as Operations['queue:put']['input']
      const fate = this.#fates.get(row.queue_id) ?? { session_id: row.session_id, saved: 0, removed: false }
      demand(fate.saved === 0, 'I6', () => `“${row.text}” waits again after it was sent`)
      fate.removed = false
      this.#fates.set(row.queue_id, fate)
    }
    if (name === 'queue:remove') {
      const fate = this.#fates.get((input as Operations['queue:remove']['input']).queue_id)
      if (fate) fate.removed = true
    }
    if (name === 'stream:open') {
      const { queue_id } = input as Operations['stream:open']['input']
      const fate = queue_id && this.#fates.get(queue_id)
      if (fate) fate.saved++
    }
    if (name === 'session:purge') {
      const { session_id } = input as Operations['session:purge']['input']
      for (const [queue_id, fate] of this.#fates)
        if (fate.session_id === session_id) this.#fates.delete(queue_id)
    }
  }

  /** What the log says of queues. */
  log({ event, ...line }: LogLine): void {
    const session_id = line['session_id'] as SessionId
    if (event === 'queue_paused') this.#paused.add(session_id)
    if (event === 'queue_resumed' || event === 'queue_add') this.#permitted.add(session_id)
    if (event === 'queue_resumed' || (event.startsWith('queue_') && line['waiting'] === 0))
      this.#paused.delete(session_id)
    if (event === 'stream_open') this.#permitted.delete(session_id)
    if (event !== 'queue_paused' || line['reason'] !== 'stopped') return
    const superseding = this.#judge.scopes.some(({ reason }) => reason === 'superseded')
    demand(!superseding, 'I6', () => `the queue of ${session_id} stands still because of a newer prompt`)
  }

  /** A waiting prompt is about to be sent. */
  opening({ session_id, queue_id, prompt, parent_id }: OpenRequest): void {
    const rows = this.#disk.found().filter((row) => row.session_id === session_id)
    const row = rows.find((one) => one.queue_id === queue_id)
    demand(row?.text === prompt, 'I6', () => `“${prompt}” is sent, and “${row?.text}” waits on disk`)
    if (queue_id && this.#wanted.has(queue_id)) return
    demand(!this.#paused.has(session_id), 'I6', () => `“${prompt}” goes out of a paused queue`)
    demand(rows[0] === row, 'I6', () => `“${prompt}” goes before “${rows[0]?.text}”`)
    demand(this.#judge.unsaved === 0, 'I6', () => `“${prompt}” is sent while an answer is not saved`)
    const told = this.#judge.latest.get(session_id)
    demand(!told || told.end !== null, 'I6', () => `“${prompt}” supersedes, and no person wanted that`)
    if (!told || this.#permitted.has(session_id)) return
    demand(told.end === 'success', 'I6', () => `“${prompt}” is sent after “${told.end}”`)
    demand(
      parent_id === told.message_id,
      'I6',
      () => `“${prompt}” goes to another branch than the answer it waited for`,
    )
    const saved = this.#disk.messageOf(told.stream_id)?.end
    demand(saved !== null, 'I6', () => `“${prompt}” is sent before the answer it waited for is on disk`)
  }

  /** A person wants this one sent now. */
  wanted(queue_id: QueueId): void {
    this.#wanted.add(queue_id)
  }

  dies(client: SimStoreClient): void {
    this.judgeLoss(client)
    this.#judge.count('crash')
  }

  /** If the app died now. I9: on disk is a beginning of what was told, and what is missing is young. */
  judgeLoss(client: SimStoreClient): void {
    const { fair } = this.#time
    const prompt = client.idle && fair - this.#refused_fair > AFTER_REFUSAL_MS && client.full_for === 0
    if (prompt && fair - this.#told_fair > AFTER_REFUSAL_MS) this.#prompts.calm()
    for (const told of this.#judge.streams.values()) {
      const message = this.#disk.messageOf(told.stream_id)
      if (!message) continue
      const answer = this.#judge.answers.get(message.message_id)
      const before =
        answer?.by.filter((one) => one !== told).reduce((text, one) => text + one.text, answer.before) ?? ''
      const saved = message.end
        ? plainText(message.parts)
        : before + plainText(this.#disk.rowsOf(told.stream_id))
      const all = before + told.text
      demand(
        all.startsWith(saved),
        'I9',
        () => `of ${told.stream_id} “${saved}” is on disk, told was “${all}”`,
      )
      this.#judge.count('crash with a text')
      if (saved.length === all.length || !prompt) continue
      const first_lost = told.lengths.findIndex((length) => before.length + length > saved.length)
      const age_ms = fair - (told.times[first_lost] ?? fair)
      demand(
        age_ms <= BATCH_MS,
        'I9',
        () => `a crash takes text of ${told.stream_id} that is ${age_ms} ms old`,
      )
      this.#judge.count('text lost in a crash')
    }
  }

  restart(): void {
    this.#paused.clear()
    this.#permitted.clear()
    this.#wanted.clear()
    this.#refused_fair = -Infinity
    this.#prompts.restart()
    for (const row of this.#disk.found()) this.#paused.add(row.session_id)
    for (const [queue_id, { session_id }] of this.#fates)
      if (!this.#disk.sessions.has(session_id)) this.#fates.delete(queue_id)
  }

  /** Every prompt that was accepted waits, was sent once, or was deleted by a person. */
  checkPrompts(): void {
    for (const [queue_id, { saved, removed }] of this.#fates) {
      const waiting = this.#disk.queued.has(queue_id) ? 1 : 0
      const fate = waiting + saved + (removed ? 1 : 0)
      demand(
        fate === 1,
        'I9',
        () => `the waiting prompt ${queue_id} waits ${waiting}, was sent ${saved}, deleted ${removed}`,
      )
    }
  }
}
