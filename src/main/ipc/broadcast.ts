import type { WebContents } from 'electron'
import type { BroadcastName, Broadcasts } from '../../shared/ipc-contract.ts'

/** `except`: the window that knows already. */
export type Broadcast = <Name extends BroadcastName>(
  name: Name,
  payload: Broadcasts[Name],
  except?: { page_id: number },
) => void

/** Tells every window but the excepted one. A window that is just closing hears nothing and hurts nobody. */
export function createBroadcast(windows: () => WebContents[]): Broadcast {
  return (name, payload, except) => {
    for (const contents of windows()) {
      if (contents.isDestroyed() || contents.isCrashed() || contents.id === except?.page_id) continue
      try {
        contents.send(name, payload)
      } catch {
        // It went away between the question and the call: the others still hear.
      }
    }
  }
}
