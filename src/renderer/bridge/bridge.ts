import type { Bridge } from '../../shared/ipc-contract.ts'

declare global {
  interface Window {
    /** Put here by the preload before the page's scripts run. */
    readonly sluice?: Bridge
  }
}

/** The door to main. Throws where the page runs without its preload: nothing can work then. */
export function bridge(): Bridge {
  if (!window.sluice) throw new Error('The preload did not run: there is no bridge to the app.')
  return window.sluice
}
