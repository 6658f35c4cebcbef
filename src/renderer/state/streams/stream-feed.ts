import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../../shared/ids.ts'
import type { StreamEvent } from '../../../shared/stream-event.ts'
import type { StreamOpened } from '../../../shared/stream-opened.ts'
import type { StreamSnapshot } from '../../../shared/stream-snapshot.ts'
import type { AppData, AppStore } from '../app-store.ts'
import { announce } from '../app-store.ts'
import { count } from './counters.ts'
import type { Drop } from './drops.ts'
import { createDropReport, dropOf, remember } from './drops.ts'
import { endWords } from './end-sentence.ts'
import type { LiveStream } from './live-stream.ts'
import { keptOf } from '../sessions/loaded-sessions.ts'
import { gaveWayUntold, lateEnd, leave, receive, resync } from './live-stream.ts'
import { addOpened, earlierThan, foldEnd } from '../sessions/messages.ts'
import type { Frames } from './pace.ts'
import { Pace } from './pace.ts'
import { markStream } from './rate.ts'
import { versionsAfter } from '../sessions/versions.ts'

/** Background sessions are brought up to date this often; the one on screen as often as its page can afford (pace.ts). */
export const BACKGROUND_MS = 50

export interface FeedDependencies {
  store: AppStore
  request: Bridge['request']
  /** Reads a session again from main, because what is known here does not fit what was told. */
  reload: (session_id: SessionId) => void
  /** Called once for each stream whose end this window was told. */
  ended: (live: LiveStream) => void
  /** What more text on screen waits for; null: nothing waits. */
  frames: Frames | null
}

export interface StreamFeed {
  opened: (opened: StreamOpened) => void
  event: (event: StreamEvent) => void
  /** Applies all that waits, e.g. before another session is shown. */
  flush: () => void
  /** Asks main for a stream as it stands, and takes it over. Never rejects. */
  catchUp: (session_id: SessionId, stream_id: StreamId) => Promise<void>
  dispose: () => void
}

/** Leads main's stream events through the gate into the store. */
export function createStreamFeed({ store, request, reload, ended, frames }: FeedDependencies): StreamFeed {
  const report = createDropReport(request)
  let waiting: StreamEvent[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  const seen = createSeen()

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    pace?.drop()
    const events = waiting
    waiting = []
    if (events.length > 0) take(events)
  }

  const pace = frames && new Pace(frames, flush)
  const take = (events: readonly StreamEvent[]): void => {
    const taken = takeEvents(store.getState(), events, performance.now(), seen)
    store.setState(taken.change)
    report.add(taken.drops)
    for (const live of taken.ended) ended(live)
    for (const session_id of taken.untold) reload(session_id)
    for (const event of taken.ask) void catchUp(event.session_id, event.stream_id)
  }

  const catchUp = async (session_id: SessionId, stream_id: StreamId): Promise<void> => {
    const snapshot = await request('stream:snapshot', { stream_id }).catch(() => null)
    // What is kept for the background came before it: after it, what it covers would count as doubled.
    flush()
    const data = store.getState()
    const before = data.live[session_id] ?? null
    if (!snapshot) {
      if (before?.stream_id === stream_id && !before.end) {
        store.setState(keptOf({ ...data, live: { ...data.live, [session_id]: leave(before) } }))
      }
      reload(session_id)
      return
    }
    // Whatever was dropped from memory since: a window never goes back to an older answer, nor to before an end.
    const { live, verdict } =
      seen(snapshot, snapshot.end !== null) || before
        ? resync(before, snapshot)
        : { live: before, verdict: 'stale' as const }
    // An older answer of the session: the gate does not follow it any more, but its end belongs into its message.
    if (verdict === 'stale') store.setState({ loaded: withEnd(data, snapshot) })
    if (!live || live === before) return
    const counters = { ...data.counters, resyncs: data.counters.resyncs + 1 }
    const next = { ...data, ...withStream(data, before, live, performance.now()), counters }
    store.setState(live.end ? { ...next, ...keptOf(next) } : next)
    if (live.end) ended(live)
    if (verdict === 'snapshot') await catchUp(session_id, stream_id)
  }

  return {
    flush,
    catchUp,
    event: (event) => {
      waiting.push(event)
      const { open_session_id, live } = store.getState()
      if (event.session_id !== open_session_id) timer ??= setTimeout(flush, BACKGROUND_MS)
      else if (pace && isMoreText(event, live[event.session_id])) pace.ask()
      else flush()
    },
    opened: (opened) => {
      flush()
      const data = store.getState()
      const taken = takeOpened(data, opened)
      if (taken) store.setState(taken)
      else reload(opened.session_id)
    },
    dispose: () => {
      if (timer !== null) clearTimeout(timer)
      pace?.dispose()
      waiting = []
      report.dispose()
    },
  }
}

/**
 * Notes a stream as seen, with its end or without. False: what was told of it is old news, because its session has a newer
 * stream, or because its end was told before.
 */
