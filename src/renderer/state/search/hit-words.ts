import type { SearchHit, SnippetPart } from '../../../shared/search.ts'

/** Marks of markdown that a snippet, which is no markdown, would only show as marks. */
const MARKS = /\*\*|~~|`+|(?<=^|\s)#{1,6}\s(?=\S)/g

/** What an answer's snippet shows; what a person wrote stays as it was written. */
export function snippetWords({ role, snippet }: Pick<SearchHit, 'role' | 'snippet'>): SnippetPart[] {
  if (role !== 'assistant') return snippet
  return snippet.map(({ text, hit }) => ({ text: text.replace(MARKS, ''), hit }))
}

/** When it was written: today the time, else the day; the year only where it is another. */
export function dateWords(at: Date, now: Date): string {
  if (at.toDateString() === now.toDateString()) {
    return at.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  }
  const year = at.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return at.toLocaleDateString('en', { day: 'numeric', month: 'short', year })
}
