import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useActions, useApp } from '../state/use-app.ts'
import { Drawer } from '../ui/dialog.tsx'
import { useMedia } from '../ui/use-media.ts'
import css from './window-frame.module.css'

interface WindowFrameProps {
  sidebar: ReactNode
  /** Beside the page, at its right; null while it is closed. */
  panel: ReactNode
  children: ReactNode
}

/** The rooms of the window. On a narrow one the sidebar lies over the page. */
export function WindowFrame({ sidebar, panel, children }: WindowFrameProps): ReactNode {
  const { setNarrow, setDrawer } = useActions()
  const narrow = useMedia('(max-width: 640px)')
  const hidden = useApp((data) => data.settings.sidebar_hidden)
  const drawer_open = useApp((data) => data.drawer_open)
  useEffect(() => setNarrow(narrow), [narrow, setNarrow])
  const beside = !narrow && !hidden
  return (
    <div className={css['frame']} data-sidebar={beside || undefined} data-panel={panel !== null || undefined}>
      {beside ? <div className={css['side']}>{sidebar}</div> : null}
      {narrow && drawer_open ? (
        <Drawer label="Chats" onClose={() => setDrawer(false)}>
          {sidebar}
        </Drawer>
      ) : null}
      <div className={css['page']}>{children}</div>
      {panel === null ? null : <div className={css['panel']}>{panel}</div>}
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
