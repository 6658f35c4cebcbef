import { Ellipsis, Pencil, Square, Trash2 } from 'lucide-react'
import { memo } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { SessionSummary } from '../../shared/session.ts'
import { TITLE_LENGTH_MAX } from '../../shared/session.ts'
import { waitingIn } from '../state/queue.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { IconButton } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { RenameField } from '../ui/rename-field.tsx'
import { Unseen } from '../ui/unseen.tsx'
import { RowActivity } from './row-activity.tsx'
import css from './session-row.module.css'

export interface SessionRowProps {
  session: SessionSummary
  open: boolean
  /** The one row that Tab reaches. */
  tabStop: boolean
}

export const SessionRow = memo(function SessionRow({ session, open, tabStop }: SessionRowProps): ReactNode {
  const { show, rename, setRenaming, remove } = useActions()
  const renaming = useApp((data) => data.renaming === session.session_id)
  const waiting = useApp((data) => waitingIn(data, session.session_id))
  const { session_id, title, activity } = session
  if (renaming) {
    return (
      <li className={css['row']}>
        <div className={css['edit']}>
          <RenameField
            value={title}
            maxLength={TITLE_LENGTH_MAX}
            onDone={(value) => void rename(session_id, value)}
            onCancel={() => setRenaming(null)}
          />
        </div>
      </li>
    )
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'F2') setRenaming(session_id)
    else if (event.key === 'Delete') {
      focusNeighbour(event.currentTarget)
      void remove(session_id)
    } else return
    event.preventDefault()
  }
  return (
    <li className={css['row']} data-open={open || undefined} data-activity={activity}>
      <button
        type="button"
        className={css['open']}
        data-row
        tabIndex={tabStop ? 0 : -1}
        aria-current={open ? 'page' : undefined}
        title={title}
        onClick={() => show(session_id)}
        onKeyDown={onKeyDown}
      >
        {activity === 'idle' ? null : <Dot state={activity === 'active' ? 'live' : 'stopping'} />}
        <span className={css['title']}>{title}</span>
        {activity === 'idle' && waiting === 0 ? null : (
          <span className={css['activity']}>
            {activity === 'idle' ? null : waiting === 0 ? (
              <RowActivity session_id={session_id} activity={activity} measured={!open} />
            ) : (
              // Room for one of the two: the dot and the Stop beside it show the other.
              <Unseen>{activity === 'active' ? 'Answering, ' : 'Stopping, '}</Unseen>
            )}
            {waiting === 0 ? null : `${waiting} waiting`}
          </span>
        )}
      </button>
      <RowTools session={session} tabStop={tabStop} />
    </li>
  )
})

/** The row is about to go: the focus stays in the list. */
function focusNeighbour(row: Element): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((one) => one === row)
  ;(rows[at + 1] ?? rows[at - 1])?.focus()
}

function RowTools({ session, tabStop }: Pick<SessionRowProps, 'session' | 'tabStop'>): ReactNode {
  const { stop, setRenaming, remove, focusComposer } = useActions()
  const { session_id, title, activity } = session
  const tabIndex = tabStop ? 0 : -1
  return (
    <div className={css['tools']}>
      {activity === 'active' ? (
        <IconButton small label={`Stop “${title}”`} tabIndex={tabIndex} onClick={() => stop(session_id)}>
          <Square size={11} fill="currentColor" aria-hidden />
        </IconButton>
      ) : null}
      <Menu
        label={`“${title}”`}
        trigger={
          <IconButton small className={css['menu']} label={`More about “${title}”`} tabIndex={tabIndex}>
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          icon={<Pencil size={15} aria-hidden />}
          hint={<kbd>F2</kbd>}
          onChoose={() => setRenaming(session_id)}
        >
          Rename
        </MenuItem>
        <MenuItem
          icon={<Trash2 size={15} aria-hidden />}
          danger
          onChoose={() => {
            focusComposer()
            void remove(session_id)
          }}
        >
          Delete
        </MenuItem>
      </Menu>
    </div>
  )
}
