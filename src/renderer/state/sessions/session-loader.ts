import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { MessageId, SessionId, StreamId } from '../../../shared/ids.ts'
import type { LoadedSession, Message, SessionDetails } from '../../../shared/session.ts'
import type { AppData, AppStore } from '../app-store.ts'
import type { LiveStream } from '../streams/live-stream.ts'
import type { Kept } from './loaded-sessions.ts'
import { dropLoaded, moveToLast, putLoaded } from './loaded-sessions.ts'
import { afterLoading, detailsAfterLoading, earlierThan, EMPTY_SESSION, unended } from './messages.ts'
import { listing } from './session-change.ts'
import { findSession, removeSession } from './session-list.ts'
import { cutAbove, joinAbove } from './earlier.ts'
import type { SessionMessages } from './messages.ts'
import type { StreamFeed } from '../streams/stream-feed.ts'
import { versionsAfterLoading } from './versions.ts'

/** How often a session is read in a row before it counts as gone. */
const ROUNDS_MAX = 2
/** How often main is asked for one answer without an end. */
const ASKED_MAX = 2

export interface SessionLoader {
  /** Puts a session on screen; null: a new chat. The composer takes the focus. */
  show: (session_id: SessionId | null) => void
  /** Reads a session again; nothing happens for one that is not in memory. */
  reload: (session_id: SessionId) => void
  /** The same, with all that is known of it: anything there may be out of date. */
  reloadWhole: (session_id: SessionId) => void
}

export interface LoaderDependencies {
  store: AppStore
  request: Bridge['request']
  feed: () => StreamFeed
  notice: (text: string) => void
  /** Told what main keeps of a session's draft. */
  draftFound: (session_id: SessionId, text: string) => void
}

export function createSessionLoader(deps: LoaderDependencies): SessionLoader {
  const { store, request, feed, notice, draftFound } = deps
  let asking = 0
  const latest = new Map<SessionId, number>()
  /** Of these nothing that is known may stay, whatever asks for them first. */
  const whole = new Set<SessionId>()
  const catchUp = createCatchUp(store, feed)

  /** `unfit`: the stream whose opening did not fit what was read before. */
  const load = async (session_id: SessionId, round = 1, unfit: StreamId | null = null): Promise<void> => {
    const number = ++asking
    latest.set(session_id, number)
    const before = store.getState().loaded[session_id]?.details ?? null
    const listed = findSession(store.getState().sessions, session_id)
    store.setState((data) => beingRead(data, session_id))
    const to = readUpTo(store.getState(), session_id, whole.has(session_id))
    const reply = await request('session:load', { session_id, to }).catch(() => 'failed' as const)
    if (latest.get(session_id) !== number) return
    latest.delete(session_id)
    whole.delete(session_id)
    if (reply === 'failed') {
      notice('This chat could not be read. Open it again to retry.')
      store.setState((data) => dropLoaded(data, session_id))
    } else if (!reply) {
      // It can have been brought back since: what main answers now is newer than what was told meanwhile, and a chat that
      // was told of after the question is asked for once more, however late the answer comes.
      const told = findSession(store.getState().sessions, session_id) !== listed
      if (told || round < ROUNDS_MAX) return load(session_id, round + 1)
      gone(session_id)
    } else {
      const data = store.getState()
      const entry = data.loaded[session_id]
      // Deleted, or no longer kept, while it was read.
      if (!entry) return
      const { read, ...known } = readWithKnown(reply, entry, data.live[session_id], before)
      // What main answers next has it. One that does not fit even then never will.
      if (known.unfit && known.unfit !== unfit) return load(session_id, round + 1, known.unfit)
      store.setState(putLoaded(data, session_id, read))
      draftFound(session_id, reply.details.draft)
      catchUp(session_id)
    }
  }

  const gone = (session_id: SessionId): void => {
    store.setState((data) => ({
      ...dropLoaded(data, session_id),
      ...listing(data, removeSession(data.sessions, session_id)),
    }))
    if (store.getState().open_session_id !== session_id) return
    notice('This chat is no longer there.')
    show(null)
  }

  const show = (session_id: SessionId | null): void => {
    feed().flush()
    const data = store.getState()
    const anew = session_id !== data.open_session_id
    store.setState(onScreen(data, session_id))
    if (anew) void request('session:show', { session_id }).catch(() => null)
    if (session_id && !data.loaded[session_id]) void load(session_id)
  }

  return {
    show,
    reload: (session_id) => {
      if (store.getState().loaded[session_id]) void load(session_id)
    },
    reloadWhole: (session_id) => {
      if (!store.getState().loaded[session_id]) return
      whole.add(session_id)
      void load(session_id)
    },
  }
}

