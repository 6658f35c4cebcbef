import type { SessionId } from '../../shared/ids.ts'
import type { SessionActivity, SessionSummary } from '../../shared/session.ts'

/** The sidebar's sessions, the one changed last first. */
export type SessionList = readonly SessionSummary[]

export function upsertSession(list: SessionList, session: SessionSummary): SessionList {
  const others = list.filter((other) => other.session_id !== session.session_id)
  return [session, ...others].sort((a, b) => b.updated_at - a.updated_at)
}

/** Many at once, sorted once. */
export function addSessions(list: SessionList, added: SessionList): SessionList {
  const ids = new Set(added.map((one) => one.session_id))
  const others = list.filter((one) => !ids.has(one.session_id))
  return [...others, ...added].sort((a, b) => b.updated_at - a.updated_at)
}

export function removeSession(list: SessionList, session_id: SessionId): SessionList {
  return list.some((one) => one.session_id === session_id)
    ? list.filter((one) => one.session_id !== session_id)
    : list
}

export function setActivity(
  list: SessionList,
  session_id: SessionId,
  activity: SessionActivity,
): SessionList {
  const index = list.findIndex((one) => one.session_id === session_id)
  const session = list[index]
  return !session || session.activity === activity ? list : list.with(index, { ...session, activity })
}

/** The neighbour of a session in the list, around its ends; null when the list is empty. */
export function neighbour(list: SessionList, session_id: SessionId | null, step: 1 | -1): SessionId | null {
  if (list.length === 0) return null
  const index = list.findIndex((one) => one.session_id === session_id)
  const from = index < 0 && step < 0 ? 0 : index
  return list.at((from + step + list.length) % list.length)?.session_id ?? null
}

export interface DayGroup {
  label: string
  sessions: SessionSummary[]
}

const DAY_MS = 86_400_000

/** Sessions under the day people remember them by. `now` is wall time in milliseconds. */
export function groupByDay(list: SessionList, now: number): DayGroup[] {
  const groups: DayGroup[] = []
  for (const session of list) {
    const label = dayLabel(session.updated_at, now)
    const last = groups.at(-1)
    if (last?.label === label) last.sessions.push(session)
    else groups.push({ label, sessions: [session] })
  }
  return groups
}

function dayLabel(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days <= 7) return 'Last 7 days'
  if (days <= 30) return 'Last 30 days'
  return new Date(at).toLocaleDateString('en', { month: 'long', year: 'numeric' })
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** "2 answering, 1 waiting, 1 stopping"; empty when nothing runs. `waits`: whether a session's answer stands in line. */
export function activityWords(list: SessionList, waits: (session_id: SessionId) => boolean): string {
  const of = (activity: SessionActivity): SessionList => list.filter((one) => one.activity === activity)
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
