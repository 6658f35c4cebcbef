import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as SupervisorModule from '../../src/main/engines/worker/worker-supervisor.ts'
import type * as AskingModule from '../../src/main/ipc/asking.ts'
import type * as DraftModule from '../../src/main/ipc/draft-handlers.ts'
import type * as HandlersModule from '../../src/main/ipc/handlers.ts'
import type * as TrashModule from '../../src/main/ipc/session-trash.ts'
import type * as DraftsModule from '../../src/main/store/drafts.ts'
import type * as JournalModule from '../../src/main/store/journal.ts'
import type * as StoreQueueModule from '../../src/main/store/queue.ts'
import type * as SessionsModule from '../../src/main/store/sessions.ts'
import type * as ErrorModule from '../../src/main/store/store-error.ts'
import type * as ReaderModule from '../../src/main/store/store-reader.ts'
import type * as QueueModule from '../../src/main/streams/prompt-queue.ts'
import type * as RegistryModule from '../../src/main/streams/stream-registry.ts'
import type * as WindowModule from '../../src/renderer/state/create-app.ts'

/** The parts of the app that are simulated whole, from the tree or with a planted bug. */
export type SimModules = Pick<typeof SupervisorModule, 'WorkerSupervisor'> &
  Pick<typeof AskingModule, 'Asking'> &
  Pick<typeof DraftModule, 'draftHandlers'> &
  Pick<typeof HandlersModule, 'createHandlers'> &
  Pick<typeof TrashModule, 'SessionTrash'> &
  Pick<typeof DraftsModule, 'Drafts'> &
  Pick<typeof JournalModule, 'StoreJournal'> &
  Pick<typeof SessionsModule, 'Sessions'> &
  Pick<typeof ErrorModule, 'StoreError'> &
  Pick<typeof ReaderModule, 'StoreReader'> &
  Pick<typeof QueueModule, 'PromptQueue'> &
  Pick<typeof RegistryModule, 'StreamRegistry'> &
  Pick<typeof WindowModule, 'createApp'> & { StoreQueue: typeof StoreQueueModule.Queue }

const SRC = resolve(import.meta.dirname, '../../src')
const PARTS = [
  'main/engines/worker/worker-supervisor.ts',
  'main/ipc/asking.ts',
  'main/ipc/draft-handlers.ts',
  'main/ipc/handlers.ts',
  'main/ipc/session-trash.ts',
  'main/store/drafts.ts',
  'main/store/journal.ts',
  'main/store/sessions.ts',
  'main/store/store-error.ts',
  'main/store/store-reader.ts',
  'main/streams/prompt-queue.ts',
  'main/streams/stream-registry.ts',
  'renderer/state/create-app.ts',
]

/** `query` names another instance of each module; see plant.ts. */
export async function loadModules(query = ''): Promise<SimModules> {
  const at = (path: string): string => pathToFileURL(resolve(SRC, path)).href + query
  const parts = await Promise.all(PARTS.map((path) => import(at(path)) as Promise<object>))
  const { Queue } = (await import(at('main/store/queue.ts'))) as typeof StoreQueueModule
  return Object.assign({ StoreQueue: Queue }, ...parts) as SimModules
}
