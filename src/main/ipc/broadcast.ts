import type { WebContents } from 'electron'
import type { BroadcastName, Broadcasts } from '../../shared/ipc-contract.ts'

export type Broadcast = <Name extends BroadcastName>(name: Name, payload: Broadcasts[Name]) => void

/** Tells every window. A window that is just closing hears nothing and hurts nobody. */
export function createBroadcast(windows: () => WebContents[]): Broadcast {
  return (name, payload) => {
    for (const contents of windows()) {
      if (contents.isDestroyed() || contents.isCrashed()) continue
      try {
        contents.send(name, payload)
      } catch {
        // It went away between the question and the call: the others still hear.
      }
    }
  }
}
