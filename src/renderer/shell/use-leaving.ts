import { useEffect } from 'react'
import { useActions } from '../state/use-app.ts'

/** A window that is left, hidden, reloaded or closed has nothing left to save. */
export function useLeaving(): void {
  const { saveNow, pageGoes } = useActions()
  useEffect(() => {
    window.addEventListener('blur', saveNow)
    window.addEventListener('pagehide', pageGoes)
    document.addEventListener('visibilitychange', saveNow)
    return () => {
      window.removeEventListener('blur', saveNow)
      window.removeEventListener('pagehide', pageGoes)
      document.removeEventListener('visibilitychange', saveNow)
    }
  }, [saveNow, pageGoes])
}
