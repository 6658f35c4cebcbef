import type { MessageId } from '../../../shared/ids.ts'
import type { ReadingPlace } from '../../../shared/session.ts'

/** The messages of a list that are drawn, from top to bottom. */
export function drawnMessages(content: HTMLElement): HTMLElement[] {
  return [...content.querySelectorAll<HTMLElement>('[data-message-id]')]
}

/** A message as it is drawn; null for one that is not. */
export function messageOf(content: HTMLElement, message_id: MessageId): HTMLElement | null {
  return content.querySelector<HTMLElement>(`[data-message-id="${message_id}"]`)
}

export function idOf({ dataset }: HTMLElement): MessageId {
  return dataset['messageId'] as MessageId
}

/** The message an element or a text is in; null outside of messages. */
export function messageAround(node: Node | null): HTMLElement | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null)
  return element?.closest<HTMLElement>('[data-message-id]') ?? null
}

/** The message at the upper edge of a list, and how much of it is above that; null where none is drawn. */
export function placeAt(box: HTMLElement, content: HTMLElement): ReadingPlace | null {
  const { top: edge, bottom: end } = box.getBoundingClientRect()
  for (const message of drawnMessages(content)) {
    const { top, bottom } = message.getBoundingClientRect()
    if (bottom <= edge) continue
    // Below what is seen: what lies at the edge is not drawn.
    return top >= end && end > edge ? null : { message_id: idOf(message), above_px: edge - top }
  }
  return null
}
