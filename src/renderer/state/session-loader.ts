import type { Bridge } from '../../shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../shared/ids.ts'
import type { AppData, AppStore } from './app-store.ts'
import { afterLoading, unended } from './messages.ts'
import type { StreamFeed } from './stream-feed.ts'

/** Sessions whose messages stay in memory; the one shown longest ago gives way. */
const LOADED_MAX = 12

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
  /** Streams asked for because a message had no end: once each, so that a puzzle never becomes a loop. */
  const asked = new Set<StreamId>()

  const load = async (session_id: SessionId): Promise<void> => {
    const number = ++asking
    latest.set(session_id, number)
    store.setState((data) => ({ loaded: startLoading(data, session_id) }))
    const reply = await request('session:load', { session_id }).catch(() => 'failed' as const)
    if (latest.get(session_id) !== number) return
    latest.delete(session_id)
    if (reply === 'failed') {
      notice('This chat could not be read. Open it again to retry.')
      store.setState((data) => ({ loaded: without(data.loaded, session_id) }))
    } else if (!reply) gone(session_id)
    else {
      const data = store.getState()
      const entry = data.loaded[session_id]
      const messages = afterLoading(reply.messages, entry?.opened_meanwhile ?? [], data.live[session_id])
      if (!messages) return load(session_id)
      store.setState({
        loaded: { ...data.loaded, [session_id]: { state: 'ready', messages, opened_meanwhile: [] } },
      })
      catchUp(session_id)
    }
  }

  const gone = (session_id: SessionId): void => {
    store.setState((data) => ({
      loaded: without(data.loaded, session_id),
      sessions: data.sessions.filter((one) => one.session_id !== session_id),
    }))
    if (store.getState().open_session_id !== session_id) return
    notice('This chat is no longer there.')
    show(null)
  }

  /** A window that was reloaded meets answers it never saw begin. */
  const catchUp = (session_id: SessionId): void => {
    const { loaded, live } = store.getState()
    for (const { stream_id } of unended(loaded[session_id]?.messages ?? [])) {
      if (!stream_id || asked.has(stream_id) || live[session_id]?.stream_id === stream_id) continue
      asked.add(stream_id)
      void feed().catchUp(session_id, stream_id)
    }
  }

  const show = (session_id: SessionId | null): void => {
    feed().flush()
    const data = store.getState()
    store.setState({
      open_session_id: session_id,
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

function startLoading(data: AppData, session_id: SessionId): AppData['loaded'] {
  const { [session_id]: known, ...others } = data.loaded
  const ids = Object.keys(others)
  const room = ids.length >= LOADED_MAX ? without(others, ids[0] ?? '') : others
  const opened_meanwhile = known?.state === 'loading' ? known.opened_meanwhile : []
  return { ...room, [session_id]: { state: 'loading', messages: known?.messages ?? [], opened_meanwhile } }
}

function without(loaded: AppData['loaded'], session_id: string): AppData['loaded'] {
  const { [session_id]: _gone, ...rest } = loaded
  return rest
}
