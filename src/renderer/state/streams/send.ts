import type { Bridge, Refusal } from '../../../shared/ipc-contract.ts'
import type { MessageId, QueueId, SessionId } from '../../../shared/ids.ts'
import type { ModelRef } from '../../../shared/session.ts'
import type { AppStore } from '../app-store.ts'
import { ownOpening } from '../app-store.ts'
import { NEW_CHAT, cleared, draftKey, draftOf, moved, noticed, returned, tooLong } from '../drafts/drafts.ts'
import type { LiveStream } from './live-stream.ts'
import { isRunning } from './live-stream.ts'
import { putLoaded } from '../sessions/loaded-sessions.ts'
import { EMPTY_SESSION, NEW_DETAILS } from '../sessions/messages.ts'
import { waitingIn } from '../queue/queue.ts'
import { SentPrompts } from './sent-prompts.ts'
import type { SessionLoader } from '../sessions/session-loader.ts'
import { findSession, upsertSession } from '../sessions/session-list.ts'

const LOST = 'Sluice did not answer, so this was not sent. Send again.'

export interface Sending {
  /** Sends the draft of the open session; a running answer of it is superseded. Never rejects. */
  send: () => Promise<void>
  /** Lets the draft of the open session wait its turn; where nothing runs and nothing waits it is sent. Never rejects. */
  queue: () => Promise<void>
  /** Answers the prompt of this answer again. Never rejects. */
  regenerate: (session_id: SessionId, message_id: MessageId) => Promise<void>
  /** A person's word that an engine which crashed too often may start again; then answers the prompt again. */
  startAgain: (session_id: SessionId, message_id: MessageId, model: ModelRef) => Promise<void>
  /** The session on screen, made first where it is a new chat; or why there is none. Never rejects. */
  here: () => Promise<{ session_id: SessionId } | Refusal>
  /** Waits for the reply to any request that opens a stream, shows its beginning, and keeps its prompt until the disk has it. */
  opening: SentPrompts['opening']
  /** To be told of each end: a prompt the disk refused comes back to the composer of the window that sent it. */
  ended: (live: LiveStream) => void
}

export interface SendingDependencies {
  store: AppStore
  request: Bridge['request']
  loader: SessionLoader
  /** Keeps a draft on the disk as it is, until the function returned is called. */
  holdDraft: (key: string) => () => void
}

type Target = { session_id: SessionId } | Refusal

export function createSending(deps: SendingDependencies): Sending {
  const { store, request, loader, holdDraft } = deps
  const giveBack = (key: string, prompt: string, sentence: string): void =>
    store.setState((data) => ({ drafts: returned(data.drafts, key, prompt, sentence) }))

  const sentPrompts = new SentPrompts(({ session_id, prompt }, sentence) => {
    if (prompt !== null) giveBack(session_id, prompt, sentence)
    else store.setState((data) => ({ drafts: noticed(data.drafts, session_id, sentence) }))
  })
  const createOnce = newChatMaker(deps)

  const opening: Sending['opening'] = async (sent, asked) => {
    const reply = await sentPrompts.opening(sent, asked)
    if (!('refused' in reply)) store.setState((data) => ownOpening(data, sent.session_id))
    return reply
  }
  const open = (session_id: SessionId, prompt: string) => {
    const asked = request('stream:open', { session_id, prompt }).catch(() => ({ refused: LOST }))
    return opening({ session_id, prompt }, asked)
  }

  const sendDraft = async (how: 'send' | 'queue'): Promise<void> => {
    const { drafts, open_session_id } = store.getState()
    const key = draftKey(open_session_id)
    const prompt = draftOf(drafts, key).text
    if (prompt.trim() === '') return
    const refusal = tooLong(prompt)
    if (refusal) {
      store.setState({ drafts: noticed(drafts, key, refusal) })
      return
    }
    // Until main has the prompt, the draft on the disk is the only copy of it that would survive.
    const release = holdDraft(key)
    store.setState({ drafts: cleared(drafts, key) })
    await hand(how, key, prompt)
    release()
  }

  const hand = async (how: 'send' | 'queue', key: string, prompt: string): Promise<void> => {
    const { open_session_id } = store.getState()
    const target = open_session_id ? { session_id: open_session_id } : await createOnce()
    if ('refused' in target) return giveBack(key, prompt, target.refused)
    const { session_id } = target
    const reply = how === 'send' ? await open(session_id, prompt) : await wait(deps, session_id, prompt)
    if ('refused' in reply) giveBack(session_id, prompt, reply.refused)
  }

  const regenerate = async (session_id: SessionId, message_id: MessageId): Promise<void> => {
    const asked = request('stream:regenerate', { session_id, message_id }).catch(() => ({ refused: LOST }))
    const reply = await opening({ session_id, prompt: null }, asked)
    if (!('refused' in reply)) return
    store.setState((data) => ({ drafts: noticed(data.drafts, session_id, reply.refused) }))
  }

  return {
    send: () => sendDraft('send'),
    queue: () => sendDraft('queue'),
    here: async () => {
      const { open_session_id } = store.getState()
      return open_session_id ? { session_id: open_session_id } : createOnce()
    },
    regenerate,
    opening,
    startAgain: async (session_id, message_id, model) => {
      await request('engine:restart', model).catch(() => null)
      await regenerate(session_id, message_id)
    },
    ended: (live) => {
      sentPrompts.ended(live)
      // Neither the prompt nor the answer is on disk: the screen shows again what is.
      if (live.end?.error?.error_type === 'store_failed') loader.reload(live.session_id)
    },
  }
}

/** Asks main to let a prompt wait its turn. */
async function wait(
  { store, request }: Pick<SendingDependencies, 'store' | 'request'>,
  session_id: SessionId,
  prompt: string,
): Promise<{ queue_id: QueueId } | Refusal> {
  const before = store.getState()
  const at_once = !isRunning(before.live[session_id]) && waitingIn(before, session_id) === 0
  const reply = await request('queue:add', { session_id, prompt }).catch(() => ({ refused: LOST }))
  if (at_once && !('refused' in reply)) store.setState((data) => ownOpening(data, session_id))
  return reply
}

/** Makes the new chat's session, or says why there is none. Asked for once, however often Send is pressed meanwhile. */
function newChatMaker({
  store,
  request,
  loader,
}: Omit<SendingDependencies, 'holdDraft'>): () => Promise<Target> {
  let creating: Promise<Target> | null = null
  const create = async (): Promise<Target> => {
    const model = store.getState().new_chat_model
    const session = await request('session:create', { model }).catch(() => ({ refused: LOST }))
    if ('refused' in session) return session
    const { session_id } = session
    store.setState((data) => ({
      // It can be in the list already, and shown from there: then it is being read, and newer news of it may have come.
      ...(data.loaded[session_id]
        ? {}
        : putLoaded(data, session_id, { ...EMPTY_SESSION, details: NEW_DETAILS })),
      ...(findSession(data.sessions, session_id)
        ? {}
        : { sessions: upsertSession(data.sessions, { ...session, activity: 'idle' }) }),
      drafts: moved(data.drafts, NEW_CHAT, session_id),
      new_chat_model: null,
    }))
    // A person who went elsewhere meanwhile stays there.
    if (store.getState().open_session_id === null) loader.show(session_id)
    return { session_id }
  }

  return () => {
    creating ??= create().finally(() => (creating = null))
    return creating
  }
}
