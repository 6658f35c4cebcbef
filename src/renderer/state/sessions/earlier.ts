import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { AppStore } from '../app-store.ts'
import { putLoaded } from './loaded-sessions.ts'
import type { SessionMessages } from './messages.ts'

/** A session with more messages than this is cut to its last page, or to where it was read, when it is shown anew. */
export const HELD_MAX = 200
/** What stays then, at least. */
const PAGE_MESSAGES = 40

/** Messages from somewhere in a branch to its end. */
type Page = Pick<SessionMessages, 'messages' | 'versions' | 'earlier'>

export interface EarlierDependencies {
  store: AppStore
  request: Bridge['request']
  /** Reads a session again, because it has changed. */
  reload: (session_id: SessionId) => void
}

/** Brings the page above the messages known here; nothing happens where there is none, or while one is on its way. Never rejects. */
export type LoadEarlier = (session_id: SessionId) => Promise<void>

export function createEarlier({ store, request, reload }: EarlierDependencies): LoadEarlier {
  const put = (session_id: SessionId, change: Partial<SessionMessages>): void =>
    store.setState((data) => {
      const entry = data.loaded[session_id]
      return entry ? putLoaded(data, session_id, { ...entry, ...change }) : {}
    })

  return async (session_id) => {
    const asked = store.getState().loaded[session_id]
    const before = asked?.messages[0]?.message_id
    if (!before || asked.earlier === 0 || asked.paging === 'loading') return
    put(session_id, { paging: 'loading' })
    const page = await request('session:earlier', { session_id, before }).catch(() => 'failed' as const)
    const entry = store.getState().loaded[session_id]
    // Read anew meanwhile, or not kept: the page does not belong there.
    if (entry?.messages[0]?.message_id !== before) return put(session_id, { paging: 'idle' })
    if (page === 'failed') return put(session_id, { paging: 'failed' })
    if (!page) {
      put(session_id, { paging: 'failed' })
      return reload(session_id)
    }
    const messages = [...page.messages, ...entry.messages]
    const versions = { ...entry.versions, ...page.versions }
    put(session_id, { messages, versions, earlier: page.earlier, paging: 'idle' })
  }
}

/** A page that was read again, below those above it that are known and lead to it. */
export function joinAbove(read: Page, known: Page): Page {
  const above_id = read.messages[0]?.parent_id ?? null
  const above = known.messages.findIndex(({ message_id }) => message_id === above_id)
  const { messages, versions, earlier } = read
  if (above < 0) return { messages, versions, earlier }
  return {
    messages: [...known.messages.slice(0, above + 1), ...messages],
    versions: { ...known.versions, ...versions },
    earlier: known.earlier,
  }
}

/** Lets go of the pages that were read on the way up, but for what is above the place where the reader is. */
export function cutAbove(entry: SessionMessages): SessionMessages {
  const { messages, details, earlier, state } = entry
  if (messages.length <= HELD_MAX || state === 'loading') return entry
  const place = messages.findIndex(({ message_id }) => message_id === details?.place?.message_id)
  const last_page = messages.length - PAGE_MESSAGES
  const from = place < 0 ? last_page : Math.min(place, last_page)
  return { ...entry, messages: messages.slice(from), earlier: earlier + from }
}
