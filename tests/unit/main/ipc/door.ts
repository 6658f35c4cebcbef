import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { EngineShelf } from '../../../../src/main/engines/engine-shelf.ts'
import { checkServerUrl } from '../../../../src/main/engines/wire/server-url.ts'
import { Asking } from '../../../../src/main/ipc/asking.ts'
import { createHandlers } from '../../../../src/main/ipc/handlers.ts'
import { SessionTrash } from '../../../../src/main/ipc/session-trash.ts'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import type { Broadcast } from '../../../../src/main/ipc/broadcast.ts'
import type { Clock } from '../../../../src/main/lib/clock.ts'
import type { EngineDirectory } from '../../../../src/main/ports.ts'
import { SIMULATOR_ID } from '../../../../src/main/store/connections.ts'
import type { Store, StoreOptions } from '../../../../src/main/store/store.ts'
import { PromptQueue } from '../../../../src/main/streams/prompt-queue.ts'
import { StreamRegistry } from '../../../../src/main/streams/stream-registry.ts'
import type { ConnectionId, SessionId, StreamId } from '../../../../src/shared/ids.ts'
import type { ModelRef, Session } from '../../../../src/shared/session.ts'
import { promisesRun } from '../../../support/virtual-clock.ts'
import { ScriptedEngine } from '../../../support/scripted-engine.ts'
import { tempStore } from '../store/temp-store.ts'

export const FIRST: ModelRef = { connection_id: SIMULATOR_ID, model: 'normal' }
export const NOWHERE = '00000000-0000-4000-8000-000000000000'

/** The handlers over the real registry and the real store; only the engine and the shelf are the test's. */
export async function door(found: Partial<Store['report']> = {}, options: Partial<StoreOptions> = {}) {
  const store = await tempStore(options)
  Object.assign(store.report, found)
  const clock = new AwakeClock()
  const engine = new ScriptedEngine()
  const asked: ModelRef[] = []
  const broadcasts: [string, unknown][] = []
  const shelf: string[] = []
  const themes: string[] = []
  const roomAsked: [StreamId, string][] = []
  const roomHolders: StreamId[] = []
  const broadcast: Broadcast = (name, payload) => void broadcasts.push([name, payload])
  const core = answering(store, clock, broadcast, (model) => {
    asked.push(model)
    return engine
  })
  const { registry, queue } = core
  const trash = new SessionTrash(store.sessions, registry, clock)
  onTestFinished(async () => {
    trash.dispose()
    queue.dispose()
    await registry.stopAll('interrupted')
    await registry.saved()
    clock.dispose()
  })
  const handlers = createHandlers({
    ...core,
    store,
    shelf: {
      statuses: () => [],
      drop: async (id: ConnectionId) => void shelf.push(`drop ${id}`),
      refresh: async (id: ConnectionId) => void shelf.push(`refresh ${id}`),
      test: async () => ({ state: 'unknown' }),
    } as unknown as EngineShelf,
    trash,
    broadcast,
    checkUrl: checkServerUrl,
    detect: async () => [],
    restartEngine: () => {},
    makeRoom: (stream_id, for_room_of) => {
      roomAsked.push([stream_id, for_room_of])
      return roomHolders
    },
    openLink: async () => false,
    copy: () => {},
    onSettings: ({ theme }) => void themes.push(theme),
    about: {
      version: '1',
      host: 'test',
      platform: 'test',
      memory_bytes: 16_000_000_000,
      unsandboxed: false,
      can_update: false,
    },
  })
  const session = async (model: ModelRef | null = null): Promise<SessionId> =>
    ((await handlers['session:create']({ model })) as Session).session_id
  /** Sends a prompt and waits until the engine has it. */
  const send = async (session_id: SessionId, prompt = 'hello'): Promise<StreamId> => {
    const runs = engine.runs.length
    const opened = await handlers['stream:open']({ session_id, prompt })
    if ('refused' in opened) throw new Error(opened.refused)
    while (engine.runs.length === runs) await promisesRun()
    return opened.stream_id
  }
  return {
    handlers,
    store,
    ...core,
    engine,
    asked,
    broadcasts,
    shelf,
    themes,
    session,
    send,
    roomAsked,
    roomHolders,
  }
}

/** The answers and the prompts that wait for them, as the app puts them together. */
function answering(store: Store, clock: Clock, broadcast: Broadcast, engineFor: EngineDirectory) {
  let unsaved = 0
  const queue: PromptQueue = new PromptQueue(
    {
      store: store.queue,
      clock,
      writeLog: () => {},
      newId: randomUUID,
      open: (...prompt) => asking.openNext(...prompt),
      activity: (id) => registry.activity(id),
      saved: () => registry.saved(),
      blocked: () => asking.blocked(),
      onChanged: (changed) => broadcast('queue:changed', changed),
    },
    store.queue.found,
  )
  const registry = new StreamRegistry({
    clock,
    journal: queue.journal(store.journal),
    engineFor,
    writeLog: () => {},
    newId: randomUUID,
    sink: queue.sink({
      opened: () => {},
      event: () => {},
      activity: () => {},
      unsaved: (count) => (unsaved = count),
    }),
  })
  const asking = new Asking({ registry, store, unsaved: () => unsaved, firstModel: FIRST })
  return { registry, queue, asking, unsaved: () => unsaved }
}
