import type { Bridge, Refusal } from '../../../shared/ipc-contract.ts'
import type { MessageId, SessionId } from '../../../shared/ids.ts'
import type { AppStore } from '../app-store.ts'
import { announce } from '../app-store.ts'
import { noticed, returned, tooLong } from '../drafts/drafts.ts'
import type { Sending } from '../streams/send.ts'
import type { VersionPlace } from './versions.ts'

const KEPT = 'This is the message you were editing. It was not sent.'
const LOST = 'Sluice did not answer, so nothing was changed. Try again.'

/** A message that is to stay where it is on screen while the messages around it change. */
export interface HeldMessage {
  message_id: MessageId
  /** From the upper edge of the list to the message's own. */
  top_px: number
  /** Which way its versions were gone through; that button keeps the focus. */
  step: 'previous' | 'next'
}

export interface ShowVersion {
  session_id: SessionId
  place: VersionPlace
  step: HeldMessage['step']
  top_px: number
}

export interface BranchActions {
  /** Sends a changed prompt beside the old one. Resolves with why it was not sent, or null. Never rejects. */
  editPrompt: (session_id: SessionId, message_id: MessageId, prompt: string) => Promise<string | null>
  /** A changed prompt whose field went away before it was sent stands in the composer. */
  keepEdit: (session_id: SessionId, prompt: string) => void
  /** Goes on with the last answer from where it ended. Never rejects. */
  continueAnswer: (session_id: SessionId, message_id: MessageId) => Promise<void>
  /** Shows the version before or after; it stays where the one shown now is. Never rejects. */
  showVersion: (wanted: ShowVersion) => Promise<void>
  /** The held message is where it belongs. */
  releaseHeld: () => void
}

export interface BranchDependencies {
  store: AppStore
  request: Bridge['request']
  opening: Sending['opening']
  notice: (text: string) => void
}

export function createBranches({ store, request, opening, notice }: BranchDependencies): BranchActions {
  const lost = (): Refusal => ({ refused: LOST })
  return {
    editPrompt: async (session_id, message_id, prompt) => {
      const refusal = tooLong(prompt)
      if (refusal) return refusal
      const asked = request('stream:edit', { session_id, message_id, prompt }).catch(lost)
      const reply = await opening({ session_id, prompt }, asked)
      return 'refused' in reply ? reply.refused : null
    },
    keepEdit: (session_id, prompt) =>
      store.setState((data) => ({ drafts: returned(data.drafts, session_id, prompt, KEPT) })),
    continueAnswer: async (session_id, message_id) => {
      const asked = request('stream:continue', { session_id, message_id }).catch(lost)
      const reply = await opening({ session_id, prompt: null }, asked)
      if (!('refused' in reply)) return
      store.setState((data) => ({ drafts: noticed(data.drafts, session_id, reply.refused) }))
    },
    showVersion: async ({ session_id, place, step, top_px }) => {
      const message_id = step === 'previous' ? place.previous : place.next
      if (!message_id) return
      const held: HeldMessage = { message_id, top_px, step }
      store.setState({ held })
      // Main tells every window to read the session again, this one too.
      const reply = await request('message:show', { session_id, message_id }).catch(lost)
      if (reply) {
        store.setState((data) => (data.held === held ? { held: null } : {}))
        notice(reply.refused)
        return
      }
      const number = place.number + (step === 'next' ? 1 : -1)
      store.setState((data) => ({ announcement: announce(data, `Version ${number} of ${place.count}`) }))
    },
    releaseHeld: () => store.setState({ held: null }),
  }
}
