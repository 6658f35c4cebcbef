import type { Match } from '../../../shared/find-text.ts'
import { BLOCK_END } from '../../../shared/find-text.ts'

/** Elements whose text does not run on into the text beside them. */
const BLOCKS = 'p,li,h1,h2,h3,h4,h5,h6,td,th,pre,blockquote,div,figure,section'
/** Not text of the message, or drawn twice. */
const LEFT_OUT = 'button,[aria-hidden=true],[hidden]'

/** From a part to its groups of blocks, from each of these to its blocks. */
const BELOW = [':scope > * > *', ':scope > *'] as const

type Find = (text: string) => readonly Match[]

/** As one that can be measured. The page has few of these: each change of it looks at them all. */
export function liveRange({ startContainer, startOffset, endContainer, endOffset }: StaticRange): Range {
  const range = document.createRange()
  range.setStart(startContainer, startOffset)
  range.setEnd(endContainer, endOffset)
  return range
}

/**
 * Where the drawn parts of messages have what is looked for. What was found in a block is kept until something changes in
 * it, so that a long answer that is being written is not read again from its beginning.
 */
export class FoundRanges {
  #find: Find
  #kept = new WeakMap<Element, readonly StaticRange[]>()

  constructor(find: Find) {
    this.#find = find
  }

  in(part: Element): readonly StaticRange[] {
    return this.#in(part, BELOW)
  }

  /** Of the part, what is in those of its blocks that are near; of one without blocks, all. */
  near(part: Element, isNear: (element: Element) => boolean): readonly StaticRange[] {
    const [toGroups, toBlocks] = BELOW
    const groups = [...part.querySelectorAll(toGroups)]
    if (groups.length === 0) return this.in(part)
    const blocks = groups.filter(isNear).flatMap((group) => [...group.querySelectorAll(toBlocks)])
    return blocks.filter(isNear).flatMap((block) => this.#in(block, []))
  }

  /** Groups of blocks, then blocks: what did not change is not even walked through. */
  #in(element: Element, [below, ...further]: readonly string[]): readonly StaticRange[] {
    const kept = this.#kept.get(element)
    if (kept) return kept
    const children = below === undefined ? [] : [...element.querySelectorAll(below)]
    const found =
      children.length > 0
        ? children.flatMap((child) => this.#in(child, further))
        : rangesIn(element, this.#find)
    this.#kept.set(element, found)
    return found
  }

  /** Something changed in, or below, this node. */
  changed(node: Node): void {
    for (let at: Node | null = node; at; at = at.parentNode) if (at instanceof Element) this.#kept.delete(at)
  }
}

function rangesIn(block: Element, find: Find): StaticRange[] {
  const texts: { node: Text; start: number }[] = []
  let text = ''
  let around: Element | null = null
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!(node instanceof Text) || !parent || parent.closest(LEFT_OUT)) continue
    const own = parent.closest(BLOCKS)
    if (around && own !== around) text += BLOCK_END
    around = own
    texts.push({ node, start: text.length })
    text += node.data
  }
  return find(text).map(({ from, to }) => rangeOf(texts, from, to))
}

function rangeOf(texts: readonly { node: Text; start: number }[], from: number, to: number): StaticRange {
  const first = lastBefore(texts, from)
  const last = lastBefore(texts, to - 1)
  if (!first || !last) throw new Error('found outside of the text')
  return new StaticRange({
    startContainer: first.node,
    startOffset: from - first.start,
    endContainer: last.node,
    endOffset: to - last.start,
  })
}

/** The text that this character is in. */
function lastBefore<Placed extends { start: number }>(
  texts: readonly Placed[],
  at: number,
): Placed | undefined {
  let [from, to] = [0, texts.length]
  while (to - from > 1) {
    const middle = (from + to) >>> 1
    if ((texts[middle]?.start ?? 0) <= at) from = middle
    else to = middle
  }
  return texts[from]
}
