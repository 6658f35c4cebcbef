import type { Store } from '../store/store.ts'
import type { RequestName, Requests } from '../../shared/ipc-contract.ts'
import type { Broadcast } from './broadcast.ts'
import { orRefusal } from './or-refusal.ts'
import type { Answer } from './serve-requests.ts'

export type FilingRequest = Extract<RequestName, 'session:pin' | 'session:archive' | 'session:configure'>

export type FilingHandlers = {
  [Name in FilingRequest]: (input: Requests[Name]['input']) => Answer<Name>
}

/** Where a chat is kept in the list, and what its prompts are asked with. */
export function filingHandlers({ sessions }: Pick<Store, 'sessions'>, broadcast: Broadcast): FilingHandlers {
  return {
    'session:pin': ({ session_id, pinned }) => orRefusal(() => sessions.pin(session_id, pinned)),
    'session:archive': ({ session_id, archived }) => orRefusal(() => sessions.archive(session_id, archived)),
    'session:configure': ({ session_id, system_prompt, parameters }) =>
      orRefusal(async () => {
        const details = await sessions.configure(session_id, { system_prompt, parameters })
        broadcast('session:details', { session_id, system_prompt, parameters })
        return details
      }),
  }
}
