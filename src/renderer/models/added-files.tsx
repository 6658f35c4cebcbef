import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { listWords } from '../state/models/model-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { IconButton } from '../ui/button.tsx'
import css from './models-dialog.module.css'

/** What became of the files that were to be added. */
export function AddedFiles(): ReactNode {
  const { forgetAdded } = useActions()
  const added = useApp((data) => data.models.added)
  const asking = useApp((data) => data.models.asking)
  if (asking) return <output className={css['note']}>Looking at the files…</output>
  if (added === null || added.added.length + added.refused.length === 0) return null
  return (
    <output className={css['outcome']} data-refused={added.refused.length > 0 || undefined}>
      <div className={css['about']}>
        {added.added.length === 0 ? null : <p>Added {listWords(added.added)}.</p>}
        {added.refused.map(({ name, why }) => (
          <p key={name}>
            <b>{name}</b> {why}
          </p>
        ))}
      </div>
      <IconButton label="Dismiss" onClick={forgetAdded}>
        <X size={16} aria-hidden />
      </IconButton>
    </output>
  )
}
