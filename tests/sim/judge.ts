import type { EngineRequest } from '../../src/main/ports.ts'
import { CRASHES_MAX } from '../../src/main/engines/worker/crash-budget.ts'
import { FENCE_MS, PATIENCE_MAX_MS } from '../../src/main/streams/release-within.ts'
import { FRAME_MS } from '../../src/main/streams/token-batcher.ts'
import type { MessageId, SessionId, StreamId } from '../../src/shared/ids.ts'
import type { EndReason } from '../../src/shared/stream-end.ts'
import type { StreamEvent, TokenEvent } from '../../src/shared/stream-event.ts'
import type { StreamOpened } from '../../src/shared/stream-opened.ts'
import { Broken, demand } from './broken.ts'
import type { SimDisk } from './sim-disk.ts'
import type { EngineLife, EngineNews, EngineWatcher, SimProcess } from './sim-process.ts'
import { INSTRUCTIONS, SEED, SIM_LIMITS, SLACK_MS } from './sim-limits.ts'
import { LogJudge } from './judge-log.ts'
import type { SimTime } from './sim-time.ts'
import type { Told } from './told.ts'
import { isSaid, newTold, plainText } from './told.ts'

/** Who may end which streams right now, and how. */
export interface Scope {
  reason: EndReason
  ends: (told: Told) => boolean
}

type Given = Pick<EngineRequest, 'messages' | 'parameters'>

const RELEASE_WITHIN_MS = PATIENCE_MAX_MS + FENCE_MS + SLACK_MS
const STATUS_WITHIN_MS = 100

/** Holds main to I1 to I7 and I10. What it knows comes from engines, events, disk and log, never from the registry it judges. */
export class Judge implements EngineWatcher {
  readonly streams = new Map<StreamId, Told>()
  /** What each answer held when the app started, and who wrote to it since. */
  readonly answers = new Map<MessageId, { before: string; by: Told[] }>()
  readonly latest = new Map<SessionId, Told>()
  running = new Set<Told>()
  scopes: Scope[] = []
  /** Engine processes that ended in this life of the app and nobody ordered it. */
  crashes = 0
  /** Streams whose engine threw, as no engine should. */
  readonly thrown = new Set<StreamId>()
  /** How many answers are told to be unsaved. */
  unsaved = 0
  logs: LogJudge
  readonly met: Record<string, number> = {}
  #time: SimTime
  #disk: SimDisk
  #appended: TokenEvent | null = null
  #lives = new Set<EngineLife>()
  /** What was found where an exception would not be heard. */
  #found: Broken | null = null

  constructor(time: SimTime, disk: SimDisk) {
    this.#time = time
    this.#disk = disk
    this.logs = new LogJudge(this, time)
  }

  count(what: string): void {
    this.met[what] = (this.met[what] ?? 0) + 1
  }

