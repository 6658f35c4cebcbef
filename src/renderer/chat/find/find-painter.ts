import { countInPart, matcherOf } from '../../../shared/find-text.ts'
import type { MessageId } from '../../../shared/ids.ts'
import type { Message } from '../../../shared/session.ts'
import type { Actions } from '../../state/actions.ts'
import type { AppStore } from '../../state/app-store.ts'
import { openMessages, streamOf } from '../../state/app-store.ts'
import type { FoundPlace } from '../../state/search/find-data.ts'
import type { LiveStream } from '../../state/streams/live-stream.ts'
import { shownParts } from '../../state/streams/live-stream.ts'
import { rememberLast } from '../../state/remember-last.ts'
import { FoundRanges, liveRange } from './found-ranges.ts'
import { revealInside } from './reveal-inside.ts'
import { drawnMessages, idOf, messageAround, messageOf } from '../list/list-place.ts'

/** Their looks are in styles/base.css. */
const ALL = 'found'
const CURRENT = 'found-current'
/** While text streams, what changed is looked through this often. */
const LOOK_AGAIN_MS = 150
/** The browser places every mark anew in each frame that changes anything: of more than this, those near are marked. */
const MARKED_MAX = 500
/** Pieces far away get their heights as they come near: until they have them, the place is looked for again. */
const FRAMES_MAX = 20
/** A place between these parts of the height of the list is in view, and nothing scrolls. */
const IN_VIEW = [0.08, 0.85] as const
const AT = 0.35

export interface FindPainterOptions {
  store: AppStore
  actions: Pick<Actions, 'findDrawn' | 'reach'>
  list: HTMLElement
  goTo: (scroll: () => void) => void
  bring: (message_id: MessageId) => void
}

/** What was found in a drawn message. `from`: what it was counted from where something is folded, which is not on the page. */
interface Looked {
  places: readonly (StaticRange | null)[]
  from: { message: Message; live: LiveStream | null } | null
}

/** Marks on the page what the bar finds, tells how often it is drawn, and brings the current place into view. */
export class FindPainter {
  #options: FindPainterOptions
  #query = ''
  #find: ReturnType<typeof matcherOf> = null
  #ranges: FoundRanges | null = null
  /** Drawn messages in which nothing changed since. */
  #looked = new WeakMap<HTMLElement, Looked>()
  #all = new Highlight()
  #marks_all = true
  #changes: MutationObserver
  #timer: ReturnType<typeof setTimeout> | undefined
  #frame = 0
  #shown: FoundPlace | null = null
  #unfolded: FoundPlace | null = null

