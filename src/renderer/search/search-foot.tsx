import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { SearchData } from '../state/search/search-data.ts'
import { HITS_MAX } from '../state/search/search.ts'
import { Announcer } from '../ui/unseen.tsx'
import css from './search-dialog.module.css'

/** Somebody who types is not interrupted: what was found is said when they pause. */
const PAUSE_MS = 500

/** How much was found, for everybody; and the keys. Its height is there from the start, so that nothing moves. */
export function SearchFoot({ search }: { search: SearchData }): ReactNode {
  const words = resultWords(search)
  const said = usePaused(words)
  return (
    <div className={css['foot']}>
      <span>{words}</span>
      <span className={css['keys']} aria-hidden>
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> open <kbd>Esc</kbd> close
      </span>
      <Announcer text={said} number={0} />
    </div>
  )
}

function resultWords({ query, answered, hits, rebuilding }: SearchData): string {
  if (query.trim() === '' || answered === null) return ''
  const messages = hits.filter((hit) => hit.message_id !== null).length
  const count =
    hits.length === 1 ? '1 result' : `${messages >= HITS_MAX ? 'The newest ' : ''}${hits.length} results`
  const found = hits.length === 0 ? 'Nothing found' : count
  return rebuilding ? `${found}. Search is being rebuilt: more may follow.` : found
}

function usePaused(text: string): string {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return said
}
