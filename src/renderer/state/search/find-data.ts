import type { MessageId } from '../../../shared/ids.ts'
import type { FoundInBranch } from '../../../shared/search.ts'
import type { Message } from '../../../shared/session.ts'
import { rememberLast } from '../remember-last.ts'

/** One of the places where a message has what is looked for: the first is 0. */
export interface FoundPlace {
  message_id: MessageId
  nth: number
}

/** What the bar above a chat looks for, and what it found. */
export interface FindData {
  /** As typed. */
  query: string
  /** What main found in the whole branch; null before its first answer to this query. */
  found: FoundInBranch | null
  /** How often messages have it as they are drawn, which counts where it is known. */
  drawn: Readonly<Record<string, number>>
  /** What is shown of it; another object each time it is to be brought into view. */
  current: FoundPlace | null
  /** Where the reader was when this query was typed: the first place from here on is shown. */
  from: MessageId | null
  /** Rises to ask the field for the focus. */
  focus_request: number
}

export const NOTHING_FOUND: Omit<FindData, 'focus_request'> = {
  query: '',
  found: null,
  drawn: {},
  current: null,
  from: null,
}

export interface FoundMessage {
  message_id: MessageId
  count: number
}

/** The messages that have it, in reading order: those of which only main knows lie above all that are loaded. */
export const foundMessages = rememberLast(
  (
    found: FindData['found'],
    drawn: FindData['drawn'],
    messages: readonly Message[],
  ): readonly FoundMessage[] => {
    const told = new Map(found?.places.map(({ message_id, count }) => [message_id, count]))
    const here = messages.map(({ message_id }) => ({
      message_id,
      count: drawn[message_id] ?? told.get(message_id) ?? 0,
    }))
    for (const { message_id } of here) told.delete(message_id)
    const above = [...told].map(([message_id, count]) => ({ message_id, count }))
    return [...above, ...here.filter(({ count }) => count > 0)]
  },
)

/** "3 of 17": the number of a place among all, from 1; 0 when it is not among them. */
export function numberOf(
  all: readonly FoundMessage[],
  place: FoundPlace | null,
): { number: number; of: number } {
  let of = 0
  let number = 0
  for (const { message_id, count } of all) {
    if (place?.message_id === message_id && place.nth < count) number = of + place.nth + 1
    of += count
  }
  return { number, of }
}

/** The place with this number, around either end; null when there is none. */
export function placeAtNumber(all: readonly FoundMessage[], number: number): FoundPlace | null {
  const { of } = numberOf(all, null)
  if (of === 0) return null
  let left = (((number - 1) % of) + of) % of
  for (const { message_id, count } of all) {
    if (left < count) return { message_id, nth: left }
    left -= count
  }
  return null
}

/** The place after or before another that may be gone by now. */
export function stepFrom(
  all: readonly FoundMessage[],
  place: FoundPlace | null,
  step: 1 | -1,
): FoundPlace | null {
  const { number } = numberOf(all, place)
  if (number > 0) return placeAtNumber(all, number + step)
  // Fewer are drawn in its message than were told: on from its last one.
  const before = place
    ? all.slice(0, all.findIndex(({ message_id }) => message_id === place.message_id) + 1)
    : []
  const passed = numberOf(before, null).of
  return placeAtNumber(all, step === 1 ? passed + 1 : passed)
}

/** The first place in a message or after it, in the order of these messages; else the first of all. */
export function firstFrom(
  all: readonly FoundMessage[],
  from: MessageId | null,
  messages: readonly Message[],
): FoundPlace | null {
  const start = messages.findIndex(({ message_id }) => message_id === from)
  const after = new Set(start < 0 ? [] : messages.slice(start).map(({ message_id }) => message_id))
  const first = all.find(({ message_id }) => after.has(message_id)) ?? all[0]
  return first ? { message_id: first.message_id, nth: 0 } : null
}