  constructor(options: FindPainterOptions) {
    this.#options = options
    this.#changes = new MutationObserver((records) => {
      this.#forget(records)
      this.#lookSoon()
    })
    options.list.addEventListener('scroll', this.#scrolled, { passive: true })
    this.#changes.observe(options.list, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['hidden', 'aria-expanded'],
    })
  }

  dispose(): void {
    this.#changes.disconnect()
    this.#options.list.removeEventListener('scroll', this.#scrolled)
    clearTimeout(this.#timer)
    cancelAnimationFrame(this.#frame)
    CSS.highlights.delete(ALL)
    CSS.highlights.delete(CURRENT)
  }

  /** To be called when one of these is another one. */
  paint(_changed: { query: unknown; current: unknown; rows: unknown }): void {
    this.#paint()
  }

  #forget(records: readonly MutationRecord[]): void {
    for (const { target } of records) {
      this.#ranges?.changed(target)
      const message = messageAround(target)
      if (message) this.#looked.delete(message)
    }
  }

  #scrolled = (): void => {
    if (!this.#marks_all) this.#lookSoon()
  }

  #lookSoon(): void {
    this.#timer ??= setTimeout(() => this.#paint(), LOOK_AGAIN_MS)
  }

  #paint(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#forget(this.#changes.takeRecords())
    const { store, actions, list } = this.#options
    const data = store.getState()
    const { query = '', current = null } = data.find ?? {}
    if (query !== this.#query || !this.#ranges) this.#lookFor(query)
    const messages = this.#messagesOf(openMessages(data))
    const counts: Record<string, number> = {}
    const found: StaticRange[] = []
    let there: StaticRange | null | undefined
    for (const element of drawnMessages(list)) {
      const message = messages.get(idOf(element))
      if (!message) continue
      const places = this.#placesIn(element, message)
      counts[message.message_id] = places.length
      for (const range of places) if (range) found.push(range)
      if (message.message_id === current?.message_id) there = places[Math.min(current.nth, places.length - 1)]
    }
    this.#mark(new Set(found.length > MARKED_MAX ? this.#near() : found))
    this.#marks_all = found.length <= MARKED_MAX
    const here = there ? liveRange(there) : there
    const marked = new Highlight(...(here ? [here] : []))
    marked.priority = 1
    CSS.highlights.set(CURRENT, marked)
    if (this.#find) actions.findDrawn(counts)
    if (current && current !== this.#shown) this.#show(current, here)
  }

  #lookFor(query: string): void {
    this.#query = query
    this.#find = matcherOf(query)
    this.#ranges = new FoundRanges(this.#find ?? (() => []))
    this.#looked = new WeakMap()
  }

  #messagesOf = rememberLast(
    (messages: readonly Message[]) => new Map(messages.map((message) => [message.message_id, message])),
  )

  /** Of all that is found, what lies about where the list is read. */
  #near(): StaticRange[] {
    const { list } = this.#options
    const { top, bottom, height } = list.getBoundingClientRect()
    const isNear = (element: Element): boolean => {
      const rect = element.getBoundingClientRect()
      return rect.bottom > top - height && rect.top < bottom + height
    }
    const parts = drawnMessages(list)
      .filter(isNear)
      .flatMap((message) => [...message.querySelectorAll('[data-part]')])
    return parts.flatMap((part) => this.#ranges?.near(part, isNear) ?? [])
  }

  /** Only what came or went is told to the browser, which looks anew at all it is told. */
  #mark(found: ReadonlySet<StaticRange>): void {
    for (const range of this.#all) if (!found.has(range)) this.#all.delete(range)
    for (const range of found) if (!this.#all.has(range)) this.#all.add(range)
    if (CSS.highlights.get(ALL) !== this.#all) CSS.highlights.set(ALL, this.#all)
  }

  /** In reading order; null for one in a text that is folded. */
  #placesIn(element: HTMLElement, message: Message): readonly (StaticRange | null)[] {
    const live = streamOf(this.#options.store.getState(), message)
    const known = this.#looked.get(element)
    if (known && (!known.from || (known.from.message === message && known.from.live === live))) {
      return known.places
    }
    const [find, ranges] = [this.#find, this.#ranges]
    if (!find || !ranges) return []
    const parts = live ? [...message.parts, ...shownParts(live)] : message.parts
    const looked: Looked = { places: [], from: null }
    looked.places = [...element.querySelectorAll('[data-part]')].flatMap((drawn) => {
      const there: readonly (StaticRange | null)[] = ranges.in(drawn)
      const part = parts[Number(drawn.getAttribute('data-part'))]
      if (!part || !foldIn(drawn)) return there
      looked.from = { message, live }
      const folded = countInPart(message.role, part, find) - there.length
      return folded > 0 ? [...there, ...Array<null>(folded).fill(null)] : there
    })
    this.#looked.set(element, looked)
    return looked.places
  }

  /** `here`: where it is drawn; null when it is folded away, undefined when it is not drawn. */
  #show(current: FoundPlace, here: Range | null | undefined): void {
    const { store, actions, list, bring } = this.#options
    const { message_id } = current
    const message = messageOf(list, message_id)
    if (!message) {
      if (openMessages(store.getState()).some((one) => one.message_id === message_id)) bring(message_id)
      else actions.reach(message_id)
      return
    }
    const folds = here === null ? foldsIn(message) : here ? cutAround(here) : []
    if (folds.length > 0 && this.#unfolded !== current) {
      this.#unfolded = current
      // What it changes is seen, and looked through, by itself.
      for (const button of folds) button.click()
      return
    }
    this.#shown = current
    const seen = here ?? message
    this.#scrollTo(seen, FRAMES_MAX, Number.NaN)
  }

  #scrollTo(place: Range | Element, frames: number, before: number): void {
    const { list, goTo } = this.#options
    cancelAnimationFrame(this.#frame)
    goTo(() => {
      if (place instanceof Range) revealInside(place, list)
      const box = list.getBoundingClientRect()
      const { top } = place.getBoundingClientRect()
      const part = (top - box.top) / box.height
      if (part < IN_VIEW[0] || part > IN_VIEW[1]) list.scrollTop += top - box.top - AT * box.height
    })
    const { top } = place.getBoundingClientRect()
    if (top !== before && frames > 0) {
      this.#frame = requestAnimationFrame(() => this.#scrollTo(place, frames - 1, top))
    }
  }
}

function foldsIn(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('[data-unfold][aria-expanded=false]')]
}

/** Long code is all there, and cut below its first lines: the button above it shows the rest. */
function cutAround({ startContainer }: Range): HTMLElement[] {
  const code = startContainer.parentElement?.closest('figure')?.parentElement
  return [...(code?.querySelectorAll<HTMLElement>('button[aria-expanded=false]') ?? [])]
}

/** A fold in a part, or the one of the message whose only part it is. */
function foldIn(part: Element): boolean {
  return (
    foldsIn(part).length > 0 ||
    part.parentElement?.querySelector(':scope > [data-unfold][aria-expanded=false]') != null
  )
}
