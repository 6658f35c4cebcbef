import { ArrowDown, ArrowUp, CornerDownLeft, Pencil, Trash2 } from 'lucide-react'
import { memo, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { SessionId } from '../../../shared/ids.ts'
import type { QueuedPrompt } from '../../../shared/prompt-queue.ts'
import { excerpt } from '../../state/queue/queue-words.ts'
import { useActions } from '../../state/use-app.ts'
import { IconButton } from '../../ui/button.tsx'
import { QueueEdit } from './queue-edit.tsx'
import css from './queue-list.module.css'

export interface QueueRowProps {
  prompt: QueuedPrompt
  session_id: SessionId
  /** From 1. */
  number: number
  count: number
  /** The one row that Tab reaches. */
  tabStop: boolean
}

export const QueueRow = memo(function QueueRow(props: QueueRowProps): ReactNode {
  const { prompt, session_id, number, count, tabStop } = props
  const { moveQueued, removeQueued, editQueued } = useActions()
  const [editing, setEditing] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const edit = (): void => setEditing(true)
  const words = excerpt(prompt.text)
  if (editing) {
    return (
      <li className={css['row']} data-queue-id={prompt.queue_id}>
        <span className={css['number']}>{number}</span>
        <QueueEdit
          text={prompt.text}
          label={`Message ${number} of ${count}`}
          onDone={(text) => editQueued(prompt, session_id, text)}
          onClose={(by_key) => {
            setEditing(false)
            if (by_key) setTimeout(() => button.current?.focus(), 0)
          }}
        />
      </li>
    )
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      void moveQueued(prompt.queue_id, session_id, event.key === 'ArrowUp' ? -1 : 1)
    } else if (event.key === 'F2') edit()
    else if (event.key === 'Delete') void removeQueued(prompt)
    else return
    event.preventDefault()
  }
  return (
    <li className={css['row']} data-queue-id={prompt.queue_id}>
      <button
        ref={button}
        type="button"
        className={css['open']}
        data-queued
        tabIndex={tabStop ? 0 : -1}
        aria-keyshortcuts="F2 Delete Alt+ArrowUp Alt+ArrowDown"
        title={words}
        onClick={edit}
        onKeyDown={onKeyDown}
      >
        <span className={css['number']}>{number}</span>
        <span className={css['words']}>{words}</span>
      </button>
      <RowTools {...props} onEdit={edit} />
    </li>
  )
})

function RowTools(props: QueueRowProps & { onEdit: () => void }): ReactNode {
  const { prompt, session_id, number, count, tabStop, onEdit } = props
  const { moveQueued, removeQueued, sendQueued, focusComposer } = useActions()
  const tabIndex = tabStop ? 0 : -1
  const { queue_id } = prompt
  return (
    <div className={css['tools']}>
      <IconButton small label={`Edit message ${number}`} hint="F2" tabIndex={tabIndex} onClick={onEdit}>
        <Pencil size={14} aria-hidden />
      </IconButton>
      <IconButton
        small
        label={`Move message ${number} up`}
        hint="Alt ↑"
        busy={number === 1}
        tabIndex={tabIndex}
        onClick={() => void moveQueued(queue_id, session_id, -1)}
      >
        <ArrowUp size={14} aria-hidden />
      </IconButton>
      <IconButton
        small
        label={`Move message ${number} down`}
        hint="Alt ↓"
        busy={number === count}
        tabIndex={tabIndex}
        onClick={() => void moveQueued(queue_id, session_id, 1)}
      >
        <ArrowDown size={14} aria-hidden />
      </IconButton>
      <IconButton
        small
        label={`Send message ${number} now`}
        tabIndex={tabIndex}
        onClick={() => {
          focusComposer()
          void sendQueued(queue_id, session_id)
        }}
      >
        <CornerDownLeft size={14} aria-hidden />
      </IconButton>
      <IconButton
        small
        label={`Delete message ${number}`}
        hint="Delete"
        tabIndex={tabIndex}
        onClick={() => void removeQueued(prompt)}
      >
        <Trash2 size={14} aria-hidden />
      </IconButton>
    </div>
  )
}