  /** Notes what is broken where the core would swallow an exception; `check` throws it. */
  hold(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      this.#found ??= error
    }
  }

  within<Result>(scope: Scope, run: () => Result): Result {
    this.scopes.push(scope)
    try {
      return run()
    } finally {
      this.scopes.pop()
    }
  }

  // What main tells.

  opened({ session_id, stream_id, generation, messages }: StreamOpened): void {
    const before = this.latest.get(session_id)
    demand(
      generation === (before?.generation ?? 0) + 1,
      'I3',
      () => `${stream_id} has generation ${generation}`,
    )
    demand(!this.streams.has(stream_id), 'I2', () => `${stream_id} was opened twice`)
    demand(!before || before.end !== null, 'I5', () => `${before?.stream_id} was not ended by its successor`)
    const message_id = messages.at(-1)?.message_id
    if (!message_id) throw new Broken('I3', `${stream_id} has no answer`)
    const engaged = this.logs.engaged.get(session_id) ?? null
    const told = newTold({ stream_id, session_id, message_id, generation }, engaged)
    this.streams.set(stream_id, told)
    this.latest.set(session_id, told)
    const answer = this.answers.get(message_id) ?? { before: '', by: [] }
    const last = answer.by.at(-1)
    demand(!last || last.end !== null, 'I1', () => `two streams write to ${message_id}`)
    answer.by.push(told)
    this.answers.set(message_id, answer)
    this.count('opened')
  }

  appended(event: TokenEvent): void {
    demand(this.#appended === null, 'I4', () => 'text was saved that nobody was told')
    this.#appended = event
  }

  event(event: StreamEvent): void {
    const told = this.streams.get(event.stream_id)
    if (!told) throw new Broken('I3', `${event.stream_id} tells something and was never opened`)
    const { stream_id, lengths } = told
    demand(told.end === null, 'I3', () => `${event.type} of ${stream_id} after its end`)
    demand(
      event.seq === lengths.length,
      'I4',
      () => `${stream_id} tells seq ${event.seq} after ${lengths.length - 1}`,
    )
    const { session_id, message_id, generation } = event
    const own =
      session_id === told.session_id && message_id === told.message_id && generation === told.generation
    demand(own, 'I3', () => `${stream_id} speaks under another name`)
    demand(event.seq > 0 || event.type === 'status', 'I3', () => `${stream_id} begins with ${event.type}`)
    if (event.type === 'token') this.#token(told, event)
    else demand(this.#appended === null, 'I4', () => `text of ${stream_id} was saved and not told`)
    if (event.type === 'status') {
      told.status = event.status
      told.percent.told = event.percent
      // Silence was noticed meanwhile, and that is the latest.
      if (event.status === 'stalled') told.percent.heard = null
    }
    if (event.type === 'error') told.error = event
    lengths.push(told.text.length)
    told.times.push(this.#time.fair)
    if (event.type === 'done') this.#done(told, event.reason)
  }

  #token(told: Told, event: TokenEvent): void {
    const { stream_id, life } = told
    const { content, channel } = event
    demand(this.#appended === event, 'I4', () => `${stream_id} tells text that was not saved`)
    this.#appended = null
    demand(content !== '' && content.isWellFormed(), 'I4', () => `${stream_id} tells an empty or torn text`)
    demand(
      life !== null && isSaid(life.said, content, told.text.length),
      'I4',
      () => `${stream_id} shows “${content}”, which its engine did not say there`,
    )
    const rho = content.includes('ρ')
    demand(
      channel === 'reasoning' ? !content.includes('·') : !rho,
      'I4',
      () => `${stream_id}: “${content}” as ${channel}`,
    )
    told.text += content
    this.#textIsTold(told)
    this.count('token')
  }

  #done(told: Told, reason: EndReason): void {
    const { stream_id, life, error } = told
    told.end = reason
    told.ended_fair = this.#time.fair
    told.ended_at = this.#time.now
    this.logs.unreleased.push(told)
    this.count(reason)
    if (reason === 'success') {
      demand(
        life?.finished === 'finish',
        'I2',
        () => `${stream_id} is told complete, and its engine did not finish`,
      )
      demand(
        told.text === life.said.toWellFormed(),
        'I4',
        () => `a part of ${stream_id} is missing: “${told.text}” of “${life.said}”`,
      )
    } else if (reason === 'error') {
      demand(error !== null, 'I2', () => `${stream_id} failed without a reason`)
      this.count(error.error_type)
      const ours = error.content.startsWith('Something in Sluice') && !this.thrown.has(stream_id)
      demand(!ours, 'bug', () => `${stream_id}: ${error.content}`)
      if (error.error_type === 'engine_crashed') this.#checkCrash(told)
      const in_line = error.error_type === 'engine_stalled' && told.status === 'waiting'
      demand(!in_line, 'I5', () => `${stream_id} stood in line, and that was taken for silence`)
    } else {
      const may = this.scopes.some((scope) => scope.reason === reason && scope.ends(told))
      demand(may, 'I7', () => `${stream_id} ended “${reason}”, which nobody asked for`)
    }
  }

  #checkCrash({ stream_id, process, error }: Told): void {
    const asked_first = error?.content.includes('times in five minutes') === true
    demand(
      !asked_first || this.crashes >= CRASHES_MAX,
      'I7',
      () => `${stream_id} is refused for crashes that never were`,
    )
    // One that crashed before it had its prompt is not known by name.
    const crashed = process ? process.crashed : this.crashes > 0
    demand(asked_first || crashed, 'I7', () => `${stream_id} is said to have crashed and did not`)
  }

  // What the engines do.

  begins(life: EngineLife, { messages, parameters }: Given, process: SimProcess | null = null): void {
    this.hold(() => {
      const { stream_id, session_id } = life
      const told = this.streams.get(stream_id)
      if (!told) throw new Broken('I3', `an engine is given ${stream_id}, which was never opened`)
      demand(!told.life, 'I2', () => `${stream_id} ran twice`)
      // It may have ended since it was given its prompt: then it has been asked to stop, too.
      const late = told.end !== null && life.asked
      demand(
        late || this.latest.get(session_id) === told,
        'I6',
        () => `${stream_id} was overtaken and reached its engine`,
      )
      demand(late || told.end === null, 'I5', () => `${stream_id} had ended when it reached its engine`)
      demand(!process?.life, 'I1', () => `${process?.name} is given a second generation`)
      for (const other of this.#lives) {
        const before = this.streams.get(other.stream_id)
        if (!other.live) this.#lives.delete(other)
        else if (other.session_id === session_id && before?.released !== 'fenced') {
          throw new Broken(
            'I1',
            `${stream_id} begins while ${other.stream_id} of the same chat is still at work`,
          )
        }
      }
      this.#lives.add(life)
      told.life = life
      told.process = process
      told.progress_fair = this.#time.fair
      if (told.end === null) this.running.add(told)
      this.#checkPrompt(told, messages)
      demand(parameters.seed === SEED, 'I9', () => `${stream_id} is not given the parameters of its chat`)
      this.count('generated')
    })
  }

  throws(stream_id: StreamId): void {
    this.thrown.add(stream_id)
  }

  /** A process is started for this model: not after too many crashes in a row, unless a person said so. */
  spawns(model: string): void {
    const crashes = this.logs.recentCrashes(model)
    this.hold(() =>
      demand(crashes < CRASHES_MAX, 'I5', () => `${model} is started again after ${crashes} crashes`),
    )
  }

  /** A person says that engines which crashed may start again; or so much time passed that it does not matter. */
  forgive(): void {
    this.logs.crashes.clear()
  }

  /** I9: what the engine is given is on disk; and it is given all the person saw. */
  #checkPrompt(told: Told, messages: Given['messages']): void {
    const { stream_id, message_id } = told
    const answer = this.#disk.messages.get(message_id)
    // A chat may have been deleted for good meanwhile.
    if (!answer && told.end !== null) return
    demand(
      answer !== undefined,
      'I9',
      () => `the engine was called for ${stream_id} before its messages were on disk`,
    )
    const given = messages.map(({ content }) => content).join('\n')
    demand(given.includes(INSTRUCTIONS), 'I9', () => `${stream_id} is not given the instructions of its chat`)
    for (const message of this.#disk.branchTo(answer.parent_id)) {
      const text = message.role === 'user' ? message.parts[0]?.text : this.answerOf(message.message_id)
      const plain = (text ?? '').replaceAll(/\w+ρ\d+;/g, '').trim()
      if (plain === '' || plain.includes('\ud83e') || text !== plain) continue
      demand(given.includes(plain), 'I9', () => `${stream_id} is given less than was shown: “${plain}”`)
    }
  }

  hears(process: SimProcess | null, { type, run_id, content, percent }: EngineNews): void {
    const told = this.streams.get(run_id as StreamId)
    if (!told?.life || told.end !== null || (process && told.process !== process)) return
    if (type === 'text' || typeof percent === 'number') told.progress_fair = this.#time.fair
    if (type === 'text' && typeof content === 'string') {
      // Half a pair waits for its other half.
      told.heard = Math.min(told.heard + content.length, told.life.said.length)
      if (told.heard > told.text.length + 1) told.waits_fair = Math.min(told.waits_fair, this.#time.fair)
      told.percent.heard = null
    } else if (type === 'status')
      told.percent = { ...told.percent, heard: percent, fair: this.#time.fair, lost: this.#time.lost_ms }
    else told.percent.heard = null
  }

  #textIsTold(told: Told): void {
    if (told.text.length + 1 >= told.heard) told.waits_fair = Infinity
    else told.waits_fair = this.#time.fair
  }

  // After every step.

  check(): void {
    if (this.#found) throw this.#found
    const { fair } = this.#time
    const [oldest] = this.logs.unreleased
    demand(
      !oldest || fair - oldest.ended_fair <= RELEASE_WITHIN_MS,
      'I5',
      () => `${oldest?.stream_id} is not released after ${fair - (oldest?.ended_fair ?? 0)} ms`,
    )
    for (const told of this.running) {
      const { stream_id, life, waits_fair, percent } = told
      if (told.end !== null) {
        this.running.delete(told)
        demand(
          !life?.live || life.asked,
          'I5',
          () => `${stream_id} ended and its engine was not asked to stop`,
        )
        continue
      }
      const silent_ms = fair - told.progress_fair
      demand(
        silent_ms <= SIM_LIMITS.first_token_ms + SLACK_MS,
        'I5',
        () => `${stream_id} is silent for ${silent_ms} ms`,
      )
      demand(
        fair - waits_fair <= FRAME_MS + SLACK_MS,
        'I4',
        () => `text of ${stream_id} waits for ${fair - waits_fair} ms`,
      )
      if (typeof percent.heard !== 'number' || fair - percent.fair <= STATUS_WITHIN_MS + SLACK_MS) continue
      const kept =
        percent.told === percent.heard || fair - percent.fair >= 5_000 || percent.lost !== this.#time.lost_ms
      demand(kept, 'I4', () => `the latest status of ${stream_id} (${String(percent.heard)} %) was not told`)
      percent.heard = null
    }
  }

  /** What a person should see of an answer. */
  answerOf(message_id: MessageId): string {
    const answer = this.answers.get(message_id)
    return answer ? answer.by.reduce((text, told) => text + told.text, answer.before) : ''
  }

  /** The app is started on the disk as it is: what it holds is what is known now. */
  restart(): void {
    this.streams.clear()
    this.answers.clear()
    this.latest.clear()
    this.#lives.clear()
    this.running.clear()
    this.crashes = 0
    this.unsaved = 0
    this.#appended = null
    this.logs = new LogJudge(this, this.#time)
    for (const { message_id, role, parts } of this.#disk.messages.values()) {
      if (role === 'assistant') this.answers.set(message_id, { before: plainText(parts), by: [] })
    }
  }

  /** The log is complete: whoever was opened has an end. */
  end(): void {
    this.logs.end()
    for (const told of this.streams.values()) {
      demand(told.end !== null, 'I2', () => `${told.stream_id} never ended`)
      demand(told.released !== 'no', 'I8', () => `${told.stream_id} was never released`)
    }
  }
}
