import { CircleHelp, Search, Settings as SettingsIcon } from 'lucide-react'
import { useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { activityWords, groupByDay } from '../state/session-list.ts'
import { keyWords } from '../state/shortcuts.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Logo } from '../ui/logo.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { useNow } from '../ui/use-now.ts'
import { SessionRow } from './session-row.tsx'
import css from './sidebar.module.css'

export function Sidebar(): ReactNode {
  const { newChat, openSearch } = useActions()
  const platform = useApp((data) => data.platform)
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
      <SessionGroups />
      <SidebarFoot />
    </nav>
  )
}

/** How often the days are looked at: "Today" becomes "Yesterday" at midnight. */
const A_MINUTE_MS = 60_000

function SessionGroups(): ReactNode {
  const sessions = useApp((data) => data.sessions)
  const open_session_id = useApp((data) => data.open_session_id)
  const ready = useApp((data) => data.phase === 'ready')
  const now = useNow(A_MINUTE_MS)
  const list = useRef<HTMLDivElement>(null)
  const tabStop = sessions.find((one) => one.session_id === open_session_id) ?? sessions[0]
  if (ready && sessions.length === 0) {
    return (
      <div className={css['chats']}>
        <p className={css['empty']}>Your chats appear here. Several can answer at the same time.</p>
      </div>
    )
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys move among the buttons inside
    <div className={css['chats']} ref={list} onKeyDown={(event) => moveFocus(event, list.current)}>
      {groupByDay(sessions, now.wall_ms).map((group) => (
        <section key={group.label} aria-label={group.label}>
          <h2 className={css['day']}>{group.label}</h2>
          <ul className={css['list']}>
            {group.sessions.map((session) => (
              <SessionRow
                key={session.session_id}
                session={session}
                open={session.session_id === open_session_id}
                tabStop={session === tabStop}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

/** One Tab stop for the whole list; the arrows move within it. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus()
}

function SidebarFoot(): ReactNode {
  const { stopAll, openDialog } = useActions()
  const words = useApp(({ sessions, live }) =>
    activityWords(sessions, (id) => live[id]?.status?.status === 'waiting'),
  )
  const answering = useApp((data) => data.sessions.some((one) => one.activity === 'active'))
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
