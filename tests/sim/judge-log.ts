import { CRASH_WINDOW_MS } from '../../src/main/engines/worker/crash-budget.ts'
import type { LogLine } from '../../src/main/ports.ts'
import { LogTruth } from '../../src/main/self-test/log-truth.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import { demand } from './broken.ts'
import type { Judge } from './judge.ts'
import { SLACK_MS } from './sim-limits.ts'
import type { SimTime } from './sim-time.ts'
import type { Told } from './told.ts'

/** Nobody who is at work is given less. */
const PATIENCE_MIN_MS = 250 - SLACK_MS

/** Holds the log of one life of the app to I10, and what it says of releases to what the engines do. */
export class LogJudge {
  /** The stream that has the engine, by chat. */
  readonly engaged = new Map<SessionId, Told>()
  /** Told to have ended and not released yet, oldest first. */
  unreleased: Told[] = []
  /** By model: when it ended and nobody had ordered it. */
  readonly crashes = new Map<string, number[]>()
  #judge: Judge
  #time: SimTime
  #truth = new LogTruth()

  constructor(judge: Judge, time: SimTime) {
    this.#judge = judge
    this.#time = time
  }

  see(line: LogLine): void {
    const [lie] = this.#truth.see(line)
    demand(!lie, 'I10', () => lie?.says ?? '')
    const told = this.#judge.streams.get(line['stream_id'] as StreamId)
    if (told) this.#lifeLine(told, line)
    if (line.event === 'engine_exit' && line['ordered'] === false && line['model'] !== '') {
      const model = String(line['model'])
      this.crashes.set(model, [...(this.crashes.get(model) ?? []), this.#time.now])
    }
    if (line.event.startsWith('engine_') || line.event.startsWith('queue_')) this.#judge.count(line.event)
  }

  #lifeLine(told: Told, { event, ...line }: LogLine): void {
    const { stream_id, session_id } = told
    switch (event) {
      case 'stream_bug':
        demand(false, 'bug', () => `${stream_id}: ${String(line['message'])}`)
        break
      case 'stream_start': {
        const waited = told.waits_for
        demand(
          !waited || waited.released !== 'no',
          'I1',
          () => `${stream_id} starts before its predecessor is gone`,
        )
        demand(!waited || told.wait_logged, 'I10', () => `${stream_id} waited, and the log does not say so`)
        this.engaged.set(session_id, told)
        break
      }
      case 'prev_stream_finished_cleanly':
      case 'prev_stream_timeout_on_cancel': {
        const clean = told.waits_for?.released === 'cooperative'
        demand(
          clean === (event === 'prev_stream_finished_cleanly'),
          'I10',
          () => `${stream_id} waited otherwise than the log says`,
        )
        told.wait_logged = true
        break
      }
      case 'stream_discarded':
        this.#release(told, 'discarded')
        break
      case 'stream_end': {
        const how = line['how'] as 'cooperative' | 'forced' | 'fenced'
        demand(line['reason'] === told.end, 'I10', () => `the log tells another end of ${stream_id}`)
        demand(
          line['forced'] === (how !== 'cooperative'),
          'I10',
          () => `the log says that ${stream_id} left by itself`,
        )
        demand(
          how === 'fenced' || !told.life?.live,
          'I1',
          () => `${stream_id} counts as released and is still at work`,
        )
        const waited_ms = this.#time.now - told.ended_at
        const patient = how === 'cooperative' || !told.life || waited_ms >= PATIENCE_MIN_MS
        demand(patient, 'I5', () => `${stream_id} was taken away by force after ${waited_ms} ms`)
        if (this.engaged.get(session_id) === told) this.engaged.delete(session_id)
        this.#judge.count(how)
        this.#release(told, how)
      }
    }
  }

  #release(told: Told, how: Told['released']): void {
    demand(told.released === 'no', 'I2', () => `${told.stream_id} was released twice`)
    demand(told.end !== null, 'I2', () => `${told.stream_id} was released before its end`)
    told.released = how
    this.unreleased = this.unreleased.filter((other) => other !== told)
  }

  recentCrashes(model: string): number {
    const since = this.#time.now - CRASH_WINDOW_MS
    return this.crashes.get(model)?.filter((at) => at > since).length ?? 0
  }

  /** The log is complete: whoever was opened has an end. */
  end(): void {
    const [lie] = this.#truth.end()
    demand(!lie, 'I10', () => lie?.says ?? '')
  }
}
