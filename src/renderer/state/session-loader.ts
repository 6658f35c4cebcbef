import type { Bridge } from '../../shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../shared/ids.ts'
import type { AppStore } from './app-store.ts'
import { dropLoaded, moveToLast, putLoaded } from './loaded-sessions.ts'
import { afterLoading, unended } from './messages.ts'
import type { StreamFeed } from './stream-feed.ts'
import { NO_VERSIONS, versionsAfterLoading } from './versions.ts'

/** How often a session is read in a row before what was read is taken as it is. */
const ROUNDS_MAX = 2

export interface SessionLoader {
  /** Puts a session on screen; null: a new chat. The composer takes the focus. */
  show: (session_id: SessionId | null) => void
  /** Reads a session again; nothing happens for one that is not in memory. */
  reload: (session_id: SessionId) => void
}

export interface LoaderDependencies {
  store: AppStore
  request: Bridge['request']
  feed: () => StreamFeed
  notice: (text: string) => void
}

export function createSessionLoader({ store, request, feed, notice }: LoaderDependencies): SessionLoader {
  let asking = 0
  const latest = new Map<SessionId, number>()
  const catchUp = createCatchUp(store, feed)

  const load = async (session_id: SessionId, round = 1): Promise<void> => {
    const number = ++asking
    latest.set(session_id, number)
    // What is told before this question is in its answer: only what comes after it is remembered.
    store.setState((data) => {
      const { messages = [], versions = NO_VERSIONS } = data.loaded[session_id] ?? {}
      return putLoaded(data, session_id, { state: 'loading', messages, versions, opened_meanwhile: [] })
    })
    const reply = await request('session:load', { session_id }).catch(() => 'failed' as const)
    if (latest.get(session_id) !== number) return
    latest.delete(session_id)
    if (reply === 'failed') {
      notice('This chat could not be read. Open it again to retry.')
      store.setState((data) => dropLoaded(data, session_id))
    } else if (!reply) gone(session_id)
    else {
      const data = store.getState()
      const entry = data.loaded[session_id]
      // Deleted, or no longer kept, while it was read.
      if (!entry) return
      const { messages, fits } = afterLoading(reply.messages, entry.opened_meanwhile, data.live[session_id])
      if (!fits && round < ROUNDS_MAX) return load(session_id, round + 1)
      const versions = versionsAfterLoading(reply, entry.opened_meanwhile)
      store.setState(
        putLoaded(data, session_id, { state: 'ready', messages, versions, opened_meanwhile: [] }),
      )
      catchUp(session_id)
    }
  }

  const gone = (session_id: SessionId): void => {
    store.setState((data) => ({
      ...dropLoaded(data, session_id),
      sessions: data.sessions.filter((one) => one.session_id !== session_id),
    }))
    if (store.getState().open_session_id !== session_id) return
    notice('This chat is no longer there.')
    show(null)
  }

  const show = (session_id: SessionId | null): void => {
    feed().flush()
    const data = store.getState()
    store.setState({
      open_session_id: session_id,
      loaded: session_id ? moveToLast(data.loaded, session_id) : data.loaded,
      focus_request: data.focus_request + 1,
      drawer_open: false,
      renaming: null,
    })
    if (session_id !== data.open_session_id) void request('session:show', { session_id }).catch(() => null)
    if (session_id && !data.loaded[session_id]) void load(session_id)
  }

  return {
    show,
    reload: (session_id) => {
      if (store.getState().loaded[session_id]) void load(session_id)
    },
  }
}

/**
 * A window that was reloaded meets answers it never saw begin: it asks main for those without an end, once each while their
 * session stays in memory, so that a puzzle never becomes a loop.
 */
function createCatchUp(store: AppStore, feed: () => StreamFeed): (session_id: SessionId) => void {
  const asked = new Map<SessionId, ReadonlySet<StreamId>>()
  return (session_id) => {
    const { loaded, live } = store.getState()
    for (const id of asked.keys()) if (!loaded[id]) asked.delete(id)
    const before = asked.get(session_id)
    const unknown = unended(loaded[session_id]?.messages ?? [])
      .flatMap(({ stream_id }) => stream_id ?? [])
      .filter((stream_id) => stream_id !== live[session_id]?.stream_id)
    asked.set(session_id, new Set(unknown))
    for (const stream_id of unknown) if (!before?.has(stream_id)) void feed().catchUp(session_id, stream_id)
  }
}
