import {
  Archive,
  ArchiveRestore,
  Download,
  Ellipsis,
  Pencil,
  Pin,
  PinOff,
  SlidersHorizontal,
  Square,
  Trash2,
} from 'lucide-react'
import { memo } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { SessionSummary } from '../../shared/session.ts'
import { nameOf, TITLE_LENGTH_MAX } from '../../shared/session.ts'
import { waitingIn } from '../state/queue/queue.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { IconButton } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { RenameField } from '../ui/rename-field.tsx'
import { Unseen } from '../ui/unseen.tsx'
import { RowActivity } from './row-activity.tsx'
import css from './session-row.module.css'

export interface SessionRowProps {
  session: SessionSummary
  open: boolean
  /** The one row that Tab reaches. */
  tabStop: boolean
  /** From the top of the list, in pixels. */
  top: number
  /** Its place in its section, from 1, and how many are in that. */
  place: number
  of: number
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps): ReactNode {
  const { session, open, tabStop, top, place, of } = props
  const { show, rename, setRenaming, remove } = useActions()
  const renaming = useApp((data) => data.renaming === session.session_id)
  const { session_id, title, activity, pinned } = session
  const name = nameOf(session)
  const line = { style: { top }, 'aria-posinset': place, 'aria-setsize': of, 'data-session': session_id }
  const waiting = useApp((data) => waitingIn(data, session.session_id))
  if (renaming) {
    return (
      <li className={css['row']} {...line}>
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
    else if (event.key === 'Delete') void remove(session_id)
    else return
    event.preventDefault()
  }
  return (
    <li className={css['row']} data-open={open || undefined} data-activity={activity} {...line}>
      <button
        type="button"
        className={css['open']}
        data-row
        tabIndex={tabStop ? 0 : -1}
        aria-current={open ? 'page' : undefined}
        title={name}
        onClick={() => show(session_id)}
        onKeyDown={onKeyDown}
      >
        {activity === 'idle' ? null : <Dot state={activity === 'active' ? 'live' : 'stopping'} />}
        {pinned ? <Pin className={css['pin']} size={12} aria-hidden /> : null}
        <span className={css['title']}>{name}</span>
        {pinned ? <Unseen>(pinned)</Unseen> : null}
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

function RowTools({ session, tabStop }: Pick<SessionRowProps, 'session' | 'tabStop'>): ReactNode {
  const { stop, setRenaming, remove, openChatSettings, askExport, focusComposer } = useActions()
  const { session_id, activity } = session
  const name = nameOf(session)
  const tabIndex = tabStop ? 0 : -1
  return (
    <div className={css['tools']}>
      {activity === 'active' ? (
        <IconButton small label={`Stop “${name}”`} tabIndex={tabIndex} onClick={() => stop(session_id)}>
          <Square size={11} fill="currentColor" aria-hidden />
        </IconButton>
      ) : null}
      <Menu
        label={`“${name}”`}
        trigger={
          <IconButton small className={css['menu']} label={`More about “${name}”`} tabIndex={tabIndex}>
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <FilingItems session={session} />
        <MenuItem
          icon={<Pencil size={15} aria-hidden />}
          hint={<kbd>F2</kbd>}
          onChoose={() => setRenaming(session_id)}
        >
          Rename
        </MenuItem>
        <MenuItem icon={<Download size={15} aria-hidden />} onChoose={() => askExport(session_id)}>
          Export this chat…
        </MenuItem>
        <MenuItem
          icon={<SlidersHorizontal size={15} aria-hidden />}
          onChoose={() => openChatSettings(session_id)}
        >
          Instructions and parameters…
        </MenuItem>
        <MenuSeparator />
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

/** Where the chat is kept: at the top, among the others, or out of the way. */
function FilingItems({ session: { session_id, pinned, archived } }: { session: SessionSummary }): ReactNode {
  const { pin, archive, unarchive, focusComposer } = useActions()
  if (archived) {
    return (
      <MenuItem icon={<ArchiveRestore size={15} aria-hidden />} onChoose={() => void unarchive(session_id)}>
        Take out of the archive
      </MenuItem>
    )
  }
  return (
    <>
      <MenuItem
        icon={pinned ? <PinOff size={15} aria-hidden /> : <Pin size={15} aria-hidden />}
        onChoose={() => void pin(session_id, !pinned)}
      >
        {pinned ? 'Unpin' : 'Pin'}
      </MenuItem>
      <MenuItem
        icon={<Archive size={15} aria-hidden />}
        onChoose={() => {
          focusComposer()
          void archive(session_id)
        }}
      >
        Archive
      </MenuItem>
    </>
  )
}
