import type { Match } from '../../shared/find-text.ts'
import { BLOCK_END } from '../../shared/find-text.ts'

/** Elements whose text does not run on into the text beside them. */
const BLOCKS = 'p,li,h1,h2,h3,h4,h5,h6,td,th,pre,blockquote,div,figure,section'
/** Not text of the message, or drawn twice. */
const LEFT_OUT = 'button,[aria-hidden=true],[hidden]'

type Find = (text: string) => readonly Match[]

/**
 * Where the drawn parts of messages have what is looked for. What was found in a block is kept until something changes in
 * it, so that a long answer that is being written is not read again from its beginning.
 */
export class FoundRanges {
  #find: Find
  #kept = new WeakMap<Element, readonly Range[]>()

  constructor(find: Find) {
    this.#find = find
  }

  in(part: Element): Range[] {
    const blocks = [...part.querySelectorAll(':scope > * > * > *')]
    return (blocks.length > 0 ? blocks : [part]).flatMap((block) => {
      const kept = this.#kept.get(block)
      if (kept) return kept
      const found = rangesIn(block, this.#find)
      this.#kept.set(block, found)
      return found
    })
  }

  /** Something changed in, or below, this node. */
  changed(node: Node): void {
    for (let at: Node | null = node; at; at = at.parentNode) if (at instanceof Element) this.#kept.delete(at)
  }
}

function rangesIn(block: Element, find: Find): Range[] {
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

function rangeOf(texts: readonly { node: Text; start: number }[], from: number, to: number): Range {
  const range = document.createRange()
  const first = lastBefore(texts, from)
  const last = lastBefore(texts, to - 1)
  if (first && last) {
    range.setStart(first.node, from - first.start)
    range.setEnd(last.node, to - last.start)
  }
  return range
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
