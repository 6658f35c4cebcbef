import type { SessionId } from '../../../shared/ids.ts'
import type { SessionSummary } from '../../../shared/session.ts'
import { rememberLast } from '../remember-last.ts'
import type { SessionList } from './session-list.ts'
import { shelvesOf } from './session-list.ts'

/** Sessions under one heading. */
export interface Section {
  label: string
  sessions: SessionList
  /** The line its heading stands on; its sessions follow. */
  line: number
}

/** What the sidebar shows from top to bottom: a line for each heading and each session. */
export interface SidebarLines {
  sections: readonly Section[]
  count: number
  /** The sessions alone, in this order. */
  sessions: SessionList
}

/**
 * The chats, the pinned ones first, or else (`archive`) the archived ones. `today` is the start of the day it is. The same
 * object while nothing of it changed.
 */
export const sidebarLines = rememberLast(
  (list: SessionList, archive: boolean, today: number): SidebarLines => {
    const shelves = shelvesOf(list)
    const pinned = archive ? [] : shelves.pinned
    const others = archive ? shelves.archived : shelves.others
    const groups = groupByDay(others, today)
    if (pinned.length > 0) groups.unshift({ label: 'Pinned', sessions: pinned })
    let line = 0
    const sections = groups.map((group) => {
      const section = { ...group, line }
      line += group.sessions.length + 1
      return section
    })
    return { sections, count: line, sessions: pinned.length === 0 ? others : pinned.concat(others) }
  },
)

/** The session on a line; null on a heading's and past the end. */
export function sessionAt({ sections }: SidebarLines, line: number): SessionSummary | null {
  const section = sections.findLast((one) => one.line <= line)
  return section?.sessions[line - section.line - 1] ?? null
}

/** The line of a session; -1 when it is not shown. */
export function lineOf({ sections }: SidebarLines, session_id: SessionId | null): number {
  if (session_id === null) return -1
  for (const { line, sessions } of sections) {
    const index = sessions.findIndex((one) => one.session_id === session_id)
    if (index >= 0) return line + 1 + index
  }
  return -1
}

interface DayGroup {
  label: string
  sessions: SessionList
}

/**
 * Sessions, the one changed last first, under the day people remember them by. Looks for the ends of the groups alone, so
 * that thousands of sessions cost no more than their months.
 */
export function groupByDay(list: SessionList, today: number): DayGroup[] {
  const groups: DayGroup[] = []
  let from = 0
  for (let first = list[0]; first; first = list[from]) {
    const { label, since } = dayOf(first.updated_at, today)
    const to = endOf(list, from, since)
    groups.push({ label, sessions: list.slice(from, to) })
    from = to
  }
  return groups
}

/** Made once: making it costs a hundred times what using it does. */
const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' })

/** What a time is called, and since when it is called so. */
function dayOf(at: number, today: number): { label: string; since: number } {
  const days = [
    ['Today', 0],
    ['Yesterday', 1],
    ['Last 7 days', 7],
    ['Last 30 days', 30],
  ] as const
  for (const [label, ago] of days) {
    const since = daysBefore(today, ago)
    if (at >= since) return { label, since }
  }
  const date = new Date(at)
  return { label: MONTH.format(date), since: new Date(date.getFullYear(), date.getMonth()).getTime() }
}

/** By the calendar: a day in which the clocks change is a day too. */
function daysBefore(today: number, ago: number): number {
  const date = new Date(today)
  return date.setDate(date.getDate() - ago)
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** The first index after `from` whose session changed before `since`. At least `from + 1`. */
function endOf(list: SessionList, from: number, since: number): number {
  let [low, high] = [from + 1, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle]?.updated_at ?? 0) >= since) low = middle + 1
    else high = middle
  }
  return low
}
