import type { AppStore } from './app-store.ts'

/** The rooms of the testers' panel. */
export type PanelTab = 'streams' | 'simulator' | 'stability' | 'diagnosis'

export interface PanelActions {
  openPanel: (tab: PanelTab) => void
  closePanel: () => void
  /** Opens it where it was left, or closes it. */
  togglePanel: () => void
}

export function createPanel(store: AppStore): PanelActions {
  let last: PanelTab = 'streams'
  const openPanel = (tab: PanelTab): void => {
    last = tab
    store.setState({ panel: tab, drawer_open: false, dialog: null })
  }
  const closePanel = (): void => store.setState({ panel: null })
  return {
    openPanel,
    closePanel,
    togglePanel: () => (store.getState().panel === null ? openPanel(last) : closePanel()),
  }
}
