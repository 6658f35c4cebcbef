import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { MessageId } from '../../../shared/ids.ts'
import { QUERY_LENGTH_MAX } from '../../../shared/search.ts'
import type { AppData, AppStore } from '../app-store.ts'
import { openMessages } from '../app-store.ts'
import type { FindData, FoundMessage } from './find-data.ts'
import { firstFrom, foundMessages, NOTHING_FOUND, stepFrom } from './find-data.ts'

export interface FindActions {
  /** Opens the bar, or gives its field the focus. */
  openFind: () => void
  closeFind: () => void
  /** `from`: the message that is read now. */
  findFor: (query: string, from: MessageId | null) => void
  /** Shows the next place, or the one before; opens the bar where it is closed. */
  findStep: (step: 1 | -1) => void
  /** How often messages have it, as they are drawn. */
  findDrawn: (counts: Readonly<Record<string, number>>) => void
  /** Loads a message that main alone knows; it is drawn then, and nothing marks it. */
  reach: (message_id: MessageId) => void
}

export interface Find extends FindActions {
  dispose: () => void
}

/** While messages come and go, main is asked again at most this often. */
const ASK_AGAIN_MS = 300

export function createFind({ store, request }: { store: AppStore; request: Bridge['request'] }): Find {
  const put = (change: Partial<FindData>): void =>
    store.setState(({ find }) => (find ? { find: { ...find, ...change } } : {}))
  const asker = createAsker(store, request, put)
  const unsubscribe = store.subscribe((data, before) => {
    if (!data.find?.query || !before.find) return
    if (data.open_session_id !== before.open_session_id) {
      put({ found: null, drawn: {}, current: null, from: null })
      asker.ask()
    } else if (openMessages(data) !== openMessages(before)) asker.askSoon()
  })
  const openFind = (): void =>
    store.setState(({ find }) => ({
      drawer_open: false,
      find: { ...(find ?? NOTHING_FOUND), focus_request: (find?.focus_request ?? 0) + 1 },
    }))
  return {
    openFind,
    closeFind: () => store.setState({ find: null }),
    findFor: (typed, from) => {
      const query = typed.slice(0, QUERY_LENGTH_MAX)
      put({ ...NOTHING_FOUND, query, from })
      asker.ask()
    },
    findStep: (step) => {
      const data = store.getState()
      if (data.find) put({ current: stepFrom(foundIn(data), data.find.current, step) })
      else openFind()
    },
    findDrawn: (counts) => {
      const { find } = store.getState()
      if (!find || Object.entries(counts).every(([id, count]) => find.drawn[id] === count)) return
      put({ drawn: { ...find.drawn, ...counts } })
      showFirst(store, put)
    },
    reach: (message_id) =>
      store.setState(({ open_session_id }) =>
        open_session_id ? { reveal: { session_id: open_session_id, message_id, unmarked: true } } : {},
      ),
    dispose: () => {
      unsubscribe()
      asker.dispose()
    },
  }
}

export function foundIn(data: AppData): readonly FoundMessage[] {
  return data.find ? foundMessages(data.find.found, data.find.drawn, openMessages(data)) : []
}

/** Once it is known where it stands, and nothing of it is shown yet. */
function showFirst(store: AppStore, put: (change: Partial<FindData>) => void): void {
  const data = store.getState()
  const { find } = data
  if (!find?.found || find.current) return
  const current = firstFrom(foundIn(data), find.from, openMessages(data))
  if (current) put({ current })
}

/** Asks one question at a time, the newest next. */
function createAsker(store: AppStore, request: Bridge['request'], put: (change: Partial<FindData>) => void) {
  let asking = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const ask = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (!asking) void run()
  }
  const run = async (): Promise<void> => {
    const { find, open_session_id: session_id } = store.getState()
    if (!find || find.query.trim() === '' || !session_id) return
    asking = true
    const found = await request('message:find', { session_id, query: find.query }).catch(() => null)
    asking = false
    const now = store.getState()
    if (now.find?.query !== find.query || now.open_session_id !== session_id) return run()
    // What main does not tell is still found where it is drawn.
    put({ found: found ?? { places: [], more: false } })
    showFirst(store, put)
  }
  return {
    ask,
    askSoon: () => (timer ??= setTimeout(ask, ASK_AGAIN_MS)),
    dispose: () => clearTimeout(timer),
  }
}
