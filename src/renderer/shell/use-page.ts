import { useEffect } from 'react'
import { nameOf } from '../../shared/session.ts'
import { openSession } from '../state/app-store.ts'
import { useApp } from '../state/use-app.ts'
import { useMedia } from '../ui/use-media.ts'

/** Keeps the page's own attributes true: its theme and its title. */
export function usePage(): void {
  const wanted = useApp((data) => data.settings.theme)
  const title = useApp((data) => {
    const session = openSession(data)
    return session && nameOf(session)
  })
  const darkSystem = useMedia('(prefers-color-scheme: dark)')
  const theme = wanted === 'system' ? (darkSystem ? 'dark' : 'light') : wanted
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  useEffect(() => {
    document.title = title === null ? 'Sluice' : `${title} – Sluice`
  }, [title])
}
