import type { Tokens } from 'marked'
import type { LexedToken, OpenListToken } from './answer-token.ts'
import type { FinishedPart } from './finished-part.ts'
import { ROWS_PER_GROUP } from './group-rows.ts'

// The last item grows and the one before it may still learn that a blank line follows.
const OPEN_ITEMS = 2

/** Items of an open list. All of a list is loose or none of it, so a late blank line gives the finished items back. */
export class FinishedItems implements FinishedPart {
  readonly lead = ''
  source = ''
  readonly #start: number | ''
  readonly #shownLoose: boolean
  #isLoose = false
  #groups: readonly (readonly Tokens.ListItem[])[] = []

  constructor(list: Tokens.List) {
    this.#start = list.start
    this.#shownLoose = list.loose
  }

  static fits(token: LexedToken): token is Tokens.List {
    return token.type === 'list' && token.items.length >= ROWS_PER_GROUP + OPEN_ITEMS
  }

  show(token: LexedToken): OpenListToken | null {
    const list = this.#adjusted(token)
    return list && { type: 'open_list', list, finished: this.#groups }
  }

  complete(token: LexedToken): Tokens.List | null {
    const list = this.#adjusted(token)
    return list && { ...list, raw: this.source + list.raw, items: [...this.#groups.flat(), ...list.items] }
  }

  grow(token: LexedToken): number {
    const list = this.#adjusted(token)
    if (!list || !FinishedItems.fits(list)) return 0
    const count = Math.floor((list.items.length - OPEN_ITEMS) / ROWS_PER_GROUP) * ROWS_PER_GROUP
    const items = list.items.slice(0, count)
    this.#isLoose ||= items.some(makesLoose)
    for (let at = 0; at < count; at += ROWS_PER_GROUP) {
      this.#groups = [...this.#groups, items.slice(at, at + ROWS_PER_GROUP)]
    }
    const taken = items.map((item) => item.raw).join('')
    this.source += taken
    return taken.length
  }

  /** The rest of the list as part of the whole one; null when the finished items would have to look different. */
  #adjusted(token: LexedToken): Tokens.List | null {
    if (token.type !== 'list') return null
    const loose = this.#isLoose || token.loose
    if (loose !== this.#shownLoose) return null
    const items = loose && !token.loose ? token.items.map(loosen) : token.items
    return { ...token, start: this.#start, loose, items }
  }
}

/** A blank line behind an item that another one follows, or between its blocks. */
function makesLoose(item: Tokens.ListItem): boolean {
  if (/\n[ \t]*\n[ \t]*$/.test(item.raw)) return true
  return item.tokens.some((token) => token.type === 'space' && /\n.*\n/.test(token.raw))
}

/** An item of a tight list as it is in a loose one: its text is a paragraph, its box stands inside it. */
function loosen(item: Tokens.ListItem): Tokens.ListItem {
  const tokens = item.tokens.map((token) => (token.type === 'text' ? { ...token, type: 'paragraph' } : token))
  const [box, first, ...others] = tokens as LexedToken[]
  if (box?.type !== 'checkbox' || first?.type !== 'paragraph') return { ...item, loose: true, tokens }
  const paragraph = {
    ...first,
    raw: box.raw + first.raw,
    text: box.raw + first.text,
    tokens: [box, ...first.tokens],
  }
  return { ...item, loose: true, tokens: [paragraph, ...others] }
}