/** With a session on screen, or a new chat. */
function onScreen(data: AppData, session_id: SessionId | null): Partial<AppData> {
  const anew = session_id !== data.open_session_id
  return {
    open_session_id: session_id,
    loaded: session_id ? moveToLast(data.loaded, session_id, anew ? cutAbove : undefined) : data.loaded,
    focus_request: data.focus_request + 1,
    drawer_open: false,
    renaming: null,
    // What was to be shown in another chat is given up: coming back there later must not jump.
    reveal: data.reveal?.session_id === session_id ? data.reveal : null,
    held: anew ? null : data.held,
    // The list shows the chats again, unless this one is among the archived.
    archive_shown: data.archive_shown && findSession(data.sessions, session_id)?.archived === true,
  }
}

/** What is told before the question is in its answer: only what comes after it is remembered. */
function beingRead(data: AppData, session_id: SessionId): Kept {
  const entry = data.loaded[session_id] ?? EMPTY_SESSION
  return putLoaded(data, session_id, { ...entry, state: 'loading', opened_meanwhile: [] })
}

/** The oldest message that is to be read: of all that are known, or of what is to be shown and what is not as on the disk. */
function readUpTo({ reveal, loaded }: AppData, session_id: SessionId, whole: boolean): MessageId | undefined {
  const known = loaded[session_id]?.messages ?? []
  const shown = reveal?.session_id === session_id ? reveal.message_id : undefined
  if (shown && !known.some(({ message_id }) => message_id === shown)) return shown
  return (whole ? known[0] : known.find((one) => one.message_id === shown || isUntold(one)))?.message_id
}

/** Its end was missed, or is one that the disk never saw. */
function isUntold({ role, end }: Message): boolean {
  return role === 'assistant' && (end === null || end.error?.error_type === 'store_failed')
}

/** What main read, with what is known here and newer, and the last stream of what was told meanwhile that did not fit. */
function readWithKnown(
  reply: LoadedSession,
  { opened_meanwhile: opened, paging, ...known }: SessionMessages,
  live: LiveStream | undefined,
  before: SessionDetails | null,
): { read: SessionMessages; unfit: StreamId | null } {
  const page = joinAbove(reply, known)
  const { messages, unfit } = afterLoading(page.messages, opened, live)
  const earlier = earlierThan(messages, page.earlier)
  const details = detailsAfterLoading(reply.details, before, known.details)
  const versions = versionsAfterLoading(page, opened)
  return {
    read: { state: 'ready', messages, versions, opened_meanwhile: [], earlier, paging, details },
    unfit,
  }
}

/**
 * A window that was reloaded meets answers it never saw begin: it asks main for those without an end, while their session stays
 * in memory, and twice each at most: the end of one that still ran can be missed as well, and a puzzle never becomes a loop.
 */
function createCatchUp(store: AppStore, feed: () => StreamFeed): (session_id: SessionId) => void {
  const asked = new Map<SessionId, ReadonlyMap<StreamId, number>>()
  return (session_id) => {
    const { loaded, live } = store.getState()
    for (const id of asked.keys()) if (!loaded[id]) asked.delete(id)
    const before = asked.get(session_id)
    const unknown = unended(loaded[session_id]?.messages ?? [])
      .flatMap(({ stream_id }) => stream_id ?? [])
      .filter((stream_id) => stream_id !== live[session_id]?.stream_id)
    const times = new Map(unknown.map((stream_id) => [stream_id, (before?.get(stream_id) ?? 0) + 1]))
    asked.set(session_id, times)
    for (const [stream_id, time] of times) if (time <= ASKED_MAX) void feed().catchUp(session_id, stream_id)
  }
}
