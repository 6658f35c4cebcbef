import type { MessageId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/session.ts'

/** How long what is read is kept in place while pictures, fonts and pieces far away are still laid out. */
const HOLD_MS = 1_000
/** What a reader does to a list. Scrolling that nothing of this began is the browser's own. */
const READER_MOVES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/** The message at the upper edge of a list, and how much of it is above that; null where there is none. */
export function placeAt(box: HTMLElement, content: HTMLElement): ReadingPlace | null {
  const edge = box.getBoundingClientRect().top
  const items = content.children
  // The first item that reaches below the edge: they lie one below the other.
  let from = 0
  let to = items.length
  while (from < to) {
    const middle = (from + to) >> 1
    const item = items[middle]
    if (item && item.getBoundingClientRect().bottom > edge) to = middle
    else from = middle + 1
  }
  for (let index = from; index < items.length; index++) {
    const message = messageIn(items[index])
    if (message) return { message_id: idOf(message), above_px: edge - message.getBoundingClientRect().top }
  }
  return null
}

/** Scrolls a list so that this place is where it says. False when its message is not in the list. */
export function scrollTo(box: HTMLElement, content: HTMLElement, place: ReadingPlace): boolean {
  const message = content.querySelector(`[data-message-id="${place.message_id}"]`)
  if (!message) return false
  const above_px = box.getBoundingClientRect().top - message.getBoundingClientRect().top
  const off_px = place.above_px - above_px
  if (Math.abs(off_px) >= 0.5) box.scrollTop += off_px
  return true
}

/** Keeps a place where it is until the reader moves, or everything had time to be laid out. Returns the end of it. */
export function holdPlace(
  box: HTMLElement,
  content: HTMLElement,
  place: ReadingPlace,
  ended: () => void,
): () => void {
  const settle = (): void => void scrollTo(box, content, place)
  const grown = new ResizeObserver(settle)
  const end = (): void => {
    grown.disconnect()
    clearTimeout(timer)
    for (const move of READER_MOVES) window.removeEventListener(move, end, { capture: true })
    ended()
  }
  const timer = setTimeout(end, HOLD_MS)
  for (const move of READER_MOVES) window.addEventListener(move, end, { capture: true, passive: true })
  grown.observe(content)
  grown.observe(box)
  settle()
  return end
}

function messageIn(item: Element | undefined): HTMLElement | null {
  if (!(item instanceof HTMLElement)) return null
  return item.dataset['messageId'] ? item : item.querySelector<HTMLElement>('[data-message-id]')
}

function idOf({ dataset }: HTMLElement): MessageId {
  return dataset['messageId'] as MessageId
}
