import { randomUUID } from 'node:crypto'
import type { Store } from '../store/store.ts'
import type { StreamRegistry } from '../streams/stream-registry.ts'
import type { MessageId, SessionId, StreamId, TraceId } from '../../shared/ids.ts'
import type { Refusal } from '../../shared/ipc-contract.ts'
import type { Message, ModelRef, Session } from '../../shared/session.ts'

export interface OpenPromptParts {
  registry: Pick<StreamRegistry, 'open'>
  store: { sessions: Pick<Store['sessions'], 'get'>; settings: Pick<Store['settings'], 'get'> }
  /** What a new chat starts with when nothing was chosen. */
  firstModel: ModelRef
  /** Which model each session was asked last: what the running answer uses, whatever is chosen for the next one. */
  asked: Map<SessionId, ModelRef>
}

/** Opens a stream in this tick. `prompt` null: answers `parent_id` again, or goes on with the answer given. */
export type OpenPrompt = (
  session_id: SessionId,
  prompt: string | null,
  parent_id: MessageId | null,
  continued?: Message,
) => { stream_id: StreamId } | Refusal

export function createOpenPrompt(parts: OpenPromptParts): OpenPrompt {
  const { registry, store, asked } = parts
  return (session_id, prompt, parent_id, continued) => {
    const session = store.sessions.get(session_id)
    if (!session) return { refused: 'This chat does not exist any more. Start a new one.' }
    const model = modelFor(session, parts)
    const trace_id = randomUUID() as TraceId
    asked.set(session_id, model)
    const { stream_id } = registry.open({
      session_id,
      trace_id,
      model,
      prompt,
      parent_id,
      ...(continued && { continued }),
    })
    return { stream_id }
  }
}

/** The model of the session's next answer. */
export function modelFor(
  session: Session,
  { store, firstModel }: Pick<OpenPromptParts, 'store' | 'firstModel'>,
): ModelRef {
  return session.model ?? store.settings.get().default_model ?? firstModel
}
