import { Search, X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { QUERY_LENGTH_MAX } from '../../shared/search.ts'
import { groupHits } from '../state/search/hit-groups.ts'
import type { SearchData } from '../state/search/search-data.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { IconButton } from '../ui/button.tsx'
import { Palette } from '../ui/dialog.tsx'
import { isComposing } from '../ui/is-composing.ts'
import { HitList, optionId } from './hit-list.tsx'
import { SearchFoot } from './search-foot.tsx'
import css from './search-dialog.module.css'

/** How far Page Up and Page Down go. */
const PAGE = 8

/** A field, and below it what is found while one types. The focus stays in the field; the arrows choose. */
export function SearchDialog(): ReactNode {
  const { openDialog, searchFor, openHit } = useActions()
  const search = useApp((data) => data.search)
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useChosen(search)
  const groups = groupHits(search.hits)
  const hits = groups.flatMap((group) => group.hits)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey) return
    const to = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, PageDown: chosen + PAGE, PageUp: chosen - PAGE }[
      event.key
    ]
    if (to !== undefined) {
      event.preventDefault()
      const last = hits.length - 1
      const round = Math.abs(to - chosen) === 1
      setChosen(to < 0 ? (round ? last : 0) : to > last ? (round ? 0 : last) : to)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const hit = hits[chosen]
      // What is shown may still be the answer to what stood there before.
      if (hit && search.answered === search.query) openHit(hit)
    }
  }
  return (
    <Palette label="Search all chats" onClose={() => openDialog(null)}>
      <div className={css['head']}>
        <Search size={17} aria-hidden />
        <input
          ref={field}
          className={css['field']}
          type="text"
          role="combobox"
          aria-label="Search all chats"
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={hits.length > 0 ? optionId(listId, chosen) : undefined}
          placeholder="Search all chats"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          maxLength={QUERY_LENGTH_MAX}
          value={search.query}
          onChange={(event) => searchFor(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton label="Close" hint="Esc" onClick={() => openDialog(null)}>
          <X size={17} aria-hidden />
        </IconButton>
      </div>
      <Body search={search} />
      <HitList id={listId} groups={groups} chosen={chosen} onOpen={openHit} />
      <SearchFoot search={search} />
    </Palette>
  )
}

/** The number of the chosen hit; the first one when other hits come. */
function useChosen({ hits }: SearchData): [number, (chosen: number) => void] {
  const [choice, setChoice] = useState({ hits, chosen: 0 })
  return [choice.hits === hits ? choice.chosen : 0, (chosen) => setChoice({ hits, chosen })]
}

/** What there is to say where no hit is. */
function Body({ search }: { search: SearchData }): ReactNode {
  const { query, answered, hits, failure } = search
  if (failure !== '') {
    return (
      <p className={css['say']} role="alert">
        {failure}
      </p>
    )
  }
  if (query.trim() === '' || answered === null) return <Hints />
  if (hits.length > 0) return null
  return (
    <div className={css['say']}>
      <p>
        Nothing found for <q className={css['asked']}>{answered.trim()}</q>
      </p>
      <p className={css['hint']}>
        {/["“”]/u.test(answered)
          ? 'A phrase is found only where its words stand in just this order. Try it without the quotes.'
          : /\S\s+\S/u.test(answered)
            ? 'A message must contain all the words. Try fewer of them.'
            : 'Try only the beginning of the word.'}
      </p>
    </div>
  )
}

function Hints(): ReactNode {
  return (
    <div className={css['say']}>
      <p>Finds every prompt, every answer and every name of a chat, while you type.</p>
      <ul className={css['hints']}>
        <li>
          <code>lock gate</code> messages with both words, in any order
        </li>
        <li>
          <code>"lock gate"</code> just these words, side by side
        </li>
        <li>
          <code>sch</code> words that begin so: the last word need not be whole
        </li>
      </ul>
    </div>
  )
}
