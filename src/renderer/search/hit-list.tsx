import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { SearchHit, SnippetPart } from '../../shared/search.ts'
import type { HitGroup } from '../state/search/hit-groups.ts'
import { dateWords, snippetWords } from '../state/search/hit-words.ts'
import css from './hit-list.module.css'

export interface HitListProps {
  id: string
  groups: readonly HitGroup[]
  /** The number of the chosen hit among all of them. */
  chosen: number
  onOpen: (hit: SearchHit) => void
}

export function optionId(list: string, number: number): string {
  return `${list}-${number}`
}

/** The hits under their chats. The field above has the focus and says which one is chosen. */
export function HitList({ id, groups, chosen, onOpen }: HitListProps): ReactNode {
  // As long as the search is open, it is the same day.
  const [now] = useState(() => new Date())
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- no element is a list of options with words marked in them
    <div className={css['list']} id={id} role="listbox" aria-label="Results" hidden={groups.length === 0}>
      {groups.map((group) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a group of options, which no element is
        <div className={css['group']} key={group.key} role="group" aria-label={group.label}>
          <div className={css['chat']} aria-hidden dir="auto">
            {group.label}
          </div>
          {group.hits.map((hit, index) => (
            <Hit
              key={`${hit.session_id} ${hit.message_id}`}
              id={optionId(id, group.first + index)}
              hit={hit}
              chosen={group.first + index === chosen}
              now={now}
              onOpen={() => onOpen(hit)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

const ROLES = { user: 'You', assistant: 'Answer' } as const

interface HitProps {
  id: string
  hit: SearchHit
  chosen: boolean
  now: Date
  onOpen: () => void
}

function Hit({ id, hit, chosen, now, onOpen }: HitProps): ReactNode {
  const at = new Date(hit.created_at)
  const option = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (chosen) option.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus, jsx-a11y/prefer-tag-over-role -- the keys are the field's, which keeps the focus
    <div className={css['hit']} ref={option} id={id} role="option" aria-selected={chosen} onClick={onOpen}>
      <div className={css['about']}>
        <span>{hit.role ? ROLES[hit.role] : 'Chat'}</span>
        <time dateTime={at.toISOString()}>{dateWords(at, now)}</time>
      </div>
      <p className={css['snippet']} dir="auto">
        {snippetWords(hit).map((part, index) => (
          <Piece key={index} part={part} />
        ))}
      </p>
    </div>
  )
}

function Piece({ part }: { part: SnippetPart }): ReactNode {
  return part.hit ? <mark className={css['mark']}>{part.text}</mark> : part.text
}
