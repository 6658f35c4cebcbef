import type { MessageId, SessionId } from '../../../shared/ids.ts'
import type { Message, ReadingPlace } from '../../../shared/session.ts'
import type { Actions } from '../../state/actions.ts'
import type { AppStore } from '../../state/app-store.ts'
import type { SessionMessages } from '../../state/sessions/messages.ts'
import { Eye } from './eye.ts'
import { messageOf } from './list-place.ts'
import type { Edge } from './list-rows.ts'
import type { ListWindow } from './list-window.ts'

/** Within this distance of its end a list counts as read to the end. */
export const NEAR_END_PX = 80
/** So many screens of text above what is read are asked for before they are needed. */
const SCREENS_AHEAD = 2
/** How long the place where it was left is held, before the line that is looked at is: until everything is laid out. */
const SETTLED_MS = 1_000
/** A wheel's scrolling is seen so late at most, also where it is drawn out smoothly. */
const MOVE_SHOWS_WITHIN_MS = 500
/** What a reader does to a list. Scrolling that nothing of this began is the browser's own. */
const READER_MOVES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

export interface ListReaderOptions {
  store: AppStore
  actions: Pick<Actions, 'readTo' | 'saveNow' | 'loadEarlier'>
  drawing: ListWindow
  /** Told whether the newest text lies below what is seen. */
  onBehind: (behind: boolean) => void
}

/**
 * Knows where the list of messages is read. At its end, it keeps the end in view while that grows, until the reader scrolls
 * up; scrolling back to within 80 px of the end takes it up again. Elsewhere, the line that is looked at stays where it is,
 * whatever comes, goes or grows around it; the place is remembered, and the reader brought back there when the session is
 * shown again.
 */
export class ListReader {
  #options: ListReaderOptions
  #box: HTMLElement | null = null
  #content: HTMLElement | null = null
  #following = true
  /** The session whose messages are in the list. */
  #shown: SessionId | null = null
  /** What is looked at; null at the end, and while something else brings the reader to another place. */
  #eye: Eye | null = null
  #settling: ReturnType<typeof setTimeout> | undefined
  /** As of the last time it was scrolled, or held. */
  #top = 0
  #height = 0
  #width = 0
  /** When the reader last did in the list what scrolls it up. */
  #up_at = -Infinity

  constructor(options: ListReaderOptions) {
    this.#options = options
  }

