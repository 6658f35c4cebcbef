import type { EngineShelf } from '../engines/engine-shelf.ts'
import type { Store } from '../store/store.ts'
import type { StreamRegistry } from '../streams/stream-registry.ts'
import { cannotContinueWords, endedEarly, needsContinuing } from '../../shared/continuing.ts'
import type { Requests } from '../../shared/ipc-contract.ts'
import type { Message } from '../../shared/session.ts'
import type { Broadcast } from './broadcast.ts'
import type { Asking } from './asking.ts'
import { promptRefusal, UNSAVED } from './asking.ts'
import { orRefusal } from './or-refusal.ts'
import type { Answer } from './serve-requests.ts'

/** Messages as a tree: what makes siblings, goes on with one, and chooses which are shown. */
export type BranchRequest =
  | 'stream:regenerate'
  | 'stream:edit'
  | 'stream:continue'
  | 'message:show'
  | 'message:find'

export interface BranchParts {
  registry: StreamRegistry
  store: Store
  shelf: Pick<EngineShelf, 'engineFor'>
  broadcast: Broadcast
  unsaved: () => number
  asking: Asking
}

const MESSAGE_GONE = 'This message does not exist any more.'

export function branchHandlers(parts: BranchParts): {
  [Name in BranchRequest]: (input: Requests[Name]['input']) => Answer<Name>
} {
  const { registry, store, broadcast, asking } = parts
  const { sessions } = store
  return {
    'stream:regenerate': async ({ session_id, message_id }) => {
      const overtaken = asking.ticket(session_id)
      const place = await sessions.placeOf(session_id, message_id)
      const refusal = (await asking.blocked()) ?? overtaken()
      if (refusal) return refusal
      const prompt_id = place?.role === 'assistant' ? place.parent_id : message_id
      if (!place || !prompt_id) return { refused: MESSAGE_GONE }
      return asking.open({ session_id, prompt: null, parent_id: prompt_id, queue_id: null })
    },
    'stream:edit': async ({ session_id, message_id, prompt }) => {
      const bad = promptRefusal(prompt)
      if (bad) return bad
      const overtaken = asking.ticket(session_id)
      const place = await sessions.placeOf(session_id, message_id)
      const refusal = (await asking.blocked()) ?? overtaken()
      if (refusal) return refusal
      if (place?.role !== 'user') return { refused: MESSAGE_GONE }
      return asking.open({ session_id, prompt, parent_id: place.parent_id, queue_id: null })
    },
    'stream:continue': async ({ session_id, message_id }) => {
      // Before the answer is read: what is on its way to the disk, or was refused there, belongs to it.
      const overtaken = asking.ticket(session_id)
      await registry.saved()
      const blocked = await asking.blocked()
      if (blocked) return blocked
      const answer = await sessions.message(session_id, message_id)
      // In one tick from here on, so that nothing comes between the look and the opening.
      const refused = whyNot(answer, parts) ?? overtaken()?.refused
      if (refused || !answer) return { refused: refused ?? MESSAGE_GONE }
      const { parent_id } = answer
      return asking.open({ session_id, prompt: null, parent_id, queue_id: null, continued: answer })
    },
    'message:find': ({ session_id, query }) => sessions.find(session_id, query),
    'message:show': ({ session_id, message_id }) =>
      orRefusal(async () => {
        if (!(await sessions.showMessage(session_id, message_id))) return { refused: MESSAGE_GONE }
        broadcast('session:branch', { session_id })
        return null
      }),
  }
}

/** Why this answer cannot be gone on with, in a sentence; null when it can. */
function whyNot(answer: Message | null, parts: BranchParts): string | null {
  const { registry, store, shelf } = parts
  const session = answer && store.sessions.get(answer.session_id)
  if (!answer || !session || answer.role !== 'assistant') return MESSAGE_GONE
  if (registry.isWriting(answer.message_id)) return 'This answer is being written. Stop it first.'
  if (parts.unsaved() > 0 || !answer.end) return UNSAVED
  if (store.sessions.leaf(answer.session_id) !== answer.message_id) {
    return 'Only the last answer can be gone on with. Regenerate this one instead.'
  }
  if (!needsContinuing(answer)) return null
  if (!endedEarly(answer.end)) return 'This answer is complete. Ask for more, or regenerate it.'
  const model = parts.asking.modelFor(session)
  const engine = shelf.engineFor(model)
  if ('error_type' in engine) return engine.content
  return engine.continues(model.model) ? null : cannotContinueWords(engine.label)
}
