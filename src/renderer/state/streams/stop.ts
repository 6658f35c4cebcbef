import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../../shared/ids.ts'
import type { AppData, AppStore } from '../app-store.ts'
import type { LiveStream } from './live-stream.ts'
import { freeze, isRunning, unfreeze } from './live-stream.ts'
import { unended } from '../sessions/messages.ts'
import { findSession } from '../sessions/session-list.ts'
import type { StreamFeed } from './stream-feed.ts'

export interface Stopping {
  /** Stops a session's answer: the text stands still in this tick. False when nothing runs there. */
  stop: (session_id: SessionId) => boolean
  stopAll: () => void
}

export interface StoppingDependencies {
  store: AppStore
  request: Bridge['request']
  feed: StreamFeed
  notice: (text: string) => void
}

export function createStopping({ store, request, feed, notice }: StoppingDependencies): Stopping {
  const stopStream = async (session_id: SessionId, stream_id: StreamId): Promise<void> => {
    const release = await request('stream:stop', { stream_id }).catch(() => null)
    if (!release) return notReached((one) => one.stream_id === stream_id)
    // Main knows nothing of a stream that runs here: what is shown is out of date.
    const live = store.getState().live[session_id]
    if (release.how === 'unknown' && isRunning(live) && live.stream_id === stream_id) {
      await feed.catchUp(session_id, stream_id)
    }
  }

  /** The answers go on, and so does what is shown of them. */
  const notReached = (which: (live: LiveStream) => boolean): void => {
    store.setState((data) => ({ live: each(data.live, (one) => (which(one) ? unfreeze(one) : one)) }))
    notice('Stop did not reach the app. Press it again.')
  }

  /** A window that was just reloaded may not know the stream's name yet: main does. */
  const stopUnknown = async (session_id: SessionId): Promise<void> => {
    const reply = await request('session:load', { session_id }).catch(() => null)
    for (const { stream_id } of unended(reply?.messages ?? [])) {
      if (stream_id) await stopStream(session_id, stream_id)
    }
  }

  return {
    stop: (session_id) => {
      // What is shown stands still. What waits to be drawn comes with the end, in one change: the click has nothing to draw but itself.
      if (!isRunning(store.getState().live[session_id])) feed.flush()
      const { live, sessions } = store.getState()
      const running = live[session_id]
      if (isRunning(running)) {
        store.setState({ live: { ...live, [session_id]: freeze(running) } })
        void stopStream(session_id, running.stream_id)
        return true
      }
      const active = findSession(sessions, session_id)?.activity === 'active'
      if (active) void stopUnknown(session_id)
      return active
    },
    stopAll: () => {
      feed.flush()
      store.setState((data) => ({ live: each(data.live, freeze) }))
      void request('stream:stop_all', null).catch(() => notReached(() => true))
    },
  }
}

function each(live: AppData['live'], change: (one: LiveStream) => LiveStream): AppData['live'] {
  return Object.fromEntries(Object.entries(live).map(([session_id, one]) => [session_id, change(one)]))
}
