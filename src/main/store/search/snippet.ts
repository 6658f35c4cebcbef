import type { SnippetPart } from '../../../shared/search.ts'
import { fold } from '../../../shared/fold.ts'
import type { Run } from './runs.ts'
import { runsOf } from './runs.ts'
import type { Clause } from './search-query.ts'

/** About so many characters of the text around what was found. */
const LENGTH = 160
/** What stands before the first hit. */
const LEAD = 40
/** Once all clauses were seen, so far a better place is looked for. */
const LOOK_ON = 20_000

interface Place {
  from: number
  to: number
}

interface Found extends Place {
  clause: number
}

/** The part of a text where most of what was looked for stands, on one line, with the hits marked. */
export function snippetOf(text: string, clauses: readonly Clause[]): SnippetPart[] {
  const found = findAll(text, clauses)
  const window = bestWindow(text, found)
  return partsOf(text, window, joined(found, window))
}

/** A term of the text, and where it stands. */
interface Term extends Place {
  text: string
}

/** All hits in order; of a very long text those at and near the first place where every clause was seen; `enough`: no more are wanted. */
export function findAll(text: string, clauses: readonly Clause[], enough = Infinity): Found[] {
  const found: Found[] = []
  const seen = new Set<number>()
  const longest = Math.max(1, ...clauses.map((clause) => clause.terms.length))
  // The newest terms, as many as the longest phrase has: a phrase is noticed when its last term comes by.
  const recent: Term[] = []
  let look_until = Infinity
  const note = (clause: number, { from, to }: Place): void => {
    found.push({ clause, from, to })
    seen.add(clause)
    if (seen.size === clauses.length && look_until === Infinity) look_until = to + LOOK_ON
  }
  for (const run of runsOf(text)) {
    if (run.from > look_until || found.length >= enough) break
    const characters = placed(run)
    for (const term of termsOf(run, characters)) {
      recent.push(term)
      if (recent.length > longest) recent.shift()
      for (const [index, clause] of clauses.entries()) {
        const first = clause.character ? null : phraseEnd(recent, clause)
        if (first) note(index, { from: first.from, to: term.to })
      }
    }
    for (const character of characters) {
      for (const [index, clause] of clauses.entries()) {
        if (clause.character && clause.terms[0] === character.text) note(index, character)
      }
    }
  }
  return found.sort((a, b) => a.from - b.from || b.to - a.to)
}

/** The first term of the phrase that ends in the newest term; null when none does. */
function phraseEnd(recent: readonly Term[], { terms, prefix }: Clause): Term | null {
  const start = recent.length - terms.length
  if (start < 0) return null
  for (let i = terms.length - 1; i >= 0; i--) {
    const have = recent[start + i]?.text ?? ''
    const want = terms[i] ?? ''
    if (have !== want && !(prefix && i === terms.length - 1 && have.startsWith(want))) return null
  }
  return recent[start] ?? null
}

/** A character with the marks that belong to it, so that no mark is cut from its letter. */
const CLUSTER = /[\s\S][\p{M}\uff9e\uff9f]*/gu

/** Where each character of an unspaced run stands; where folding joined some (jamo), all of them stand for the run. */
function placed({ text, from, to, characters }: Run): Term[] {
  if (!characters) return []
  const single = [...text.matchAll(CLUSTER)].flatMap(({ 0: cluster, index }) =>
    [...fold(cluster)].map((one) => ({ text: one, from: from + index, to: from + index + cluster.length })),
  )
  const same = single.length === characters.length && single.every((one, i) => one.text === characters[i])
  return same ? single : characters.map((one) => ({ text: one, from, to }))
}

function termsOf({ terms, from, to }: Run, characters: readonly Term[]): Term[] {
  return terms.map((text, i) => ({
    text,
    from: characters[i]?.from ?? from,
    to: (characters[i + 1] ?? characters[i])?.to ?? to,
  }))
}

/** The window with the most different clauses, of equals the first. */
function bestWindow(text: string, found: readonly Found[]): Place {
  let best = { from: 0, clauses: 0 }
  for (const [index, { from }] of found.entries()) {
    const inside = new Set<number>()
    for (let at = index; (found[at]?.to ?? Infinity) <= from + LENGTH - LEAD; at++)
      inside.add(found[at]?.clause ?? 0)
    if (inside.size > best.clauses) best = { from, clauses: inside.size }
  }
  const from = startOfWord(text, Math.max(0, Math.min(best.from - LEAD, text.length - LENGTH)), best.from)
  return { from, to: endOfWord(text, Math.min(text.length, from + LENGTH)) }
}

/** Moves a cut that would be within a word to the next one, but not past `limit`. */
function startOfWord(text: string, at: number, limit: number): number {
  if (at === 0) return 0
  const blank = text.slice(at, Math.min(limit, at + LEAD)).search(/\s\S/u)
  return whole(text, blank < 0 ? at : at + blank + 1)
}

function endOfWord(text: string, at: number): number {
  if (at >= text.length) return text.length
  const blank = text.slice(at, at + LEAD).search(/\s/u)
  return whole(text, blank < 0 ? at : at + blank)
}

/** Never between the two halves of a character, nor before its marks. */
function whole(text: string, at: number): number {
  let cut = at
  while (cut < text.length && /^(?:[\udc00-\udfff]|\p{M})/u.test(text.slice(cut, cut + 2))) cut++
  return cut
}

/** The hits within the window; those that touch or overlap as one. */
function joined(found: readonly Found[], window: Place): Place[] {
  const marks: Place[] = []
  for (const { from, to } of found) {
    if (to <= window.from || from >= window.to) continue
    const last = marks.at(-1)
    const mark = { from: Math.max(from, window.from), to: Math.min(to, window.to) }
    if (last && mark.from <= last.to) last.to = Math.max(last.to, mark.to)
    else marks.push(mark)
  }
  return marks
}

function partsOf(text: string, window: Place, marks: readonly Place[]): SnippetPart[] {
  const parts: SnippetPart[] = []
  const add = (from: number, to: number, hit: boolean): void => {
    if (from < to) parts.push({ text: oneLine(text.slice(from, to)), hit })
  }
  let at = window.from
  for (const { from, to } of marks) {
    add(at, from, false)
    add(from, to, true)
    at = to
  }
  add(at, window.to, false)
  if (window.from > 0) parts.unshift({ text: '…', hit: false })
  if (window.to < text.length) parts.push({ text: '…', hit: false })
  return parts
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ')
}
