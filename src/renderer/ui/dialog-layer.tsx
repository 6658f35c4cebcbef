import { createContext, useCallback, useContext, useMemo, useState } from 'react'
import type { ReactNode } from 'react'

interface Layer {
  /** The dialog on top of all; null: none is open. */
  top: HTMLElement | null
  /** Returns the undoing. */
  open: (dialog: HTMLElement) => () => void
}

const LayerContext = createContext<Layer>({ top: null, open: () => () => {} })

/** Knows which dialog lies on top: a modal one covers the page and makes it inert, so what must be seen belongs into it. */
export function DialogLayer({ children }: { children: ReactNode }): ReactNode {
  const [dialogs, setDialogs] = useState<readonly HTMLElement[]>([])
  const open = useCallback((dialog: HTMLElement) => {
    setDialogs((before) => [...before, dialog])
    return () => setDialogs((before) => before.filter((one) => one !== dialog))
  }, [])
  const layer = useMemo(() => ({ top: dialogs.at(-1) ?? null, open }), [dialogs, open])
  return <LayerContext value={layer}>{children}</LayerContext>
}

export function useTopDialog(): HTMLElement | null {
  return useContext(LayerContext).top
}

export function useOpenDialog(): Layer['open'] {
  return useContext(LayerContext).open
}
