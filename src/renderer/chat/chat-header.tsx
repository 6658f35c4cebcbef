import { Download, PanelLeft, SlidersHorizontal, SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import { TITLE_LENGTH_MAX, nameOf } from '../../shared/session.ts'
import { openSession } from '../state/app-store.ts'
import { openDetails } from '../state/sessions/chat-settings.ts'
import { keyWords } from '../state/shortcuts.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { IconButton } from '../ui/button.tsx'
import { RenameField } from '../ui/rename-field.tsx'
import css from './chat-view.module.css'

export function ChatHeader({ picker }: { picker: ReactNode }): ReactNode {
  const { toggleSidebar, newChat, askExport } = useActions()
  const session_id = useApp((data) => openSession(data)?.session_id ?? null)
  const platform = useApp((data) => data.platform)
  // A row in the sidebar is where a chat is renamed, as long as its row is there.
  const listed = useApp((data) => openSession(data)?.archived === data.archive_shown)
  const seen = useApp((data) => (data.narrow ? data.drawer_open : !data.settings.sidebar_hidden))
  return (
    <header className={css['header']}>
      <IconButton
        label={seen ? 'Hide the sidebar' : 'Show the sidebar'}
        hint={keyWords('Mod B', platform)}
        aria-expanded={seen}
        onClick={toggleSidebar}
      >
        <PanelLeft size={17} aria-hidden />
      </IconButton>
      {seen ? null : (
        <IconButton label="New chat" hint={keyWords('Mod N', platform)} onClick={newChat}>
          <SquarePen size={16} aria-hidden />
        </IconButton>
      )}
      <Title renamedHere={!seen || !listed} />
      <SettingsButton />
      {picker}
      {session_id === null ? null : (
        <IconButton label="Export this chat…" onClick={() => askExport(session_id)}>
          <Download size={16} aria-hidden />
        </IconButton>
      )}
    </header>
  )
}

/** To the chat's own instructions and parameters; marked where it has instructions. */
function SettingsButton(): ReactNode {
  const { openChatSettings } = useActions()
  const instructed = useApp((data) => (openDetails(data)?.system_prompt ?? '') !== '')
  return (
    <IconButton
      className={css['settings']}
      label={instructed ? 'Instructions and parameters: instructions are set' : 'Instructions and parameters'}
      aria-haspopup="dialog"
      data-marked={instructed || undefined}
      onClick={() => openChatSettings(null)}
    >
      <SlidersHorizontal size={16} aria-hidden />
    </IconButton>
  )
}

/** The chat's name; changed in place where the sidebar, in which that is done otherwise, is not seen. */
function Title({ renamedHere }: { renamedHere: boolean }): ReactNode {
  const { rename, setRenaming } = useActions()
  const session_id = useApp((data) => data.open_session_id)
  const title = useApp((data) => openSession(data)?.title ?? null)
  const renaming = useApp((data) => data.renaming !== null && data.renaming === data.open_session_id)
  return (
    <div className={css['title']}>
      {renaming && renamedHere && session_id && title !== null ? (
        <RenameField
          value={title}
          maxLength={TITLE_LENGTH_MAX}
          onDone={(value) => void rename(session_id, value)}
          onCancel={() => setRenaming(null)}
        />
      ) : (
        <h1 title={title ?? undefined}>{nameOf({ title: title ?? '' })}</h1>
      )}
    </div>
  )
}
