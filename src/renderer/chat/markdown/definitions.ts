import type { Links } from 'marked'
import type { AnswerToken } from './answer-token.ts'

/** Blocks that hold inline text. */
export const REFERRING: ReadonlySet<string> = new Set(['paragraph', 'heading', 'list', 'blockquote', 'table'])

// The longest label CommonMark allows.
const LABEL = /\[((?:\\[\s\S]|[^[\]\\]){1,999})\]/y

/**
 * The link definitions of the finished blocks and which blocks might refer to each label, so that a definition that comes
 * after its use finds the blocks to read again.
 */
export class Definitions {
  readonly links: Links = Object.create(null) as Links
  readonly #users = new Map<string, Set<number>>()
  readonly #sources = new Map<number, string>()

  /** The first definition of a label wins. Returns the blocks that may refer to the labels that are new. */
  add(found: Links): Set<number> {
    const affected = new Set<number>()
    for (const [tag, link] of Object.entries(found)) {
      if (Object.hasOwn(this.links, tag)) continue
      this.links[tag] = link
      for (const id of this.#users.get(loose(tag)) ?? []) affected.add(id)
    }
    return affected
  }

  /** The source of a block that may refer to a definition. */
  sourceOf(id: number): string {
    return this.#sources.get(id) ?? ''
  }

  /** Remembers the labels a finished block might refer to. */
  noteUses(id: number, token: AnswerToken, source: string): void {
    if (!REFERRING.has(token.type)) return
    for (let at = source.indexOf('['); at !== -1; at = source.indexOf('[', at + 1)) {
      LABEL.lastIndex = at
      const label = LABEL.exec(source)?.[1]
      if (label === undefined) continue
      this.#sources.set(id, source)
      const key = loose(label)
      const users = this.#users.get(key)
      if (users) users.add(id)
      else this.#users.set(key, new Set([id]))
    }
  }
}

/** Wider than the real comparison of labels: line breaks inside quotations leave their markers in the source. */
function loose(label: string): string {
  return label
    .replace(/[\s>|\\]+/g, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
}
