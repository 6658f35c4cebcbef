import { hasParagraphs, withAbove } from '../../../shared/draft-text.ts'
import type { SessionId } from '../../../shared/ids.ts'
import { PROMPT_MAX_BYTES, utf8Bytes } from '../../../shared/limits.ts'

/** What stands in the composer of one session. */
export interface Draft {
  text: string
  /** Rises when the text was changed from outside the composer, which then takes it over. */
  revision: number
  /** One sentence about why it is still (or again) here; gone at the next keystroke. */
  notice: string | null
}

/** Keyed by session; NEW_CHAT before there is one. */
export type Drafts = Readonly<Record<string, Draft>>

export const NEW_CHAT = 'new'
const EMPTY: Draft = { text: '', revision: 0, notice: null }

export function draftKey(session_id: SessionId | null): string {
  return session_id ?? NEW_CHAT
}

export function draftOf(drafts: Drafts, key: string): Draft {
  return drafts[key] ?? EMPTY
}

/** As typed in the composer. */
export function typed(drafts: Drafts, key: string, text: string): Drafts {
  return { ...drafts, [key]: { ...draftOf(drafts, key), text, notice: null } }
}

/** As another window left it. */
export function takenOver(drafts: Drafts, key: string, text: string): Drafts {
  const { revision } = draftOf(drafts, key)
  return { ...drafts, [key]: { text, revision: revision + 1, notice: null } }
}

/** As it was kept; what was typed before that came stays below it. */
export function found(drafts: Drafts, key: string, kept: string): Drafts {
  const { text, revision, notice } = draftOf(drafts, key)
  // A prompt that came back here came back to what main keeps, too.
  if (hasParagraphs(text, kept)) return drafts
  return { ...drafts, [key]: { text: withAbove(text, [kept]), revision: revision + 1, notice } }
}

/** Taken out to be sent. */
export function cleared(drafts: Drafts, key: string): Drafts {
  return { ...drafts, [key]: { text: '', revision: draftOf(drafts, key).revision + 1, notice: null } }
}

/** A prompt that was not sent comes back, above what was typed meanwhile. */
export function returned(drafts: Drafts, key: string, prompt: string, notice: string): Drafts {
  const { text, revision } = draftOf(drafts, key)
  // It may have been found there already.
  if (hasParagraphs(text, prompt)) return noticed(drafts, key, notice)
  return { ...drafts, [key]: { text: withAbove(text, [prompt]), revision: revision + 1, notice } }
}

export function noticed(drafts: Drafts, key: string, notice: string): Drafts {
  return { ...drafts, [key]: { ...draftOf(drafts, key), notice } }
}

/** What was typed into a new chat goes on in the session made for it. */
export function moved(drafts: Drafts, from: string, to: string): Drafts {
  const { [from]: draft, ...rest } = drafts
  return draft ? { ...rest, [to]: { ...draft, revision: draft.revision + 1 } } : drafts
}

/** Why this text cannot be sent, or null when it can. */
export function tooLong(text: string): string | null {
  const bytes = utf8Bytes(text)
  if (bytes <= PROMPT_MAX_BYTES) return null
  return `This message is ${mebibytes(bytes)} MiB; the most that can be sent is ${mebibytes(PROMPT_MAX_BYTES)} MiB. Shorten it, then send again.`
}

function mebibytes(bytes: number): string {
  // Rounded up, so that a text just above the limit never reads as the limit.
  return (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1)
}
