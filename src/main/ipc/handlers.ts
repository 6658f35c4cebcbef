import type { EngineShelf } from '../engines/engine-shelf.ts'
import type { Store } from '../store/store.ts'
import type { StreamRegistry } from '../streams/stream-registry.ts'
import type { ConnectionId, SessionId } from '../../shared/ids.ts'
import type { AppState, DetectedServer, Refusal, RequestName, Requests } from '../../shared/ipc-contract.ts'
import type { ModelRef, Session, SessionSummary } from '../../shared/session.ts'
import type { Theme } from '../../shared/settings.ts'
import { sameServer } from '../../shared/same-server.ts'
import { branchHandlers } from './branch-handlers.ts'
import type { BranchRequest } from './branch-handlers.ts'
import type { Broadcast } from './broadcast.ts'
import { createOpenPrompt } from './open-prompt.ts'
import type { OpenPrompt } from './open-prompt.ts'
import { UNSAVED, orRefusal, promptRefusal } from './refusals.ts'
import type { SessionTrash } from './session-trash.ts'
import type { Answer } from './serve-requests.ts'
import type { TestersRequest } from './testers-handlers.ts'

export interface HandlerParts {
  registry: StreamRegistry
  store: Store
  shelf: EngineShelf
  trash: SessionTrash
  broadcast: Broadcast
  /** Checks an address as typed. */
  checkUrl: (text: string) => { url: string } | Refusal
  detect: () => Promise<DetectedServer[]>
  restartEngine: (model: ModelRef) => void
  openLink: (url: string) => Promise<boolean>
  copy: (text: string) => void
  showTheme: (theme: Theme) => void
  about: Pick<AppState, 'version' | 'host' | 'platform'>
  unsaved: () => number
  /** What a new chat starts with when nothing was chosen. */
  firstModel: ModelRef
}

/** One answer for everything but the testers' kit. */
export type ChatHandlers = {
  [Name in Exclude<RequestName, TestersRequest>]: (input: Requests[Name]['input']) => Answer<Name>
}

export function createHandlers(parts: HandlerParts): ChatHandlers {
  // Which model each session was asked last: what the running answer uses, whatever is chosen for the next one.
  const asked = new Map<SessionId, ModelRef>()
  const open = createOpenPrompt({ ...parts, asked })
  return {
    ...appHandlers(parts),
    ...sessionHandlers(parts),
    ...streamHandlers(parts, open),
    ...branchHandlers({ ...parts, open }),
    ...connectionHandlers(parts, asked),
  }
}

type Some<Prefix extends string> = {
  [Name in keyof ChatHandlers as Name extends Prefix ? Name : never]: ChatHandlers[Name]
}

function appHandlers(
  parts: HandlerParts,
): Some<'app:state' | 'settings:set' | 'store:retry' | 'clipboard:write' | 'link:open' | 'engine:restart'> {
  const { registry, store, shelf, broadcast } = parts
  let interrupted = store.report.interrupted
  return {
    'app:state': () => {
      const told = interrupted
      interrupted = 0
      return {
        ...parts.about,
        sessions: store.sessions.list().map((session) => summary(session, registry)),
        connections: shelf.statuses(),
        settings: store.settings.get(),
        open_session_id: store.windowState.get().open_session_id,
        interrupted: told,
        unsaved: parts.unsaved(),
      }
    },
    'settings:set': (change) =>
      orRefusal(async () => {
        const settings = await store.settings.set(change)
        parts.showTheme(settings.theme)
        broadcast('settings:changed', settings)
        return settings
      }),
    'store:retry': async () => ({ unsaved: await registry.retrySaves() }),
    'clipboard:write': ({ text }) => {
      parts.copy(text)
      return null
    },
    'link:open': ({ url }) => parts.openLink(url),
    'engine:restart': (model) => {
      parts.restartEngine(model)
      return null
    },
  }
}

