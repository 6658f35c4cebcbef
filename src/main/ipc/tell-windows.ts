import type { EventSink } from '../ports.ts'
import type { Broadcast } from './broadcast.ts'

/** The core's news, to every window. */
export function tellWindows(
  broadcast: Broadcast,
  onIdle: () => void,
): { sink: EventSink; unsaved: () => number } {
  let unsaved = 0
  const sink: EventSink = {
    opened: (opened) => broadcast('stream:opened', opened),
    event: (event) => broadcast('stream:event', event),
    activity: (session_id, activity) => {
      broadcast('session:activity', { session_id, activity })
      if (activity === 'idle') onIdle()
    },
    unsaved: (count) => {
      unsaved = count
      broadcast('store:unsaved', { count })
      if (count === 0) onIdle()
    },
  }
  return { sink, unsaved: () => unsaved }
}
