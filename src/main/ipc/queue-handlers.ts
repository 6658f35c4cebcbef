import type { PromptQueue } from '../streams/prompt-queue.ts'
import type { Store } from '../store/store.ts'
import type { SessionId } from '../../shared/ids.ts'
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
  /** Who sends something in an archived chat wants it among the others again; a disk that refuses does not undo the sending. */
  const bringBack = async (session_id: SessionId | undefined): Promise<void> => {
    if (!session_id || !store.sessions.get(session_id)?.archived) return
    await store.sessions.archive(session_id, false).catch(() => {})
  }
  return {
    'queue:add': async ({ session_id, prompt }) => {
      const refusal = promptRefusal(prompt)
      if (refusal) return refusal
      if (!store.sessions.get(session_id)) {
        return { refused: 'This chat does not exist any more. Start a new one.' }
      }
      return orRefusal(async () => {
        const added = await queue.add(session_id, prompt)
        await bringBack(session_id)
        return added
      })
    },
    'queue:edit': async ({ queue_id, prompt }) =>
      promptRefusal(prompt) ?? orRefusal(() => queue.edit(queue_id, prompt)),
    'queue:move': ({ queue_id, before }) => orRefusal(() => queue.move(queue_id, before)),
    'queue:remove': ({ queue_id }) => orRefusal(() => queue.remove(queue_id)),
    'queue:restore': ({ queue_id }) => orRefusal(() => queue.restore(queue_id)),
    'queue:send': ({ queue_id }) =>
      orRefusal(async () => {
        const waits = queue.all().find(({ prompts }) => prompts.some((one) => one.queue_id === queue_id))
        const sent = await queue.send(queue_id)
        if (!('refused' in sent)) await bringBack(waits?.session_id)
        return sent
      }),
    'queue:resume': ({ session_id }) =>
      orRefusal(async () => {
        const reply = await queue.resume(session_id)
        if (reply === null) await bringBack(session_id)
        return reply
      }),
  }
}