function sessionHandlers({ store, registry, trash, broadcast }: HandlerParts): Some<`session:${string}`> {
  const { sessions } = store
  return {
    'session:create': ({ model }) => orRefusal(() => sessions.create(model)),
    'session:load': async ({ session_id }) => {
      const loaded = await sessions.load(session_id)
      // What the disk refused is still known here: a window that loads now shall see it.
      return (
        loaded && { ...loaded, messages: loaded.messages.map((message) => registry.withUnsavedText(message)) }
      )
    },
    'session:rename': ({ session_id, title }) => orRefusal(() => sessions.rename(session_id, title)),
    'session:set_model': ({ session_id, model }) => orRefusal(() => sessions.setModel(session_id, model)),
    'session:delete': ({ session_id }) =>
      orRefusal(async () => {
        const undo_ms = await trash.put(session_id)
        broadcast('session:removed', { session_id })
        return { undo_ms }
      }),
    'session:undelete': ({ session_id }) =>
      orRefusal(async () => {
        const back = summary(await trash.takeBack(session_id), registry)
        broadcast('session:changed', back)
        return back
      }),
    'session:show': async ({ session_id }) => {
      await store.windowState.set({ open_session_id: session_id }).catch(() => {})
      return null
    },
  }
}

function streamHandlers(
  parts: HandlerParts,
  open: OpenPrompt,
): Omit<Some<`stream:${string}`>, BranchRequest> {
  const { registry, store } = parts
  return {
    'stream:open': ({ session_id, prompt }) => {
      const refusal = promptRefusal(prompt)
      if (refusal) return refusal
      // In this tick, but after the disk refused something: then it is tried again first.
      if (parts.unsaved() === 0) return open(session_id, prompt, store.sessions.leaf(session_id))
      return registry.retrySaves().then((unsaved) => {
        if (unsaved > 0) return { refused: UNSAVED }
        return open(session_id, prompt, store.sessions.leaf(session_id))
      })
    },
    'stream:stop': ({ stream_id }) => registry.stop(stream_id),
    'stream:stop_all': async () => ({ stopped: (await registry.stopAll('stopped')).length }),
    'stream:snapshot': ({ stream_id }) => registry.snapshot(stream_id),
  }
}

function connectionHandlers(
  { store, shelf, registry, ...parts }: HandlerParts,
  asked: ReadonlyMap<SessionId, ModelRef>,
): Some<`connection:${string}`> {
  const { connections } = store
  const stopAnswers = (connection_id: ConnectionId) =>
    registry.stopAll('stopped', ({ session_id }) => asked.get(session_id)?.connection_id === connection_id)
  const changed = async (connection_id: ConnectionId): Promise<void> => {
    await shelf.drop(connection_id)
    void shelf.refresh(connection_id)
  }
  return {
    'connection:add': (input) =>
      orRefusal(async () => {
        const checked = parts.checkUrl(input.url)
        if ('refused' in checked) return checked
        const connection = await connections.add({ ...input, url: checked.url })
        await changed(connection.connection_id)
        return connection
      }),
    'connection:edit': ({ connection_id, ...input }) =>
      orRefusal(async () => {
        const checked = parts.checkUrl(input.url)
        if ('refused' in checked) return checked
        const before = connections.get(connection_id)?.url
        // A key belongs to the server it was typed for: at another address it has to be typed again.
        const key = input.key ?? (before && sameServer(before, checked.url) ? undefined : '')
        const connection = await connections.edit(connection_id, { ...input, url: checked.url, key })
        // Its engine goes with the old address; a stop is what ends its answers then, not an error.
        await stopAnswers(connection_id)
        await changed(connection_id)
        return connection
      }),
    'connection:remove': ({ connection_id }) =>
      orRefusal(async () => {
        await stopAnswers(connection_id)
        await connections.remove(connection_id)
        await shelf.drop(connection_id)
        return null
      }),
    'connection:test': ({ connection_id, ...input }) => {
      const checked = parts.checkUrl(input.url)
      if ('refused' in checked) return { state: 'failed', content: checked.refused }
      return shelf.test({ ...input, url: checked.url }, connection_id)
    },
    'connection:refresh': async ({ connection_id }) => {
      await shelf.refresh(connection_id)
      return null
    },
    'connection:detect': () => parts.detect(),
  }
}

export function summary(session: Session, registry: Pick<StreamRegistry, 'activity'>): SessionSummary {
  return { ...session, activity: registry.activity(session.session_id) }
}
