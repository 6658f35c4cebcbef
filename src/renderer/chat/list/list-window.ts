import type { MessageId } from '../../../shared/ids.ts'
import type { Message, ReadingPlace } from '../../../shared/session.ts'
import { drawnMessages, idOf, messageAround } from './list-place.ts'
import type { Edge, Row, Stretch } from './list-rows.ts'
import { rowsOf, stretchAround } from './list-rows.ts'
import { RowHeights } from './row-heights.ts'

/** So many screens are drawn beyond each edge of what is seen; when less than the smaller number is left, it is drawn anew. */
const SCREENS_BEYOND = 1.5
const SCREENS_LEFT = 0.75
/** Of a window that has no height yet. */
const VIEW_PX = 900

export interface ListWindowOptions {
  /** What the messages are drawn around; null: their end. */
  edgeFor: (messages: readonly Message[]) => Edge | null
}

/** Decides which messages of a list are drawn: those around what is seen, and those that must not go. */
export class ListWindow {
  #options: ListWindowOptions
  #heights = new RowHeights()
  #box: HTMLElement | null = null
  #content: HTMLElement | null = null
  #gap_px = 0
  #messages: readonly Message[] = []
  #rows: readonly Row[] = []
  #version = 0
  #listeners = new Set<() => void>()
  #sizes: ResizeObserver | null = null
  #observed = new Set<Element>()

  constructor(options: ListWindowOptions) {
    this.#options = options
  }

  /** `resized` is called after layout and before paint when a drawn message has another height, or its first one. */
  attach(box: HTMLElement, content: HTMLElement, resized: () => void): () => void {
    this.#box = box
    this.#content = content
    this.#sizes = new ResizeObserver((entries) => {
      for (const { target, borderBoxSize } of entries) {
        const px = borderBoxSize[0]?.blockSize ?? 0
        if (target.isConnected && px > 0) this.#heights.note(idOf(target as HTMLElement), px)
      }
      resized()
    })
    this.drawn(this.#rows)
    return () => {
      this.#sizes?.disconnect()
      this.#observed.clear()
      this.#box = null
      this.#content = null
    }
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Another number when `rowsFor` is to be asked again. */
  version = (): number => this.#version

  /** The rows to draw; `wanted` is drawn whatever is looked at now. */
  rowsFor(messages: readonly Message[], wanted: MessageId | null): readonly Row[] {
    const index = wanted === null ? -1 : messages.findIndex(({ message_id }) => message_id === wanted)
    const missing = index >= 0 && !this.#draws(index)
    if (messages === this.#messages && !missing) return this.#rows
    const changed = missing || !sameMessages(messages, this.#messages)
    this.#messages = messages
    // Another state of the same messages, as the end of an answer: the page is not asked where they lie.
    if (!changed) this.#rows = this.#rows.map((row) => asIn(messages, row))
    else this.#rows = this.#lay(index >= 0 ? { index, above_px: -this.#view_px / 2 } : null)
    return this.#rows
  }

  /** These rows are on the page: their messages are measured from now on. */
  drawn(rows: readonly Row[]): void {
    const [content, sizes] = [this.#content, this.#sizes]
    if (!content || !sizes || rows.length === 0) return
    this.#gap_px = Number.parseFloat(getComputedStyle(content.lastElementChild ?? content).rowGap) || 0
    const here = new Set<Element>(drawnMessages(content))
    for (const one of this.#observed) if (!here.has(one)) sizes.unobserve(one)
    for (const one of here) if (!this.#observed.has(one)) sizes.observe(one)
    this.#observed = here
  }

  /** Draws around what is looked at now, where that changes anything. */
  draw(): void {
    const rows = this.#lay(null)
    if (same(rows, this.#rows)) return
    this.#rows = rows
    this.#version++
    for (const listener of this.#listeners) listener()
  }

  /** Draws more when the reader comes near what is not drawn. */
  look(): void {
    const [box, content] = [this.#box, this.#content]
    if (!box || !content || this.#rows.every((row) => 'message' in row)) return
    const { top, bottom } = box.getBoundingClientRect()
    const left_px = SCREENS_LEFT * this.#view_px
    const near = [...content.querySelectorAll('[data-room]')].some((room) => {
      const rect = room.getBoundingClientRect()
      return rect.bottom > top - left_px && rect.top < bottom + left_px
    })
    if (near) this.draw()
  }

  /** What lies at the upper edge by the heights known and guessed, drawn or not. */
  placeAt(box: HTMLElement, content: HTMLElement): ReadingPlace | null {
    const feed = content.lastElementChild
    if (!feed) return null
    const below_px = box.getBoundingClientRect().top - feed.getBoundingClientRect().top
    const { index, above_px } = this.#heights.at(this.#messages, below_px, this.#gap_px)
    const message = this.#messages[index]
    return message ? { message_id: message.message_id, above_px } : null
  }

  get #view_px(): number {
    return this.#box?.clientHeight || VIEW_PX
  }

  #lay(wanted: Edge | null): Row[] {
    const messages = this.#messages
    const edge = wanted ?? this.#options.edgeFor(messages)
    const sizes = { heights: this.#heights, gap_px: this.#gap_px }
    const beyond_px = SCREENS_BEYOND * this.#view_px
    const stretch: Stretch = stretchAround(messages, { ...sizes, edge, view_px: this.#view_px, beyond_px })
    return rowsOf(messages, stretch, this.#kept(), sizes)
  }

  /** Messages that something of the reader's is in: the focus, an end of the selection, a text that is being changed. */
  #kept(): Set<MessageId> {
    const content = this.#content
    const kept = new Set<MessageId>()
    if (!content) return kept
    const selection = getSelection()
    const ends = selection?.isCollapsed === false ? [selection.anchorNode, selection.focusNode] : []
    for (const node of [document.activeElement, ...ends, ...content.querySelectorAll('[data-keep]')]) {
      const message = messageAround(node)
      if (message && content.contains(message)) kept.add(idOf(message))
    }
    return kept
  }

  #draws(index: number): boolean {
    return this.#rows.some((row) => 'message' in row && row.index === index)
  }
}

function sameMessages(a: readonly Message[], b: readonly Message[]): boolean {
  return a.length === b.length && a.every(({ message_id }, index) => message_id === b[index]?.message_id)
}

function asIn(messages: readonly Message[], row: Row): Row {
  const message = 'message' in row ? messages[row.index] : undefined
  return message && 'message' in row && message !== row.message ? { message, index: row.index } : row
}

/** Whether the same messages are drawn; the room between them may be known better now, and that alone is no reason. */
function same(a: readonly Row[], b: readonly Row[]): boolean {
  return a.length === b.length && a.every((row, index) => keyOf(row) === keyOf(b[index]))
}

function keyOf(row: Row | undefined): string {
  return row === undefined ? '' : 'message' in row ? row.message.message_id : row.key
}
