import type { MessageId, SessionId } from './ids.ts'
import type { Message } from './session.ts'

/** A piece of a snippet; `hit`: what was looked for. */
export interface SnippetPart {
  text: string
  hit: boolean
}

/** A message, or the title of a session, that contains what was looked for. */
export interface SearchHit {
  session_id: SessionId
  title: string
  /** null: it is the title that fits. */
  message_id: MessageId | null
  role: Message['role'] | null
  /** Milliseconds since 1970: of the message; for a title, when the session last changed. */
  created_at: number
  snippet: SnippetPart[]
}

export interface SearchResult {
  /** Titles first, then messages, the newest first. */
  hits: SearchHit[]
  /** The index was damaged and is built anew: what is not in it yet is missing here. */
  rebuilding: boolean
}

/** Of a longer question the beginning is looked for. */
export const QUERY_LENGTH_MAX = 1_000
/** The most messages a question may ask for. */
export const SEARCH_LIMIT_MAX = 200

/** Where in a branch something was found. */
export interface FoundInBranch {
  /** The messages that have it, in reading order, and how often. */
  places: { message_id: MessageId; count: number }[]
  /** There are more than are told. */
  more: boolean
}
