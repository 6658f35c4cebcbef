import type { PromptQueue } from '../streams/prompt-queue.ts'
import type { Store } from '../store/store.ts'
import type { RequestName, Requests } from '../../shared/ipc-contract.ts'
import { promptRefusal } from './asking.ts'
import { orRefusal } from './or-refusal.ts'
import type { Answer } from './serve-requests.ts'

export interface QueueParts {
  queue: PromptQueue
  store: Pick<Store, 'sessions'>
}

type QueueRequest = Extract<RequestName, `queue:${string}`>

/** The prompts that wait. */
export function queueHandlers({ queue, store }: QueueParts): {
  [Name in QueueRequest]: (input: Requests[Name]['input']) => Answer<Name>
} {
  return {
    'queue:add': async ({ session_id, prompt }) => {
      const refusal = promptRefusal(prompt)
      if (refusal) return refusal
      if (!store.sessions.get(session_id)) {
        return { refused: 'This chat does not exist any more. Start a new one.' }
      }
      return orRefusal(() => queue.add(session_id, prompt))
    },
    'queue:edit': async ({ queue_id, prompt }) =>
      promptRefusal(prompt) ?? orRefusal(() => queue.edit(queue_id, prompt)),
    'queue:move': ({ queue_id, before }) => orRefusal(() => queue.move(queue_id, before)),
    'queue:remove': ({ queue_id }) => orRefusal(() => queue.remove(queue_id)),
    'queue:restore': ({ queue_id }) => orRefusal(() => queue.restore(queue_id)),
    'queue:send': ({ queue_id }) => orRefusal(() => queue.send(queue_id)),
    'queue:resume': ({ session_id }) => orRefusal(() => queue.resume(session_id)),
  }
}
