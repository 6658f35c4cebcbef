import type { Bridge, Refusal } from '../../../shared/ipc-contract.ts'
import type { QueueId, SessionId } from '../../../shared/ids.ts'
import type { QueuedPrompt, SessionQueue } from '../../../shared/prompt-queue.ts'
import type { AppData, AppStore } from '../app-store.ts'
import { announce, ownOpening } from '../app-store.ts'
import { returned } from '../drafts/drafts.ts'
import type { Notices } from '../notices.ts'
import { excerpt } from './queue-words.ts'

/** The prompts that wait, by session; those in which none waits are left out. */
export type Queues = Readonly<Record<string, SessionQueue>>

export function putQueue(queues: Queues, queue: SessionQueue): Queues {
  const { [queue.session_id]: _old, ...others } = queues
  return queue.prompts.length === 0 ? others : { ...others, [queue.session_id]: queue }
}

export function dropQueue(queues: Queues, session_id: SessionId): Queues {
  return putQueue(queues, { session_id, prompts: [], paused: null })
}

export function queuesOf(list: readonly SessionQueue[]): Queues {
  return list.reduce(putQueue, {})
}

export function waitingIn(data: Pick<AppData, 'queues'>, session_id: SessionId | null): number {
  return data.queues[session_id ?? '']?.prompts.length ?? 0
}

export interface QueueActions {
  /** A text that cannot be saved any more, because its prompt was sent meanwhile, goes to the composer. */
  editQueued: (prompt: QueuedPrompt, session_id: SessionId, text: string) => Promise<void>
  /** One place up (-1) or down (1), at once; what main refuses goes back. */
  moveQueued: (queue_id: QueueId, session_id: SessionId, step: 1 | -1) => Promise<void>
  removeQueued: (prompt: QueuedPrompt) => Promise<void>
  restoreQueued: (queue_id: QueueId) => Promise<void>
  sendQueued: (queue_id: QueueId, session_id: SessionId) => Promise<void>
  resumeQueue: (session_id: SessionId) => Promise<void>
}

export interface QueueDependencies {
  store: AppStore
  request: Bridge['request']
  notices: Notices
}

const SILENT: Refusal = { refused: 'Sluice did not answer. Try again.' }

/** What a person does to the prompts that wait. Main's news of a queue is what is shown. Nothing here rejects. */
export function createQueue({ store, request, notices }: QueueDependencies): QueueActions {
  const refusing = (reply: object | null): string | null =>
    reply && 'refused' in reply ? String(reply.refused) : null
  const orNotice = async (asked: Promise<object | null>): Promise<void> => {
    const refused = refusing(await asked.catch(() => SILENT))
    if (refused) notices.show(refused)
  }

  return {
    editQueued: async ({ queue_id, text: before }, session_id, text) => {
      if (text.trim() === '' || text === before) return
      const reply = await request('queue:edit', { queue_id, prompt: text }).catch(() => SILENT)
      const refused = refusing(reply)
      if (refused) store.setState((data) => ({ drafts: returned(data.drafts, session_id, text, refused) }))
    },
    moveQueued: async (queue_id, session_id, step) => {
      const queue = store.getState().queues[session_id]
      const from = queue?.prompts.findIndex((prompt) => prompt.queue_id === queue_id) ?? -1
      const prompt = queue?.prompts[from]
      const to = from + step
      if (!queue || !prompt || to < 0 || to >= queue.prompts.length) return
      const prompts = queue.prompts.toSpliced(from, 1).toSpliced(to, 0, prompt)
      const shown = { ...queue, prompts }
      store.setState((data) => ({
        queues: putQueue(data.queues, shown),
        announcement: announce(data, `Moved to place ${to + 1} of ${prompts.length}`),
      }))
      const before = prompts[to + 1]?.queue_id ?? null
      const refused = refusing(await request('queue:move', { queue_id, before }).catch(() => SILENT))
      if (!refused) return
      notices.show(refused)
      // Unless main has told how it stands since.
      if (store.getState().queues[session_id] === shown)
        store.setState((data) => ({ queues: putQueue(data.queues, queue) }))
    },
    removeQueued: async ({ queue_id, text }) => {
      const reply = await request('queue:remove', { queue_id }).catch(() => SILENT)
      if ('refused' in reply) return notices.show(reply.refused)
      const toast_id = notices.offerUndo(`Deleted “${excerpt(text)}”`, { queue_id })
      notices.expire(toast_id, reply.undo_ms)
    },
    restoreQueued: (queue_id) => orNotice(request('queue:restore', { queue_id })),
    sendQueued: async (queue_id, session_id) => {
      const refused = refusing(await request('queue:send', { queue_id }).catch(() => SILENT))
      if (refused) notices.show(refused)
      else store.setState((data) => ownOpening(data, session_id))
    },
    resumeQueue: (session_id) => orNotice(request('queue:resume', { session_id })),
  }
}
