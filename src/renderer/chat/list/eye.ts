import type { ReadingPlace } from '../../../shared/session.ts'
import { drawnMessages, messageOf, placeAt } from './list-place.ts'

/** A character of what is looked at, and how far below the upper edge of the list it stands. */
interface Line {
  node: Text
  offset: number
  top_px: number
}

/** The beginning of a line is looked for this far from the edge of its message, in steps of less than a line's height. */
const FROM_LEFT_PX = 48
const STEP_PX = 8
const LOOKED_THROUGH_PX = 160

/**
 * The line that is looked at: the first below the upper edge of a list. Like a finger on the page while somebody else
 * rearranges the paper above it: `offBy` tells how far the finger was carried away. Where the line itself was drawn anew,
 * it is looked for at its place in the message.
 */
export class Eye {
  readonly #box: HTMLElement
  readonly #content: HTMLElement
  place: ReadingPlace
  #line: Line | null
  /** What was clicked since, and where it stood. */
  #touched: { element: Element; top_px: number } | null = null

  private constructor(box: HTMLElement, content: HTMLElement, place: ReadingPlace, line: Line | null) {
    this.#box = box
    this.#content = content
    this.place = place
    this.#line = line
  }

  /** Looks at what is at the upper edge now; null where no message is. */
  static atEdge(box: HTMLElement, content: HTMLElement): Eye | null {
    const place = placeAt(box, content)
    return place && new Eye(box, content, place, lineAtEdge(box, content))
  }

  /** Looks for a place that is not at the edge yet. */
  static on(box: HTMLElement, content: HTMLElement, place: ReadingPlace): Eye {
    return new Eye(box, content, place, null)
  }

  touch(element: Element): void {
    this.#touched = { element, top_px: this.#below(element.getBoundingClientRect()) }
  }

  /** How far it is below where it was; 0 when it cannot be told. */
  offBy(): number {
    const message = messageOf(this.#content, this.place.message_id)
    if (!message) return 0
    const { top, height } = message.getBoundingClientRect()
    const top_px = this.#below({ top })
    const now_px = this.#line && this.#lineNow(this.#line)
    if (this.#line && now_px !== null) {
      const off_px = now_px - this.#line.top_px
      this.place = { ...this.place, above_px: off_px - top_px }
      return off_px
    }
    if (this.place.above_px < height || !this.#touched?.element.isConnected)
      return top_px + this.place.above_px
    // What was read is folded away: the hand that did it stays where it is.
    return this.#below(this.#touched.element.getBoundingClientRect()) - this.#touched.top_px
  }

  /** Its message is drawn, but no line in it is known, or that line is gone. */
  get lostItsLine(): boolean {
    if (!messageOf(this.#content, this.place.message_id)) return false
    return this.#line === null || this.#lineNow(this.#line) === null
  }

  #below({ top }: { top: number }): number {
    return top - this.#box.getBoundingClientRect().top
  }

  #lineNow({ node, offset }: Line): number | null {
    const rect = node.isConnected ? charRect(node, offset) : null
    return rect && this.#below(rect)
  }
}

/** The first whole line of words at or below the upper edge; where there is none in view, one that is cut by the edge. */
function lineAtEdge(box: HTMLElement, content: HTMLElement): Line | null {
  if (!('caretPositionFromPoint' in document)) return null
  const { top: edge, bottom: end } = box.getBoundingClientRect()
  let cut: Line | null = null
  for (const message of drawnMessages(content)) {
    const { top, bottom } = message.getBoundingClientRect()
    if (bottom <= edge) continue
    if (top >= end) break
    const line = firstLineIn(message, edge)
    if (line && line.top_px >= 0) return line
    cut ??= line
  }
  return cut
}

function firstLineIn(message: HTMLElement, edge: number): Line | null {
  const { left, top, bottom, width } = message.getBoundingClientRect()
  const x = left + Math.min(FROM_LEFT_PX, width / 2)
  const from = Math.max(edge, top) + 2
  let cut: Line | null = null
  for (let y = from; y < bottom && y < from + LOOKED_THROUGH_PX; y += STEP_PX) {
    const found = document.caretPositionFromPoint(x, y)
    const node = found?.offsetNode
    if (!found || !(node instanceof Text) || !message.contains(node)) continue
    if (!node.parentElement?.closest('[data-part]')) continue
    const rect = charRect(node, found.offset)
    if (!rect || rect.bottom <= edge) continue
    const line = { node, offset: found.offset, top_px: rect.top - edge }
    if (rect.top >= edge) return line
    cut ??= line
  }
  return cut
}

/** Where a character stands; null for one that is not laid out. */
function charRect(node: Text, offset: number): DOMRect | null {
  const from = Math.min(offset, node.length - 1)
  if (from < 0) return null
  const range = document.createRange()
  range.setStart(node, from)
  range.setEnd(node, from + 1)
  const rect = range.getClientRects()[0]
  return rect && rect.height > 0 ? rect : null
}
