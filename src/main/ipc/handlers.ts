import type { EngineShelf } from '../engines/engine-shelf.ts'
import type { Store } from '../store/store.ts'
import type { StreamRegistry } from '../streams/stream-registry.ts'
import type { ConnectionId } from '../../shared/ids.ts'
import type { About } from '../../shared/about.ts'
import type { DetectedServer, Refusal, RequestName, Requests } from '../../shared/ipc-contract.ts'
import type { Recovery } from '../../shared/recovery.ts'
import type { LoadedSession, MessagePage, Session, SessionSummary } from '../../shared/session.ts'
import type { Settings } from '../../shared/settings.ts'
import { sameServer } from '../../shared/same-server.ts'
import type { PromptQueue } from '../streams/prompt-queue.ts'
import { promptRefusal } from './asking.ts'
import { branchHandlers } from './branch-handlers.ts'
import type { BranchRequest } from './branch-handlers.ts'
import type { Broadcast } from './broadcast.ts'
import type { EngineParts } from './engine-handlers.ts'
import { engineHandlers } from './engine-handlers.ts'
import { filingHandlers } from './filing-handlers.ts'
import type { FilingRequest } from './filing-handlers.ts'
import { orRefusal } from './or-refusal.ts'
import type { DraftRequest } from './draft-handlers.ts'
import type { ModelsRequest } from './model-handlers.ts'
import { queueHandlers } from './queue-handlers.ts'
import { searchHandlers } from './search-handlers.ts'
import type { SessionTrash } from './session-trash.ts'
import type { Answer } from './serve-requests.ts'
import type { TestersRequest } from './testers-handlers.ts'
import type { TransferRequest } from './transfer-handlers.ts'

export interface HandlerParts extends EngineParts {
  store: Store
  shelf: EngineShelf
  trash: SessionTrash
  queue: PromptQueue
  broadcast: Broadcast
  /** Checks an address as typed. */
  checkUrl: (text: string) => { url: string } | Refusal
  detect: () => Promise<DetectedServer[]>
  openLink: (url: string) => Promise<boolean>
  copy: (text: string, html?: string) => void
  /** A window changed something of it. */
  onSettings: (settings: Settings) => void
  about: About
  unsaved: () => number
}

/** One answer for everything but drafts and the testers' kit, which need to know who asks, and for files, backups and models. */
export type ChatHandlers = {
  [Name in Exclude<RequestName, TestersRequest | DraftRequest | TransferRequest | ModelsRequest>]: (
    input: Requests[Name]['input'],
  ) => Answer<Name>
}

export function createHandlers(parts: HandlerParts): ChatHandlers {
  return {
    ...appHandlers(parts),
    ...sessionHandlers(parts),
    ...filingHandlers(parts.store, parts.broadcast),
    ...streamHandlers(parts),
    ...branchHandlers(parts),
    ...queueHandlers(parts),
    ...searchHandlers(parts),
    ...connectionHandlers(parts),
    ...engineHandlers(parts),
  }
}

type Some<Prefix extends string> = {
  [Name in keyof ChatHandlers as Name extends Prefix ? Name : never]: ChatHandlers[Name]
}

function appHandlers(
  parts: HandlerParts,
): Some<'app:state' | 'settings:set' | 'store:retry' | 'clipboard:write' | 'link:open'> {
  const { registry, store, shelf, queue, broadcast } = parts
  let recovery = recoveryOf(store.report)
  return {
    'app:state': () => {
      const told = recovery
      recovery = null
      return {
        ...parts.about,
        sessions: store.sessions.list().map((session) => summary(session, registry)),
        connections: shelf.statuses(),
        settings: store.settings.get(),
        open_session_id: store.windowState.get().open_session_id,
        new_chat_draft: store.drafts.newChat(),
        recovery: told,
        unsaved: parts.unsaved(),
        queues: queue.all().filter(({ session_id }) => store.sessions.get(session_id) !== null),
      }
    },
    'settings:set': (change) =>
      orRefusal(async () => {
        const settings = await store.settings.set(change)
        parts.onSettings(settings)
        broadcast('settings:changed', settings)
        return settings
      }),
    'store:retry': async () => ({ unsaved: await registry.retrySaves() }),
    'clipboard:write': ({ text, html }) => {
      parts.copy(text, html)
      return null
    },
    'link:open': ({ url }) => parts.openLink(url),
  }
}

