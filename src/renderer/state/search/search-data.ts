import type { MessageId, SessionId } from '../../../shared/ids.ts'
import type { SearchHit } from '../../../shared/search.ts'

/** What the search knows. */
export interface SearchData {
  /** As typed. */
  query: string
  /** What `hits` are the answer to; null before the first answer, and when nothing is asked. */
  answered: string | null
  hits: readonly SearchHit[]
  /** Not everything can be found yet. */
  rebuilding: boolean
  /** Why the newest question has no answer, in a sentence; '' when it has, or waits for one. */
  failure: string
}

/** A message that the message list shall bring into view. */
export interface Reveal {
  session_id: SessionId
  message_id: MessageId
  /** Something else shows what is in it. */
  unmarked?: true
}

export const NO_SEARCH: SearchData = { query: '', answered: null, hits: [], rebuilding: false, failure: '' }
