import { Archive, ArrowLeft, CircleHelp, Download, Search, Settings as SettingsIcon } from 'lucide-react'
import { useRef } from 'react'
import type { ReactNode, RefObject } from 'react'
import { underWayWords } from '../state/models/download-words.ts'
import { activityWords, shelvesOf } from '../state/sessions/session-list.ts'
import { keyWords } from '../state/shortcuts.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Logo } from '../ui/logo.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { SessionLines } from './session-lines.tsx'
import css from './sidebar.module.css'

export function Sidebar(): ReactNode {
  const { newChat, setArchiveShown, openSearch } = useActions()
  const platform = useApp((data) => data.platform)
  const way = useRef<HTMLButtonElement>(null)
  const archive = useApp((data) => data.archive_shown)
  return (
    <nav className={css['sidebar']} aria-label="Chats">
      <div className={css['brand']}>
        <Logo />
        <span>Sluice</span>
        <IconButton
          label="Search all chats"
          hint={keyWords('Mod K', platform)}
          aria-haspopup="dialog"
          onClick={openSearch}
        >
          <Search size={16} aria-hidden />
        </IconButton>
      </div>
      <Button className={css['new']} onClick={newChat}>
        New chat <kbd aria-hidden>{keyWords('Mod N', platform)}</kbd>
      </Button>
      {archive ? <p className={css['where']}>Archived chats</p> : null}
      <SessionLines
        key={String(archive)}
        archive={archive}
        onLeave={() => {
          way.current?.focus()
          setArchiveShown(false)
        }}
      />
      <ComingModels />
      <ArchiveSwitch shown={archive} onSwitch={() => setArchiveShown(!archive)} ref={way} />
      <SidebarFoot />
    </nav>
  )
}

interface ArchiveSwitchProps {
  shown: boolean
  onSwitch: () => void
  ref: RefObject<HTMLButtonElement | null>
}

/** The way to the archived chats and back, in one place: nothing moves, and the focus stays on it. */
function ArchiveSwitch({ shown, onSwitch, ref }: ArchiveSwitchProps): ReactNode {
  const number = useApp((data) => shelvesOf(data.sessions).archived.length)
  if (number === 0) return null
  return (
    <Button
      look="quiet"
      className={css['archive']}
      ref={ref}
      onClick={onSwitch}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !shown) return
        event.preventDefault()
        onSwitch()
      }}
    >
      {shown ? <ArrowLeft size={15} aria-hidden /> : <Archive size={15} aria-hidden />}
      {shown ? 'Back to the chats' : `Archived (${number.toLocaleString('en')})`}
    </Button>
  )
}

/** How far the models are that are being downloaded; nothing while none is. */
function ComingModels(): ReactNode {
  const { openModels } = useActions()
  const words = useApp((data) => underWayWords(data.models.library))
  return words === null ? null : (
    <Button look="quiet" className={css['archive']} aria-haspopup="dialog" onClick={openModels}>
      <Download size={15} aria-hidden />
      Downloading <span className={css['figures']}>{words}</span>
    </Button>
  )
}

function SidebarFoot(): ReactNode {
  const { stopAll, openDialog } = useActions()
  const words = useApp(({ sessions, live }) =>
    activityWords(sessions, (id) => live[id]?.status?.status === 'waiting'),
  )
  const answering = useApp((data) => shelvesOf(data.sessions).busy.some((one) => one.activity === 'active'))
  const platform = useApp((data) => data.platform)
  return (
    <div className={css['foot']}>
      <span className={css['words']}>{words === '' ? 'Nothing is running' : words}</span>
      {answering ? (
        <Button look="text" onClick={stopAll}>
          Stop all
        </Button>
      ) : null}
      <HelpMenu />
      <IconButton
        label="Settings"
        hint={keyWords('Mod ,', platform)}
        aria-haspopup="dialog"
        onClick={() => openDialog('settings')}
      >
        <SettingsIcon size={16} aria-hidden />
      </IconButton>
    </div>
  )
}

/** What the application menu's Help offers, also where no menu bar is drawn. */
function HelpMenu(): ReactNode {
  const { openPanel, buildBundle } = useActions()
  const platform = useApp((data) => data.platform)
  return (
    <Menu
      label="Help"
      trigger={
        <IconButton label="Help">
          <CircleHelp size={16} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem
        onChoose={() => openPanel('streams')}
        hint={<kbd aria-hidden>{keyWords('Mod I', platform)}</kbd>}
      >
        Inspect streams
      </MenuItem>
      <MenuItem onChoose={() => openPanel('simulator')}>Simulator controls</MenuItem>
      <MenuSeparator />
      <MenuItem onChoose={() => openPanel('stability')}>Stability test</MenuItem>
      <MenuItem onChoose={() => openPanel('diagnosis')}>Diagnose</MenuItem>
      <MenuItem
        onChoose={() => {
          openPanel('diagnosis')
          buildBundle()
        }}
      >
        Save a diagnostics report…
      </MenuItem>
    </Menu>
  )
}