type Seen = (stream: Pick<LiveStream, 'session_id' | 'generation'>, has_ended: boolean) => boolean

function createSeen(): Seen {
  /** The newest stream of each session, also of those that are not kept in memory. */
  const newest = new Map<SessionId, { generation: number; has_ended: boolean }>()
  return ({ session_id, generation }, has_ended) => {
    const known = newest.get(session_id)
    const isNews =
      !known || generation > known.generation || (generation === known.generation && !known.has_ended)
    if (isNews) newest.set(session_id, { generation, has_ended })
    return isNews
  }
}

/** More of an answer of which there is something to read already. All else is shown in the call that brings it. */
function isMoreText(event: StreamEvent, live: LiveStream | undefined): boolean {
  return event.type === 'token' && live?.stream_id === event.stream_id && live.parts.length > 0
}

interface Taken {
  change: Partial<AppData>
  /** Streams that ended with these events. */
  ended: LiveStream[]
  /** Events that showed a hole. */
  ask: StreamEvent[]
  /** Sessions with an answer whose end was missed. */
  untold: Set<SessionId>
  /** What the gate dropped. */
  drops: Drop[]
}

/** Many events, one change of the store. */
function takeEvents(start: AppData, events: readonly StreamEvent[], now: number, seen: Seen): Taken {
  let data = start
  const ended: LiveStream[] = []
  const ask: StreamEvent[] = []
  const untold = new Set<SessionId>()
  const dropped: Drop[] = []
  for (const event of events) {
    const before = data.live[event.session_id] ?? null
    // The gate knows what is kept in memory alone: what was dropped from it since must not come back.
    const { live, verdict } =
      seen(event, event.type === 'done') || before
        ? receive(before, event)
        : { live: before, verdict: 'stale' as const }
    const counters = count(data.counters, verdict)
    if (counters !== data.counters) data = { ...data, counters }
    const drop = dropOf(event, verdict)
    if (drop) dropped.push(drop)
    if (live && live !== before) data = { ...data, ...withStream(data, before, live, now) }
    if (live && gaveWayUntold(before, live)) untold.add(event.session_id)
    if (verdict === 'snapshot') ask.push(event)
    const over = verdict === 'applied' && live?.end ? live : lateEnd(live, event)
    if (over) ended.push(over)
  }
  if (ended.length > 0) data = { ...data, ...keptOf(data) }
  const { live, marks, loaded, counters, announcement } = data
  const drops = remember(data.drops, dropped)
  return {
    change: { live, marks, loaded, counters, announcement, drops },
    ended,
    ask,
    untold,
    drops: dropped,
  }
}

/** The change that a stream's new state makes: its text, its marks, and at its end its message and the words for it. */
function withStream(
  data: AppData,
  before: LiveStream | null,
  live: LiveStream,
  now: number,
): Partial<AppData> {
  const { session_id, message_id } = live
  const change: Partial<AppData> = { live: { ...data.live, [session_id]: live } }
  const marks = markStream(data.marks[message_id], before, live, now)
  if (marks && marks !== data.marks[message_id]) change.marks = { ...data.marks, [message_id]: marks }
  if (!live.end) return change
  change.loaded = withEnd(data, live)
  if (session_id === data.open_session_id) change.announcement = announce(data, endWords(live.end))
  return change
}

/** The messages in memory with the end of a stream in its message. */
function withEnd(data: AppData, ended: LiveStream | StreamSnapshot): AppData['loaded'] {
  const loaded = data.loaded[ended.session_id]
  const messages = loaded && foldEnd(loaded.messages, ended)
  return loaded && messages !== loaded.messages
    ? { ...data.loaded, [ended.session_id]: { ...loaded, messages: messages ?? [] } }
    : data.loaded
}

/** null when the opening does not fit the messages known here. */
function takeOpened(data: AppData, opened: StreamOpened): Partial<AppData> | null {
  const { session_id, generation } = opened
  // What was read since is newer: the end of this one would be stale, and its answer stay without.
  if ((data.live[session_id]?.generation ?? 0) > generation) return {}
  const loaded = data.loaded[session_id]
  const announcement = session_id === data.open_session_id ? announce(data, 'Answering') : data.announcement
  if (!loaded) return { announcement }
  const opened_meanwhile =
    loaded.state === 'loading' ? [...loaded.opened_meanwhile, opened] : loaded.opened_meanwhile
  const messages = addOpened(loaded.messages, opened)
  if (!messages && loaded.state === 'ready') return null
  const shown = messages ?? loaded.messages
  const earlier = earlierThan(shown, loaded.earlier)
  const versions = versionsAfter(loaded.versions, loaded.messages, shown)
  const next = { ...loaded, opened_meanwhile, earlier, messages: shown, versions }
  return { announcement, loaded: { ...data.loaded, [session_id]: next } }
}
