import { countIn, matcherOf } from '../../../../src/shared/find-text.ts'
import type { MessageId, SessionId } from '../../../../src/shared/ids.ts'
import type { Requests } from '../../../../src/shared/ipc-contract.ts'
import type { Message, Versions } from '../../../../src/shared/session.ts'
import type { FakeStream } from './fake-stream.ts'

/** Siblings by age: the ids of a fake main rise. */
function siblingsOf({ parent_id }: Message, all: readonly Message[]): Message[] {
  return all
    .filter((one) => one.parent_id === parent_id)
    .toSorted((a, b) => (a.message_id < b.message_id ? -1 : 1))
}

/** As main tells them of the messages shown. */
export function versionsIn(shown: readonly Message[], all: readonly Message[]): Versions {
  const entries = shown.flatMap((message) => {
    const ids = siblingsOf(message, all).map((one) => one.message_id)
    return ids.length > 1 ? [[message.message_id, ids] as const] : []
  })
  return Object.fromEntries(entries)
}

/** The branch through a message: up to the top, and down to the newest leaf. */
export function branchThrough(message_id: MessageId, all: readonly Message[]): Message[] {
  const find = (id: MessageId | null): Message | undefined => all.find((one) => one.message_id === id)
  const branch: Message[] = []
  for (let at = find(message_id); at; at = find(at.parent_id)) branch.unshift(at)
  for (let last = branch.at(-1); last;) {
    const below = last.message_id
    last = all
      .filter((one) => one.parent_id === below)
      .toSorted((a, b) => (a.message_id < b.message_id ? -1 : 1))
      .at(-1)
    if (last) branch.push(last)
  }
  return branch
}

const GONE = { refused: 'This message is gone.' }

/** What the requests below need of a fake main. */
export interface FakeTree {
  all: (session_id: SessionId) => Message[]
  messages: Map<SessionId, Message[]>
  show: (session_id: SessionId, branch: Message[]) => void
  open: (
    session_id: SessionId,
    prompt: string | null,
    parent_id: MessageId | null,
    continued?: Message,
  ) => FakeStream
}

export type BranchRequest =
  | 'stream:regenerate'
  | 'stream:edit'
  | 'stream:continue'
  | 'message:show'
  | 'message:find'

export function branchRequests({ all, messages, show, open }: FakeTree): {
  [Name in BranchRequest]: (input: Requests[Name]['input']) => Requests[Name]['output']
} {
  const opened = (stream: FakeStream) => ({ stream_id: stream.identity.stream_id })
  const find = (session_id: SessionId, message_id: MessageId) =>
    all(session_id).find((one) => one.message_id === message_id)
  return {
    'stream:regenerate': ({ session_id, message_id }) => {
      const message = find(session_id, message_id)
      if (!message) return GONE
      return opened(open(session_id, null, message.role === 'user' ? message_id : message.parent_id))
    },
    'stream:edit': ({ session_id, message_id, prompt }) => {
      const message = find(session_id, message_id)
      return message ? opened(open(session_id, prompt, message.parent_id)) : GONE
    },
    'stream:continue': ({ session_id, message_id }) => {
      const message = messages.get(session_id)?.at(-1)
      if (message?.message_id !== message_id || !message.end) return GONE
      return opened(open(session_id, null, message.parent_id, message))
    },
    'message:find': ({ session_id, query }) => {
      const find = matcherOf(query) ?? (() => [])
      const shown = messages.get(session_id) ?? []
      const places = shown.map((message) => ({
        message_id: message.message_id,
        count: countIn(message, find),
      }))
      return { places: places.filter(({ count }) => count > 0), more: false }
    },
    'message:show': ({ session_id, message_id }) => {
      const branch = branchThrough(message_id, all(session_id))
      if (branch.length === 0) return GONE
      show(session_id, branch)
      return null
    },
  }
}
