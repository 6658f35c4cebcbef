import type { EngineShelf } from '../engines/engine-shelf.ts'
import type { Store } from '../store/store.ts'
import type { StreamRegistry } from '../streams/stream-registry.ts'
import { cannotContinueWords, endedEarly, needsContinuing } from '../../shared/continuing.ts'
import type { Requests } from '../../shared/ipc-contract.ts'
import type { Message, ModelRef } from '../../shared/session.ts'
import type { Broadcast } from './broadcast.ts'
import { modelFor } from './open-prompt.ts'
import type { OpenPrompt } from './open-prompt.ts'
import { MESSAGE_GONE, UNSAVED, orRefusal, promptRefusal } from './refusals.ts'
import type { Answer } from './serve-requests.ts'

/** Messages as a tree: what makes siblings, goes on with one, and chooses which are shown. */
export type BranchRequest = 'stream:regenerate' | 'stream:edit' | 'stream:continue' | 'message:show'

export interface BranchParts {
  registry: StreamRegistry
  store: Store
  shelf: Pick<EngineShelf, 'engineFor'>
  broadcast: Broadcast
  unsaved: () => number
  firstModel: ModelRef
  open: OpenPrompt
}

export function branchHandlers(parts: BranchParts): {
  [Name in BranchRequest]: (input: Requests[Name]['input']) => Answer<Name>
} {
  const { registry, store, broadcast, open } = parts
  const { sessions } = store
  const isFull = async (): Promise<boolean> => parts.unsaved() > 0 && (await registry.retrySaves()) > 0
  return {
    'stream:regenerate': async ({ session_id, message_id }) => {
      const place = await sessions.placeOf(session_id, message_id)
      if (await isFull()) return { refused: UNSAVED }
      const prompt_id = place?.role === 'assistant' ? place.parent_id : message_id
      return place && prompt_id ? open(session_id, null, prompt_id) : { refused: MESSAGE_GONE }
    },
    'stream:edit': async ({ session_id, message_id, prompt }) => {
      const refusal = promptRefusal(prompt)
      if (refusal) return refusal
      const place = await sessions.placeOf(session_id, message_id)
      if (await isFull()) return { refused: UNSAVED }
      return place?.role === 'user' ? open(session_id, prompt, place.parent_id) : { refused: MESSAGE_GONE }
    },
    'stream:continue': async ({ session_id, message_id }) => {
      // Before the answer is read: what is on its way to the disk, or was refused there, belongs to it.
      await registry.saved()
      if (await isFull()) return { refused: UNSAVED }
      const answer = await sessions.message(session_id, message_id)
      // In one tick from here on, so that nothing comes between the look and the opening.
      const refused = whyNot(answer, parts)
      return refused || !answer
        ? { refused: refused ?? MESSAGE_GONE }
        : open(session_id, null, answer.parent_id, answer)
    },
    'message:show': ({ session_id, message_id }) =>
      orRefusal(async () => {
        if (!(await sessions.showMessage(session_id, message_id))) return { refused: MESSAGE_GONE }
        const loaded = await sessions.load(session_id)
        if (!loaded) return { refused: MESSAGE_GONE }
        broadcast('session:branch', { session_id })
        return { ...loaded, messages: loaded.messages.map((one) => registry.withUnsavedText(one)) }
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
  const model = modelFor(session, parts)
  const engine = shelf.engineFor(model)
  if ('error_type' in engine) return engine.content
  return engine.continues(model.model) ? null : cannotContinueWords(engine.label)
}