function sessionHandlers(parts: HandlerParts): Omit<Some<`session:${string}`>, FilingRequest> {
  const { store, registry, trash, queue, broadcast } = parts
  const { sessions } = store
  return {
    'session:create': ({ model }) => orRefusal(() => sessions.create(model)),
    'session:load': async ({ session_id, to }) => {
      const loaded = await sessions.load(session_id, to)
      return loaded && withUnsavedText(withUnsavedDraft(loaded, store.drafts), registry)
    },
    'session:earlier': async ({ session_id, before }) => {
      const page = await sessions.earlier(session_id, before)
      return page && withUnsavedText(page, registry)
    },
    'session:rename': ({ session_id, title }) => orRefusal(() => sessions.rename(session_id, title)),
    'session:set_model': ({ session_id, model }) => orRefusal(() => sessions.setModel(session_id, model)),
    'session:delete': ({ session_id }) =>
      orRefusal(async () => {
        queue.hold(session_id)
        const undo_ms = await trash.put(session_id)
        broadcast('session:removed', { session_id })
        return { undo_ms }
      }),
    'session:undelete': ({ session_id }) =>
      orRefusal(async () => {
        const back = summary(await trash.takeBack(session_id), registry)
        // What had no place while it was deleted has one again.
        void registry.retrySaves()
        broadcast('session:changed', back)
        const waiting = queue.of(session_id)
        if (waiting.prompts.length > 0) broadcast('queue:changed', waiting)
        return back
      }),
    'session:show': async ({ session_id }) => {
      await store.windowState.set({ open_session_id: session_id }).catch(() => {})
      return null
    },
  }
}

/** A clean end with nothing found is no news. */
function recoveryOf(report: Store['report']): Recovery | null {
  const { unclean, interrupted, queued, damage } = report
  const restored = report.restored && {
    backup_at: report.restored.backup_at,
    refused: report.restored.why,
  }
  return unclean || interrupted > 0 || damage || restored ? { interrupted, queued, damage, restored } : null
}

function withUnsavedDraft(loaded: LoadedSession, drafts: Store['drafts']): LoadedSession {
  const draft = drafts.shown(loaded.session.session_id, loaded.details.draft)
  return { ...loaded, details: { ...loaded.details, draft } }
}

/** What the disk refused is still known in the core: a window that loads now shall see it. */
function withUnsavedText<Page extends MessagePage>(page: Page, registry: StreamRegistry): Page {
  return { ...page, messages: page.messages.map((message) => registry.withUnsavedText(message)) }
}

function streamHandlers({
  registry,
  asking,
  ...parts
}: HandlerParts): Omit<Some<`stream:${string}`>, BranchRequest> {
  return {
    'stream:open': ({ session_id, prompt }) => {
      const refusal = promptRefusal(prompt)
      if (refusal) return refusal
      // In this tick, but after the disk refused something: then it is tried again first.
      if (parts.unsaved() === 0) return asking.openNext(session_id, prompt)
      return asking.blocked().then((blocked) => blocked ?? asking.openNext(session_id, prompt))
    },
    'stream:stop': ({ stream_id }) => {
      const stream = registry.snapshot(stream_id)
      if (stream) asking.turn(stream.session_id)
      return registry.stop(stream_id)
    },
    'stream:stop_all': async () => {
      const stopped = registry.stopAll('stopped', ({ session_id }) => {
        asking.turn(session_id)
        return true
      })
      return { stopped: (await stopped).length }
    },
    'stream:snapshot': ({ stream_id }) => registry.snapshot(stream_id),
  }
}

function connectionHandlers(handlerParts: HandlerParts): Some<`connection:${string}`> {
  const { store, shelf, registry, asking, ...parts } = handlerParts
  const { connections } = store
  const stopAnswers = (connection_id: ConnectionId) =>
    registry.stopAll(
      'stopped',
      ({ session_id }) => asking.askedLast(session_id)?.connection_id === connection_id,
    )
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
        await connections.remove(connection_id)
        await stopAnswers(connection_id)
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
