import type { SessionId } from '../../../shared/ids.ts'
import type { SessionActivity, SessionSummary } from '../../../shared/session.ts'
import { rememberLast } from '../remember-last.ts'

/** All sessions, archived ones too, the one changed last first. Tens of thousands are ordinary: one change costs one copy. */
export type SessionList = readonly SessionSummary[]

/** Puts a session where its last change belongs; of equals it comes first. One that did not move stays where it is. */
export function upsertSession(list: SessionList, session: SessionSummary): SessionList {
  const index = indexOf(list, session.session_id)
  if (index >= 0 && list[index]?.updated_at === session.updated_at) return list.with(index, session)
  const others = index < 0 ? [...list] : list.toSpliced(index, 1)
  others.splice(placeOf(others, session.updated_at), 0, session)
  return others
}

/** Many at once, sorted once. */
export function addSessions(list: SessionList, added: SessionList): SessionList {
  const ids = new Set(added.map((one) => one.session_id))
  const others = list.filter((one) => !ids.has(one.session_id))
  return [...others, ...added].sort((a, b) => b.updated_at - a.updated_at)
}

export function removeSession(list: SessionList, session_id: SessionId): SessionList {
  const index = indexOf(list, session_id)
  return index < 0 ? list : list.toSpliced(index, 1)
}

export function setActivity(
  list: SessionList,
  session_id: SessionId,
  activity: SessionActivity,
): SessionList {
  const index = indexOf(list, session_id)
  const session = list[index]
  return !session || session.activity === activity ? list : list.with(index, { ...session, activity })
}

export function findSession(list: SessionList, session_id: SessionId | null): SessionSummary | null {
  return session_id === null ? null : (list[indexOf(list, session_id)] ?? null)
}

/** The neighbour of a session in a list, around its ends; null when the list is empty. */
export function neighbour(list: SessionList, session_id: SessionId | null, step: 1 | -1): SessionId | null {
  if (list.length === 0) return null
  const index = session_id === null ? -1 : indexOf(list, session_id)
  const from = index < 0 && step < 0 ? 0 : index
  return list.at((from + step + list.length) % list.length)?.session_id ?? null
}

/** A list by where each session is kept, and what is at work in it. Each in the order of the list. */
export interface Shelves {
  pinned: SessionList
  others: SessionList
  archived: SessionList
  /** Those that answer, or whose answer is not released yet, wherever they are kept. */
  busy: SessionList
}

/** Everything the window asks of all sessions, in one pass over them and once for each list. */
export const shelvesOf = rememberLast((list: SessionList): Shelves => {
  const pinned: SessionSummary[] = []
  const others: SessionSummary[] = []
  const archived: SessionSummary[] = []
  const busy: SessionSummary[] = []
  for (const session of list) {
    if (session.archived) archived.push(session)
    else if (session.pinned) pinned.push(session)
    else others.push(session)
    if (session.activity !== 'idle') busy.push(session)
  }
  return { pinned, others, archived, busy }
})

/** "2 answering, 1 waiting, 1 stopping"; empty when nothing runs. `waits`: whether a session's answer stands in line. */
export function activityWords(list: SessionList, waits: (session_id: SessionId) => boolean): string {
  const { busy } = shelvesOf(list)
  const of = (activity: SessionActivity): SessionList => busy.filter((one) => one.activity === activity)
  const waiting = of('active').filter((one) => waits(one.session_id)).length
  const words = [
    [of('active').length - waiting, 'answering'],
    [waiting, 'waiting'],
    [of('stopping').length, 'stopping'],
  ] as const
  return words
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ')
}

function indexOf(list: SessionList, session_id: SessionId): number {
  return list.findIndex((one) => one.session_id === session_id)
}

/** The first index at which something changed at `updated_at` may stand. */
function placeOf(list: SessionList, updated_at: number): number {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((list[middle]?.updated_at ?? 0) > updated_at) from = middle + 1
    else to = middle
  }
  return from
}
