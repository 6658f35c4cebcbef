import { randomUUID } from 'node:crypto'
import type { Store } from '../store/store.ts'
import type { StreamRegistry } from '../streams/stream-registry.ts'
import type { MessageId, QueueId, SessionId, StreamId, TraceId } from '../../shared/ids.ts'
import type { Refusal } from '../../shared/ipc-contract.ts'
import { PROMPT_MAX_BYTES, utf8Bytes } from '../../shared/limits.ts'
import type { Message, ModelRef, Session } from '../../shared/session.ts'

export interface AskingParts {
  registry: Pick<StreamRegistry, 'open' | 'retrySaves'>
  store: Pick<Store, 'sessions' | 'settings'>
  /** Answers the disk refused. */
  unsaved: () => number
  /** What a new chat starts with when nothing was chosen. */
  firstModel: ModelRef
}

export interface Ask {
  session_id: SessionId
  /** null answers the message `parent_id` again. */
  prompt: string | null
  parent_id: MessageId | null
  /** The waiting prompt this one is; null where it did not wait. */
  queue_id: QueueId | null
  /** The answer that is gone on with; left out for a new one. */
  continued?: Message
}

export const UNSAVED =
  'An earlier answer could not be saved yet, so nothing new is sent. It stays on screen; retry when the disk is well again.'

const OVERTAKEN = 'A newer message or a Stop came first, so nothing was sent for this one.'

/** How a prompt goes to a model, whoever sends it. */
export class Asking {
  #parts: AskingParts
  /** Which model each session was asked last: what its running answer uses, whatever is chosen for the next one. */
  #asked = new Map<SessionId, ModelRef>()
  /** Rises with each opening and each Stop of a session. */
  #turns = new Map<SessionId, number>()

  constructor(parts: AskingParts) {
    this.#parts = parts
  }

  /** In this tick. */
  open({ session_id, ...ask }: Ask): { stream_id: StreamId } | Refusal {
    const { registry, store } = this.#parts
    const session = store.sessions.get(session_id)
    if (!session) return { refused: 'This chat does not exist any more. Start a new one.' }
    const model = this.modelFor(session)
    this.#asked.set(session_id, model)
    this.turn(session_id)
    const trace_id = randomUUID() as TraceId
    const { stream_id } = registry.open({ session_id, trace_id, model, ...ask })
    return { stream_id }
  }

  /** A new prompt, after the last message of the branch shown. In this tick. */
  openNext(
    session_id: SessionId,
    prompt: string,
    queue_id: QueueId | null = null,
  ): { stream_id: StreamId } | Refusal {
    const parent_id = this.#parts.store.sessions.leaf(session_id)
    return this.open({ session_id, prompt, parent_id, queue_id })
  }

  /** Why nothing may be sent, after another try to save what the disk refused; null when it may. */
  async blocked(): Promise<Refusal | null> {
    const { registry, unsaved } = this.#parts
    return unsaved() > 0 && (await registry.retrySaves()) > 0 ? { refused: UNSAVED } : null
  }

  /** Something newer was asked of this session, or a Stop. */
  turn(session_id: SessionId): void {
    this.#turns.set(session_id, this.#turnOf(session_id) + 1)
  }

  /**
   * To be taken in the tick in which something is asked for that has to look at the disk first: it answers afterwards
   * whether that is still wanted, because nothing newer was sent and no Stop came meanwhile. The latest wins.
   */
  ticket(session_id: SessionId): () => Refusal | null {
    const taken = this.#turnOf(session_id)
    return () => (this.#turnOf(session_id) === taken ? null : { refused: OVERTAKEN })
  }

  #turnOf(session_id: SessionId): number {
    return this.#turns.get(session_id) ?? 0
  }

  /** The model of the session's next answer. */
  modelFor(session: Session): ModelRef {
    const { store, firstModel } = this.#parts
    return session.model ?? store.settings.get().default_model ?? firstModel
  }

  askedLast(session_id: SessionId): ModelRef | undefined {
    return this.#asked.get(session_id)
  }
}

/** Why this text can be no prompt; null when it can. */
export function promptRefusal(prompt: string): Refusal | null {
  if (prompt.trim() === '') return { refused: 'Type something first.' }
  const bytes = utf8Bytes(prompt)
  if (bytes <= PROMPT_MAX_BYTES) return null
  const mib = (bytes / 1024 / 1024).toFixed(1)
  return {
    refused: `This prompt has ${mib} MiB; the limit is ${PROMPT_MAX_BYTES / 1024 / 1024} MiB. Shorten it, then send again.`,
  }
}
