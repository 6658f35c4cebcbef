import type { StreamId } from '../../shared/ids.ts'
import { textOf } from '../../shared/session.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'
import { findLogLies } from './log-truth.ts'
import { countOverlaps } from './engine-records.ts'
import type { Hand } from './scenario.ts'

export interface Judgement {
  /** Pairs of generations of one session alive at once, by the engines' own records; null where those are not ours. */
  overlap: number | null
  /** Streams that showed text which is not theirs, not in order, or after their end. */
  stale: number
  problems: string[]
}

/** Holds what was told against what cannot grade itself: the engines' records, the seeded text, the disk, the log. */
export async function judge(hand: Hand): Promise<Judgement> {
  const { core, engine, trial } = hand
  const problems = [...trial.problems]
  const records = core.records()
  const overlap = records ? countOverlaps(records, core.exits, process.hrtime.bigint()) : null
  if (overlap) problems.push(`${overlap} pairs of generations of one session overlapped`)
  let stale = 0
  for (const [stream_id, { prompt, model }] of trial.asked) {
    const faults = [
      ...orderFaults(core.events.map(({ event }) => event).filter((event) => event.stream_id === stream_id)),
      ...textFaults(hand, stream_id, (characters) => engine.expected(prompt, model, characters)),
    ]
    if (faults.length > 0) stale++
    problems.push(...faults.map((fault) => `${stream_id}: ${fault}`))
  }
  problems.push(...(await diskFaults(hand)), ...findLogLies(core.log))
  return { overlap, stale, problems }
}

/** I2, I3, I4 on one stream's events: numbered without holes, a status first, one done, last. */
function orderFaults(events: StreamEvent[]): string[] {
  const faults: string[] = []
  if (events.some((event, index) => event.seq !== index)) faults.push('seq has a hole')
  if (events[0]?.type !== 'status') faults.push('the first event is no status')
  if (events.filter((event) => event.type === 'done').length !== 1) faults.push('it has not exactly one done')
  if (events.at(-1)?.type !== 'done') faults.push('something came after done')
  return faults
}

/** The text shown must begin the text the engine was bound to write, and be all of it after a success. */
function textFaults(
  hand: Hand,
  stream_id: StreamId,
  expectedOf: (characters: number) => string | null,
): string[] {
  const shown = hand.text(stream_id)
  // One character more than was shown tells whether the end is missing; the whole of a flood would hold up an app.
  const expected = expectedOf(shown.length + 1)
  if (expected === null) return []
  if (!expected.startsWith(shown)) return ['it shows text that is not its own']
  return hand.reason(stream_id) === 'success' && shown !== expected ? ['a part of its text is missing'] : []
}

/** I4: what is on disk is what was shown. */
async function diskFaults({ core }: Hand): Promise<string[]> {
  await core.saved()
  const faults: string[] = []
  const sessions = new Set(core.opened.map((opened) => opened.session_id))
  for (const session_id of sessions) {
    for (const message of await core.load(session_id)) {
      if (!message.stream_id) continue
      let shown = ''
      for (const { event } of core.events) {
        if (event.stream_id === message.stream_id && event.type === 'token' && event.channel === 'answer') {
          shown += event.content
        }
      }
      if (textOf(message) !== shown)
        faults.push(`${message.stream_id}: the disk has another text than the screen`)
      if (!message.end) faults.push(`${message.stream_id}: the disk does not know its end`)
    }
  }
  return faults
}
