import type { MessageId, SessionId, StreamId } from '../../src/shared/ids.ts'
import type { EndReason, StreamError } from '../../src/shared/stream-end.ts'
import type { EngineLife, SimProcess } from './sim-process.ts'

/** All that was told of one stream, by whom it matters. */
export interface Told {
  stream_id: StreamId
  session_id: SessionId
  message_id: MessageId
  generation: number
  text: string
  /** The length of the text after each event, and when that was; by `seq`. */
  lengths: number[]
  times: number[]
  end: EndReason | null
  error: StreamError | null
  ended_fair: number
  ended_at: number
  released: 'no' | 'discarded' | 'cooperative' | 'forced' | 'fenced'
  life: EngineLife | null
  process: SimProcess | null
  /** Text main has heard of its engine while it ran, and since when the first untold of it waits. */
  heard: number
  waits_fair: number
  /** The stream that had the engine when this one was opened. */
  waits_for: Told | null
  wait_logged: boolean
  /** When its engine last said something that counts. */
  progress_fair: number
  status: string
  percent: { told: unknown; heard: unknown; fair: number; lost: number }
}

type Identity = Pick<Told, 'stream_id' | 'session_id' | 'message_id' | 'generation'>

export function newTold(identity: Identity, waits_for: Told | null): Told {
  return {
    ...identity,
    text: '',
    lengths: [],
    times: [],
    end: null,
    error: null,
    ended_fair: 0,
    ended_at: 0,
    released: 'no',
    life: null,
    process: null,
    heard: 0,
    waits_fair: Infinity,
    waits_for,
    wait_logged: false,
    progress_fair: 0,
    status: '',
    percent: { told: null, heard: null, fair: 0, lost: 0 },
  }
}

/** Whether an engine said this there. Half a character may be all that came of one before the end. */
export function isSaid(said: string, content: string, from: number): boolean {
  if (said.toWellFormed().startsWith(content, from)) return true
  const end = from + content.length - 1
  const torn = content.endsWith('\ufffd') && said.charCodeAt(end) >= 0xd800 && said.charCodeAt(end) < 0xdc00
  return torn && said.slice(0, end).toWellFormed().startsWith(content.slice(0, -1), from)
}

export function plainText(parts: readonly { text: string }[]): string {
  return parts.reduce((all, { text }) => all + text, '')
}
