import { useEffect } from 'react'
import { useActions } from '../state/use-app.ts'

/** A window that is left, hidden, reloaded or closed has nothing left to save. */
export function useLeaving(): void {
  const { saveDrafts } = useActions()
  useEffect(() => {
    window.addEventListener('blur', saveDrafts)
    window.addEventListener('pagehide', saveDrafts)
    document.addEventListener('visibilitychange', saveDrafts)
    return () => {
      window.removeEventListener('blur', saveDrafts)
      window.removeEventListener('pagehide', saveDrafts)
      document.removeEventListener('visibilitychange', saveDrafts)
    }
  }, [saveDrafts])
}
