import type { SessionId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/session.ts'
import type { Actions } from '../state/actions.ts'
import type { AppStore } from '../state/app-store.ts'
import type { SessionMessages } from '../state/messages.ts'
import { holdPlace, placeAt, scrollTo } from './list-place.ts'

/** Within this distance of its end a list counts as read to the end. */
export const NEAR_END_PX = 80
/** So many screens of text above what is read are asked for before they are needed. */
const SCREENS_AHEAD = 2

export interface ListReaderOptions {
  store: AppStore
  actions: Pick<Actions, 'readTo' | 'saveNow' | 'loadEarlier'>
  /** Told whether the newest text lies below what is seen. */
  onBehind: (behind: boolean) => void
}

/**
 * Knows where the list of messages is read. At its end, it keeps the end in view while that grows, until the reader scrolls
 * up; scrolling back to within 80 px of the end takes it up again. Elsewhere, what is read stays where it is, whatever
 * comes and goes above; the place is remembered, and the reader brought back there when the session is shown again.
 */
export class ListReader {
  #options: ListReaderOptions
  #box: HTMLElement | null = null
  #content: HTMLElement | null = null
  #following = true
  /** The session whose messages are in the list. */
  #shown: SessionId | null = null
  /** What is read; null at the end. */
  #place: ReadingPlace | null = null
  #endHold: (() => void) | null = null
  /** As of the last scrolling. */
  #top = 0
  #height = 0

  constructor(options: ListReaderOptions) {
    this.#options = options
  }

  /** Takes up its work on a list. Returns the end of it. */
  attach(box: HTMLElement, content: HTMLElement): () => void {
    this.#box = box
    this.#content = content
    // Runs after layout and before paint: new text and the scrolled list are one frame.
    const grown = new ResizeObserver(() => {
      if (this.#following) box.scrollTop = box.scrollHeight
      else this.#options.onBehind(leftBelow(box) > NEAR_END_PX)
    })
    const onScroll = (): void => this.#scrolled(box, content)
    box.addEventListener('scroll', onScroll, { passive: true })
    grown.observe(content)
    grown.observe(box)
    return () => {
      box.removeEventListener('scroll', onScroll)
      grown.disconnect()
      this.#endHold?.()
      this.#box = null
      this.#content = null
    }
  }

  /** Another session, or a stream this window opened: read on where it was left, or at the end. */
  begin = (): void => {
    if (!this.#resume()) this.toEnd()
  }

  toEnd = (): void => {
    this.#following = true
    if (this.#box) this.#box.scrollTop = this.#box.scrollHeight
  }

  /** Something else brings the reader to another place: neither the end nor the old place is held. */
  stay = (): void => {
    this.#following = false
    this.#place = null
    this.#endHold?.()
  }

  /** Messages came or went. */
  contentChanged = (): void => {
    if (!this.#box || !this.#content) return
    const { open_session_id } = this.#options.store.getState()
    // The first ones of this session.
    if (open_session_id !== this.#shown && this.#entry()?.messages.length) return this.begin()
    if (this.#place && !this.#following) scrollTo(this.#box, this.#content, this.#place)
    this.#lookAhead(this.#box)
  }

  #scrolled(box: HTMLElement, content: HTMLElement): void {
    const left = leftBelow(box)
    // A list that became shorter is moved by the browser, not by the reader.
    const up = box.scrollTop < this.#top - 1 && box.scrollHeight >= this.#height
    if (up && left > 1) this.#following = false
    else if (left <= NEAR_END_PX && box.scrollTop >= this.#top) this.#following = true
    this.#top = box.scrollTop
    this.#height = box.scrollHeight
    this.#options.onBehind(!this.#following && left > NEAR_END_PX)
    // While a place is held, the list moves around it.
    if (this.#shown && !this.#endHold) {
      this.#place = this.#following ? null : placeAt(box, content)
      this.#options.actions.readTo(this.#shown, this.#place)
    }
    this.#lookAhead(box)
  }

  /** False where there is no place to go back to, or the reader is in this session already. */
  #resume(): boolean {
    this.#endHold?.()
    const { store, actions } = this.#options
    const { open_session_id } = store.getState()
    if (open_session_id === this.#shown) return false
    actions.saveNow()
    this.#shown = null
    this.#place = null
    const [box, content, entry] = [this.#box, this.#content, this.#entry()]
    if (!box || !content || !entry || entry.messages.length === 0) return false
    this.#shown = open_session_id
    const place = entry.details?.place ?? null
    if (!place || !scrollTo(box, content, place)) return false
    this.#following = false
    this.#place = place
    this.#endHold = holdPlace(box, content, place, () => (this.#endHold = null))
    return true
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
