import type { MessageId } from '../../../shared/ids.ts'
import type { Message, Versions } from '../../../shared/session.ts'
import type { StreamOpened } from '../../../shared/stream-opened.ts'
import { addOpened } from './messages.ts'

/** A message among its siblings, e.g. the second of three. */
export interface VersionPlace {
  /** From 1. */
  number: number
  count: number
  previous: MessageId | null
  next: MessageId | null
}

/** null for a message without siblings. */
export function versionPlace(
  ids: readonly MessageId[] | undefined,
  message_id: MessageId,
): VersionPlace | null {
  const index = ids?.indexOf(message_id) ?? -1
  if (!ids || index < 0 || ids.length < 2) return null
  return {
    number: index + 1,
    count: ids.length,
    previous: ids[index - 1] ?? null,
    next: ids[index + 1] ?? null,
  }
}

/**
 * The versions of the messages shown after an opening. A new message is the newest sibling of the one it takes the place
 * of; a branch that is shown ends where the tree does, so where nothing gives way there is no sibling.
 */
export function versionsAfter(
  versions: Versions,
  before: readonly Message[],
  after: readonly Message[],
): Versions {
  const known = new Set(before.map((message) => message.message_id))
  const entries = after.flatMap((message): [string, readonly MessageId[]][] => {
    const { message_id, parent_id } = message
    if (known.has(message_id)) return versions[message_id] ? [[message_id, versions[message_id]]] : []
    const sibling = before.find((one) => one.parent_id === parent_id)
    if (!sibling) return []
    const siblings = versions[sibling.message_id] ?? [sibling.message_id]
    return [[message_id, siblings.includes(message_id) ? siblings : [...siblings, message_id]]]
  })
  return Object.fromEntries(entries)
}

/** What main read, brought up to what was told while it was on its way. */
export function versionsAfterLoading(
  read: { messages: readonly Message[]; versions: Versions },
  opened: readonly StreamOpened[],
): Versions {
  let messages: readonly Message[] = read.messages
  let { versions } = read
  for (const one of opened) {
    const next = addOpened(messages, one)
    if (!next) continue
    versions = versionsAfter(versions, messages, next)
    messages = next
  }
  return versions
}
