import type { SessionId } from '../../../shared/ids.ts'
import type { AppData } from '../app-store.ts'
import { isRunning } from '../streams/live-stream.ts'
import type { SessionMessages } from './messages.ts'

/** Sessions whose messages stay in memory; beyond it the one shown longest ago gives way. */
export const LOADED_MAX = 12

/** What is kept of sessions: their messages, and what belongs to them. */
export type Kept = Pick<AppData, 'loaded' | 'live' | 'marks'>

/**
 * Keeps a session's messages: a known session in its place, a new one as the one shown last. Like a shelf with a fixed
 * number of places: the oldest gives way, but neither the one on screen nor one that is answering.
 */
export function putLoaded(data: AppData, session_id: SessionId, entry: SessionMessages): Kept {
  const loaded = { ...data.loaded, [session_id]: entry }
  let surplus = Object.keys(loaded).length - LOADED_MAX
  for (const id of Object.keys(loaded)) {
    if (surplus <= 0) break
    if (id === session_id || id === data.open_session_id || isRunning(data.live[id])) continue
    delete loaded[id]
    surplus--
  }
  return keptOf(data, loaded)
}

/** Makes a session the one shown last, changed as it is wanted then. */
export function moveToLast(
  loaded: AppData['loaded'],
  session_id: SessionId,
  change: (entry: SessionMessages) => SessionMessages = (entry) => entry,
): AppData['loaded'] {
  const { [session_id]: shown, ...others } = loaded
  return shown ? { ...others, [session_id]: change(shown) } : loaded
}

export function dropLoaded(data: AppData, session_id: SessionId): Kept {
  const { [session_id]: _gone, ...rest } = data.loaded
  return keptOf(data, rest)
}

/**
 * What is still needed with these messages: running streams, the ended ones of sessions in memory, and the marks of
 * messages of either. Everything else would only grow.
 */
export function keptOf(data: AppData, loaded = data.loaded): Kept {
  const live = only(data.live, (session_id, one) => isRunning(one) || loaded[session_id] !== undefined)
  const needed = new Set<string>(Object.values(live).map((one) => one.message_id))
  for (const { messages } of Object.values(loaded)) {
    for (const { message_id } of messages) needed.add(message_id)
  }
  return { loaded, live, marks: only(data.marks, (message_id) => needed.has(message_id)) }
}

/** The entries that pass; the same object when all do. */
function only<Value>(
  record: Readonly<Record<string, Value>>,
  passes: (key: string, value: Value) => boolean,
): Readonly<Record<string, Value>> {
  const entries = Object.entries(record)
  const kept = entries.filter(([key, value]) => passes(key, value))
  return kept.length === entries.length ? record : Object.fromEntries(kept)
}
