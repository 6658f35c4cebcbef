import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useActions, useApp } from '../state/use-app.ts'
import { Drawer } from '../ui/dialog.tsx'
import { useMedia } from '../ui/use-media.ts'
import type { PanelPlace } from './panel-room.tsx'
import { PanelRoom } from './panel-room.tsx'
import css from './window-frame.module.css'

interface WindowFrameProps {
  sidebar: ReactNode
  /** Beside the page, at its right; null while it is closed. */
  panel: ReactNode
  children: ReactNode
}

/** Beside the panel the chat keeps about 400 px; the sidebar takes 272 of them. A narrower window puts the panel over it. */
const ROOMY = '(min-width: 820px)'
const ROOMY_WITH_SIDEBAR = '(min-width: 1092px)'

/** The rooms of the window. On a narrow one the sidebar lies over the page, and so does the panel. */
export function WindowFrame({ sidebar, panel, children }: WindowFrameProps): ReactNode {
  const { setNarrow, setDrawer } = useActions()
  const narrow = useMedia('(max-width: 640px)')
  const hidden = useApp((data) => data.settings.sidebar_hidden)
  const drawer_open = useApp((data) => data.drawer_open)
  const beside = !narrow && !hidden
  const roomy = useMedia(beside ? ROOMY_WITH_SIDEBAR : ROOMY)
  const place: PanelPlace = narrow ? 'cover' : roomy ? 'beside' : 'over'
  useEffect(() => setNarrow(narrow), [narrow, setNarrow])
  return (
    <div
      className={css['frame']}
      data-sidebar={beside || undefined}
      data-panel={panel === null ? undefined : place}
    >
      {beside ? <div className={css['side']}>{sidebar}</div> : null}
      {narrow && drawer_open ? (
        <Drawer label="Chats" onClose={() => setDrawer(false)}>
          {sidebar}
        </Drawer>
      ) : null}
      <div className={css['page']} inert={panel !== null && place === 'cover'}>
        {children}
      </div>
      {panel === null ? null : <PanelRoom place={place}>{panel}</PanelRoom>}
    </div>
  )
}

/** Main did not tell its state: the window can do nothing, and says so. */
export function StartFailure(): ReactNode {
  return (
    <main className={css['failure']} role="alert">
      <h1>Sluice could not start this window</h1>
      <p>The rest of the app did not answer. Close Sluice and start it again; your chats are kept.</p>
    </main>
  )
}
