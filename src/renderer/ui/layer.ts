import { createContext } from 'react'

/** Where menus are put: a modal dialog's own element while inside one (above it nothing else can be seen), else the body. */
export const LayerContext = createContext<HTMLElement | null>(null)