  /** Takes up its work on a list. Returns the end of it. */
  attach(box: HTMLElement, content: HTMLElement): () => void {
    this.#box = box
    this.#content = content
    this.#follow(this.#following)
    const { drawing } = this.#options
    // Runs after layout, and after what the browser did about it, and before paint: what changed and the list around it are one frame.
    const hold = (): void => this.#hold(box)
    const grown = new ResizeObserver(hold)
    const onScroll = (): void => this.#scrolled(box, content)
    const onClick = ({ target }: Event): void => {
      const button = target instanceof Element ? target.closest('button') : null
      if (button) this.#eye?.touch(button)
    }
    const onMove = (event: Event): void => {
      this.#settled()
      if (isIn(box, event) && goesUp(event)) this.#up_at = performance.now()
    }
    for (const move of READER_MOVES) window.addEventListener(move, onMove, { capture: true, passive: true })
    box.addEventListener('scroll', onScroll, { passive: true })
    box.addEventListener('click', onClick, { capture: true })
    grown.observe(content)
    grown.observe(box)
    const detach = drawing.attach(box, content, hold)
    return () => {
      for (const move of READER_MOVES) window.removeEventListener(move, onMove, { capture: true })
      box.removeEventListener('scroll', onScroll)
      box.removeEventListener('click', onClick, { capture: true })
      grown.disconnect()
      detach()
      clearTimeout(this.#settling)
      this.#box = null
      this.#content = null
    }
  }

  /** Which place the rows of these messages are drawn around; null: their end. */
  edgeFor = (messages: readonly Message[]): Edge | null => {
    const { open_session_id } = this.#options.store.getState()
    const place = open_session_id === this.#shown ? this.#eye?.place : this.#entry()?.details?.place
    const index = messages.findIndex(({ message_id }) => message_id === place?.message_id)
    return place && index >= 0 ? { index, above_px: place.above_px } : null
  }

  /** Another session, or a stream this window opened: read on where it was left, or at the end. */
  begin = (): void => {
    if (!this.#resume()) this.toEnd()
  }

  toEnd = (): void => {
    this.#follow(true)
    this.#eye = null
    this.#options.drawing.draw()
    if (this.#box) this.#showEnd(this.#box)
  }

  /** Something else scrolls the list to another place: what is there then is looked at, no longer the end or the old place. */
  goTo = (scroll: () => void): void => {
    if (!this.#box) return
    this.#follow(false)
    this.#eye = null
    this.#settled()
    scroll()
    this.#lookAgain(this.#box)
  }

  /** Draws a message where it is not drawn: it comes to the upper edge. */
  bring = (message_id: MessageId): void => {
    const [box, content] = [this.#box, this.#content]
    if (!box || !content || messageOf(content, message_id)) return
    this.#follow(false)
    this.#settled()
    this.#eye = Eye.on(box, content, { message_id, above_px: 0 })
    this.#options.drawing.draw()
  }

  /** Messages came or went. */
  contentChanged = (): void => {
    if (!this.#box || !this.#content) return
    const { open_session_id } = this.#options.store.getState()
    // The first ones of this session.
    if (open_session_id !== this.#shown && this.#entry()?.messages.length) return this.begin()
    this.#hold(this.#box)
    this.#lookAhead(this.#box)
  }

  #hold(box: HTMLElement): void {
    if (this.#following) this.#showEnd(box)
    else {
      const off_px = this.#eye?.offBy() ?? 0
      if (Math.abs(off_px) >= 0.5) box.scrollTop += off_px
      if (this.#settling === undefined && this.#eye?.lostItsLine) this.#lookAgain(box)
      this.#options.onBehind(leftBelow(box) > NEAR_END_PX)
      this.#options.drawing.look()
    }
    this.#asOf(box)
  }

  /** Where the end is held in view, the browser need not look through all that is drawn for something else to hold. */
  #follow(following: boolean): void {
    this.#following = following
    if (this.#box) this.#box.style.overflowAnchor = following ? 'none' : ''
  }

  #asOf({ scrollTop, scrollHeight, clientWidth }: HTMLElement): void {
    this.#top = scrollTop
    this.#height = scrollHeight
    this.#width = clientWidth
  }

  /** Scrolls to the end; what stands in a chat without messages is read from its beginning. */
  #showEnd(box: HTMLElement): void {
    box.scrollTop = this.#entry()?.messages.length ? box.scrollHeight : 0
  }

  #scrolled(box: HTMLElement, content: HTMLElement): void {
    // What the browser or we did to keep the line in place is no reader's move. In another width nothing is laid out yet.
    const own = box.scrollTop === this.#top || box.clientWidth !== this.#width
    if (!own && !(Math.abs(this.#eye?.offBy() ?? Number.NaN) < 1)) this.#moved(box)
    if (box.clientWidth === this.#width) this.#asOf(box)
    const left = leftBelow(box)
    this.#options.onBehind(!this.#following && left > NEAR_END_PX)
    if (this.#shown && content.isConnected && this.#settling === undefined) {
      this.#options.actions.readTo(this.#shown, this.#eye?.place ?? null)
    }
    this.#options.drawing.look()
    this.#lookAhead(box)
  }

  /** The reader went elsewhere: up from the end, or to it. */
  #moved(box: HTMLElement): void {
    const left = leftBelow(box)
    // A list that became shorter is moved by the browser, unless the reader just did what scrolls up.
    const meant = performance.now() - this.#up_at < MOVE_SHOWS_WITHIN_MS
    const up = box.scrollTop < this.#top - 1 && (meant || box.scrollHeight >= this.#height)
    if (up && left > 1) this.#follow(false)
    else if (left <= NEAR_END_PX && box.scrollTop >= this.#top) this.#follow(true)
    if (this.#settling === undefined) this.#lookAgain(box)
  }

  /** What is at the upper edge now is looked at from here on. */
  #lookAgain(box: HTMLElement): void {
    const content = this.#content
    if (!content) return
    const { drawing } = this.#options
    if (this.#following) this.#eye = null
    else {
      // The scroll bar was drawn to where nothing is drawn yet.
      const guess = (): Eye | null => {
        const place = drawing.placeAt(box, content)
        return place && Eye.on(box, content, place)
      }
      this.#eye = Eye.atEdge(box, content) ?? guess()
    }
  }

  /** False where there is no place to go back to, or the reader is in this session already. */
  #resume(): boolean {
    const { store, actions, drawing } = this.#options
    const { open_session_id } = store.getState()
    if (open_session_id === this.#shown) return false
    actions.saveNow()
    this.#shown = null
    this.#eye = null
    this.#settled()
    const [box, content, entry] = [this.#box, this.#content, this.#entry()]
    if (!box || !content || !entry || entry.messages.length === 0) return false
    this.#shown = open_session_id
    const place: ReadingPlace | null = entry.details?.place ?? null
    if (!place || !messageOf(content, place.message_id)) return false
    this.#follow(false)
    this.#eye = Eye.on(box, content, place)
    this.#settling = setTimeout(() => {
      this.#settled()
      this.#lookAgain(box)
    }, SETTLED_MS)
    this.#hold(box)
    drawing.look()
    return true
  }

  #settled(): void {
    clearTimeout(this.#settling)
    this.#settling = undefined
  }

  /** Asks for the page above before the reader is there. One that could not be read is asked for again by the reader alone. */
  #lookAhead(box: HTMLElement): void {
    const { open_session_id } = this.#options.store.getState()
    const entry = this.#entry()
    if (!open_session_id || !entry || entry.earlier === 0 || entry.paging !== 'idle') return
    const near = box.scrollTop < SCREENS_AHEAD * box.clientHeight
    if (near) void this.#options.actions.loadEarlier(open_session_id)
  }

  #entry(): SessionMessages | undefined {
    const { loaded, open_session_id } = this.#options.store.getState()
    return loaded[open_session_id ?? '']
  }
}

function leftBelow(box: HTMLElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight
}

const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home'])

function isIn(box: HTMLElement, { target }: Event): boolean {
  return target instanceof Node && box.contains(target)
}

function goesUp(event: Event): boolean {
  if (event instanceof WheelEvent) return event.deltaY < 0
  return event instanceof KeyboardEvent && UP_KEYS.has(event.key)
}
