import type { StreamId } from '../../../shared/ids.ts'
import type { Message, SessionDetails, Versions } from '../../../shared/session.ts'
import { joinParts } from '../../../shared/session.ts'
import type { StreamOpened } from '../../../shared/stream-opened.ts'
import type { LiveStream } from '../streams/live-stream.ts'

/** The messages of one session, once asked for. While they are on their way, openings are remembered. */
export interface SessionMessages {
  state: 'loading' | 'ready'
  messages: readonly Message[]
  /** Of these messages. */
  versions: Versions
  opened_meanwhile: readonly StreamOpened[]
  /** How many messages of the branch come before the first one here. */
  earlier: number
  /** Whether those are asked for, or could not be read. */
  paging: 'idle' | 'loading' | 'failed'
  /** null until main told them. */
  details: SessionDetails | null
}

/** What belongs to a chat that was just begun. */
export const NEW_DETAILS: SessionDetails = { system_prompt: '', parameters: {}, place: null, draft: '' }

/**
 * What main read, but for settings that were told while it was on its way, and for the place where it is read here: those
 * are newer. `before`: as known when it was asked.
 */
export function detailsAfterLoading(
  read: SessionDetails,
  before: SessionDetails | null,
  now: SessionDetails | null,
): SessionDetails {
  if (now === null) return read
  const { system_prompt, parameters, place } = now
  const told = system_prompt !== before?.system_prompt || parameters !== before.parameters
  return { ...read, place, ...(told && { system_prompt, parameters }) }
}

export const EMPTY_SESSION: SessionMessages = {
  state: 'ready',
  messages: [],
  versions: {},
  opened_meanwhile: [],
  earlier: 0,
  paging: 'idle',
  details: null,
}

/**
 * The branch after an opening: what followed the parent gives way to the new messages, and an answer that is gone on with
 * to itself, as a new stream takes it over. null when the parent is unknown here: the session has to be read again.
 */
export function addOpened(messages: readonly Message[], opened: StreamOpened): readonly Message[] | null {
  // Its answer is known, and may have its end; its prompt may stand above the page that is known.
  const answer = opened.messages.at(-1)
  const isKnown = (one: Message): boolean =>
    one.message_id === answer?.message_id && one.stream_id === answer.stream_id
  if (messages.some(isKnown)) return messages
  if (opened.parent_id === null) return opened.messages
  const parent = messages.findIndex((message) => message.message_id === opened.parent_id)
  return parent < 0 ? null : [...messages.slice(0, parent + 1), ...opened.messages]
}

/** How many messages come before the first one of these: none, where an opening at the top took the place of all. */
export function earlierThan(messages: readonly Message[], earlier: number): number {
  return messages[0]?.parent_id === null ? 0 : earlier
}

export function foldEnd(
  messages: readonly Message[],
  live: Pick<LiveStream, 'message_id' | 'stream_id' | 'parts' | 'end'> | undefined,
): readonly Message[] {
  if (!live?.end) return messages
  const index = messages.findIndex((message) => message.message_id === live.message_id)
  const message = messages[index]
  if (!message || message.end || message.stream_id !== live.stream_id) return messages
  return messages.with(index, { ...message, parts: joinParts(message.parts, live.parts), end: live.end })
}

/** What main read, brought up to what was told while it was on its way, and the last stream of which that did not fit. */
export function afterLoading(
  read: readonly Message[],
  opened: readonly StreamOpened[],
  live: LiveStream | undefined,
): { messages: readonly Message[]; unfit: StreamId | null } {
  let messages = read
  let unfit: StreamId | null = null
  for (const one of opened) {
    const next = addOpened(messages, one)
    if (next) messages = next
    else unfit = one.stream_id
  }
  return { messages: foldEnd(messages, live), unfit }
}

/** The answers of a list whose end is not known yet. */
export function unended(messages: readonly Message[]): Message[] {
  return messages.filter((message) => message.role === 'assistant' && message.end === null)
}
