import { countInPart, matcherOf } from '../../shared/find-text.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Message } from '../../shared/session.ts'
import type { Actions } from '../state/actions.ts'
import type { AppStore } from '../state/app-store.ts'
import { openMessages, streamOf } from '../state/app-store.ts'
import type { FoundPlace } from '../state/find-data.ts'
import { shownParts } from '../state/live-stream.ts'
import { FoundRanges } from './found-ranges.ts'
import { drawnMessages, idOf, messageOf } from './list-place.ts'

/** Their looks are in styles/base.css. */
const ALL = 'found'
const CURRENT = 'found-current'
/** While text streams, what changed is looked through this often. */
const LOOK_AGAIN_MS = 150
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

/** Marks on the page what the bar finds, tells how often it is drawn, and brings the current place into view. */
export class FindPainter {
  #options: FindPainterOptions
  #query = ''
  #find: ReturnType<typeof matcherOf> = null
  #ranges: FoundRanges | null = null
  #changes: MutationObserver
  #timer: ReturnType<typeof setTimeout> | undefined
  #frame = 0
  #shown: FoundPlace | null = null
  #unfolded: FoundPlace | null = null

  constructor(options: FindPainterOptions) {
    this.#options = options
    this.#changes = new MutationObserver((records) => {
      for (const { target } of records) this.#ranges?.changed(target)
      this.#timer ??= setTimeout(() => this.#paint(), LOOK_AGAIN_MS)
    })
    this.#changes.observe(options.list, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['hidden', 'aria-expanded'],
    })
  }

  dispose(): void {
    this.#changes.disconnect()
    clearTimeout(this.#timer)
    cancelAnimationFrame(this.#frame)
    CSS.highlights.delete(ALL)
    CSS.highlights.delete(CURRENT)
  }

  /** To be called when one of these is another one. */
  paint(_changed: { query: unknown; current: unknown; rows: unknown }): void {
    this.#paint()
  }

  #paint(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { store, actions, list } = this.#options
    const data = store.getState()
    const { query = '', current = null } = data.find ?? {}
    if (query !== this.#query || !this.#ranges) this.#lookFor(query)
    const messages = new Map(openMessages(data).map((message) => [message.message_id, message]))
    const counts: Record<string, number> = {}
    const found = new Highlight()
    let here: Range | null | undefined
    for (const element of drawnMessages(list)) {
      const message = messages.get(idOf(element))
      if (!message) continue
      const places = this.#placesIn(element, message)
      counts[message.message_id] = places.length
      for (const range of places) if (range) found.add(range)
      if (message.message_id === current?.message_id) here = places[Math.min(current.nth, places.length - 1)]
    }
    CSS.highlights.set(ALL, found)
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
  }

  /** In reading order; null for one in a text that is folded. */
  #placesIn(element: HTMLElement, message: Message): (Range | null)[] {
    const find = this.#find
    const ranges = this.#ranges
    if (!find || !ranges) return []
    const live = streamOf(this.#options.store.getState(), message)
    const parts = live ? [...message.parts, ...shownParts(live)] : message.parts
    return [...element.querySelectorAll('[data-part]')].flatMap((drawn) => {
      const there: (Range | null)[] = ranges.in(drawn)
      const part = parts[Number(drawn.getAttribute('data-part'))]
      if (!part || !foldIn(drawn)) return there
      const folded = countInPart(message.role, part, find) - there.length
      return folded > 0 ? [...there, ...Array<null>(folded).fill(null)] : there
    })
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
    const inner = place instanceof Range ? place.startContainer.parentElement : null
    goTo(() => {
      // Code and tables scroll inside themselves.
      if (inner?.closest('figure, [tabindex="0"]') !== list)
        inner?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
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
