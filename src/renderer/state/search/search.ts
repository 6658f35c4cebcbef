import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { SearchHit } from '../../../shared/search.ts'
import { QUERY_LENGTH_MAX } from '../../../shared/search.ts'
import type { AppData, AppStore } from '../app-store.ts'
import { announce } from '../app-store.ts'
import type { Notices } from '../notices.ts'
import type { Reveal, SearchData } from './search-data.ts'
import type { SessionLoader } from '../sessions/session-loader.ts'

export interface SearchActions {
  openSearch: () => void
  searchFor: (query: string) => void
  /** Shows the session of a hit, at its message. */
  openHit: (hit: SearchHit) => void
  /** The message list has it in view. */
  revealed: () => void
}

export interface Search extends SearchActions {
  dispose: () => void
}

export interface SearchDependencies {
  store: AppStore
  request: Bridge['request']
  loader: Pick<SessionLoader, 'show'>
  notices: Pick<Notices, 'show'>
}

const LOST = { refused: 'Sluice did not answer, so the message is not shown. Search again.' }

const NEVER_CAME = 'The message could not be shown: it is no longer in this chat. Search again.'
/** A message that main says is shown now is here within this time, or not at all. */
export const ARRIVES_WITHIN_MS = 5_000

/** The most messages shown. */
export const HITS_MAX = 50
/** While the index is built anew, how often an open search looks again. */
const LOOK_AGAIN_MS = 1_000

export function createSearch({ store, request, loader, notices }: SearchDependencies): Search {
  const asker = createAsker(store, request)
  const unsubscribe = store.subscribe((data) => {
    if (data.reveal && isElsewhere(data, data.reveal)) void bringHere(data.reveal)
  })

  /** Each message is asked for once: what main cannot show is not asked for again and again. */
  let asked: Reveal | null = null
  let deadline: ReturnType<typeof setTimeout> | undefined
  /** The session is read, and the message is above what is here, or on a branch that is not shown. */
  const bringHere = async (reveal: Reveal): Promise<void> => {
    if (asked === reveal) return
    asked = reveal
    const { session_id, message_id } = reveal
    const reply = await request('message:show', { session_id, message_id }).catch(() => LOST)
    if (reply) return giveUp(reveal, reply.refused)
    // Main tells every window to read the session again; with a message to be revealed, this one reads up to it.
    clearTimeout(deadline)
    deadline = setTimeout(() => stillWaited(reveal), ARRIVES_WITHIN_MS)
  }

  /** It should be here by now, unless it is being read. */
  const stillWaited = (reveal: Reveal): void => {
    if (store.getState().loaded[reveal.session_id]?.state !== 'loading') return giveUp(reveal, NEVER_CAME)
    deadline = setTimeout(() => stillWaited(reveal), ARRIVES_WITHIN_MS)
  }

  const giveUp = (reveal: Reveal, why: string): void => {
    if (store.getState().reveal !== reveal) return
    store.setState({ reveal: null })
    notices.show(why)
  }

  return {
    openSearch: () => {
      store.setState({ dialog: 'search', drawer_open: false })
      // What was found last may have changed meanwhile.
      asker.ask(store.getState().search.query)
    },
    searchFor: (typed) => {
      const query = typed.slice(0, QUERY_LENGTH_MAX)
      store.setState(({ search }) => ({ search: { ...search, query } }))
      asker.ask(query)
    },
    openHit: ({ session_id, message_id }) => {
      store.setState({ dialog: null, reveal: message_id && { session_id, message_id } })
      loader.show(session_id)
    },
    revealed: () =>
      store.setState((data) => ({
        reveal: null,
        ...(!data.reveal?.unmarked && { announcement: announce(data, 'The message found is shown.') }),
      })),
    dispose: () => {
      unsubscribe()
      clearTimeout(deadline)
      asker.dispose()
    },
  }
}

/** Whether everything that is shown of the session is there, and the message is not in it. */
function isElsewhere(data: AppData, { session_id, message_id }: Reveal): boolean {
  const loaded = data.loaded[session_id]
  return loaded?.state === 'ready' && !loaded.messages.some((message) => message.message_id === message_id)
}

/** Asks one question at a time, the newest next: what was typed meanwhile is never asked, and late answers are dropped. */
function createAsker(store: AppStore, request: Bridge['request']) {
  let newest = 0
  let asking = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const put = (change: Partial<SearchData>): void =>
    store.setState(({ search }) => ({ search: { ...search, ...change } }))

  const ask = (query: string): void => {
    newest++
    clearTimeout(timer)
    if (query.trim() === '') put({ answered: null, hits: [], rebuilding: false, failure: '' })
    else if (!asking) void run()
  }

  const run = async (): Promise<void> => {
    const number = newest
    const { query } = store.getState().search
    asking = true
    const reply = await request('search:find', { query, limit: HITS_MAX }).catch(() => null)
    asking = false
    if (number !== newest) {
      if (store.getState().search.query.trim() !== '') void run()
      return
    }
    if (!reply || 'refused' in reply) {
      put({ failure: reply?.refused ?? 'The search did not answer. Type on to try again.' })
      return
    }
    put({ answered: query, ...reply, failure: '' })
    if (reply.rebuilding) timer = setTimeout(lookAgain, LOOK_AGAIN_MS)
  }

  const lookAgain = (): void => {
    const { dialog, search } = store.getState()
    if (dialog === 'search') ask(search.query)
  }
  return { ask, dispose: () => clearTimeout(timer) }
}
