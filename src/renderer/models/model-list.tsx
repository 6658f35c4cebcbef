import type { ReactNode } from 'react'
import type { ModelLibrary } from '../../shared/model-library.ts'
import type { Toast } from '../state/toasts.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { ModelRow } from './model-row.tsx'
import css from './models-dialog.module.css'

/** What is there, and what was just removed and can come back. */
export function ModelList(): ReactNode {
  const library = useApp((data) => data.models.library)
  const toasts = useApp((data) => data.toasts)
  if (!library) return <p className={css['note']}>Looking for models…</p>
  const removed = toasts.filter(({ undo }) => undo !== null && 'model' in undo)
  if (library.models.length + removed.length === 0) return <NoModels library={library} />
  return (
    <ul className={css['list']} aria-label="Models on this computer">
      {library.models.map((model) => (
        <ModelRow key={model.model} model={model} />
      ))}
      {removed.map((toast) => (
        <RemovedRow key={toast.toast_id} toast={toast} />
      ))}
    </ul>
  )
}

function NoModels({ library }: { library: ModelLibrary }): ReactNode {
  const coming = library.downloads.length > 0
  return (
    <p className={css['empty']}>
      {coming
        ? 'No model is here yet. The first is on its way.'
        : 'No model is here yet. Get one below, or add a file you have.'}
    </p>
  )
}

function RemovedRow({ toast: { toast_id, text, undo: undoable } }: { toast: Toast }): ReactNode {
  const { undo } = useActions()
  return undoable ? (
    <li className={`${css['row']} ${css['removed']}`}>
      <output className={css['about']}>{text}</output>
      <Button onClick={() => undo(undoable, toast_id)}>Undo</Button>
    </li>
  ) : null
}
