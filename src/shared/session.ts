import type { ConnectionId, MessageId, SessionId, StreamId } from './ids.ts'
import type { StreamEnd } from './stream-end.ts'
import type { Parameters } from './parameters.ts'
import type { Channel } from './stream-event.ts'

/** A run of text of one channel. A message is an ordered list of these. */
export interface MessagePart {
  channel: Channel
  text: string
}

/** Which model answers, and through which connection. */
export interface ModelRef {
  connection_id: ConnectionId
  model: string
}

export interface Message {
  message_id: MessageId
  session_id: SessionId
  /** The message this one follows; null at the top. */
  parent_id: MessageId | null
  role: 'user' | 'assistant'
  /** While a stream writes to it: what it held before. The stream's own text is added at its end. */
  parts: MessagePart[]
  /** Milliseconds since 1970, for people; order comes from `parent_id`. */
  created_at: number
  /** Who answered; null for a user's message. */
  model: ModelRef | null
  /** The stream that writes or wrote this message last; null for a user's message. */
  stream_id: StreamId | null
  /** How that stream ended; null while it runs, and for a user's message. */
  end: StreamEnd | null
}

/** What the engines do for a session: nothing, answering, or an ended answer whose engine is not yet released. */
export type SessionActivity = 'idle' | 'active' | 'stopping'

export interface Session {
  session_id: SessionId
  title: string
  created_at: number
  updated_at: number
  /** The model of the next prompt; null until one was chosen. */
  model: ModelRef | null
  /** Kept at the top of the list. */
  pinned: boolean
  /** Out of the way, and still found. */
  archived: boolean
}

/** Where a reader was: this message, this many pixels of it above the upper edge of the list. */
export interface ReadingPlace {
  message_id: MessageId
  above_px: number
}

/** What belongs to a session and is only needed once it is open. */
export interface SessionDetails {
  /** Instructions that go before every prompt; '' for none. */
  system_prompt: string
  parameters: Parameters
  /** null: at the end. */
  place: ReadingPlace | null
  /** What stands in the composer, not sent yet. */
  draft: string
}

/** What a person set for the prompts of one session. */
export type ChatSettings = Pick<SessionDetails, 'system_prompt' | 'parameters'>

/** For each message that has siblings (an edited prompt, an answer given again): all of them, itself too, oldest first. */
export type Versions = Readonly<Record<string, readonly MessageId[]>>

/** A run of neighbouring messages of the branch shown: as much as a window draws at once. */
export interface MessagePage {
  /** Oldest first; of a running answer what it held before its stream began. */
  messages: Message[]
  /** Of the messages here. */
  versions: Versions
  /** How many messages of the branch come before the first one here. */
  earlier: number
}

/** A session as it is opened: with the last page of its branch, which reaches up to the place where it was read. */
export interface LoadedSession extends MessagePage {
  session: Session
  details: SessionDetails
}

/** One row of the sidebar. */
export interface SessionSummary extends Session {
  activity: SessionActivity
}

export const TITLE_LENGTH_MAX = 120

/** What a session is called; one without a prompt has no title of its own yet. */
export function nameOf({ title }: Pick<Session, 'title'>): string {
  return title === '' ? 'New chat' : title
}

/** The title of a session named after its first prompt: one line, at most 60 characters, never empty. */
export function titleFromPrompt(prompt: string): string {
  const line = prompt.replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length === 0
    ? 'New chat'
    : characters.length <= 60
      ? line
      : `${characters.slice(0, 59).join('').trimEnd()}…`
}

/** All text of one channel, in order. */
export function textOf(message: Pick<Message, 'parts'>, channel: Channel = 'answer'): string {
  return message.parts.reduce((text, part) => (part.channel === channel ? text + part.text : text), '')
}

/** Appends text to a list of parts, starting a new part only where the channel changes. Returns a new list. */
export function appendText(parts: readonly MessagePart[], channel: Channel, text: string): MessagePart[] {
  const last = parts.at(-1)
  return last?.channel === channel
    ? [...parts.slice(0, -1), { channel, text: last.text + text }]
    : [...parts, { channel, text }]
}

/** What an answer held, and what was added to it: at the seam text of one channel becomes one part. Returns a new list. */
export function joinParts(before: readonly MessagePart[], added: readonly MessagePart[]): MessagePart[] {
  const [first, ...rest] = added
  return first ? [...appendText(before, first.channel, first.text), ...rest] : [...before]
}
