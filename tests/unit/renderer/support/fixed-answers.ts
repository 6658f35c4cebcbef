import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { NO_STABILITY_TEST } from '../../../../src/shared/stability.ts'
import type { CoreCounters } from '../../../../src/shared/stream-trace.ts'
import type { RequestName, Requests } from '../../../../src/shared/ipc-contract.ts'

const NO_CORE_COUNTS: CoreCounters = {
  opened: 0,
  ended: 0,
  discarded: 0,
  forced: 0,
  fenced: 0,
  late: 0,
  live: 0,
  processes: 0,
}

type Fixed = { [Name in RequestName]?: (input: Requests[Name]['input']) => Requests[Name]['output'] }

/** What a fake main says as long as no test says otherwise. */
export const FIXED_ANSWERS = {
  'connection:edit': () => ({ refused: 'This connection is gone.' }),
  'connection:remove': () => null,
  'connection:test': () => ({ state: 'failed', content: 'No server answers at this address.' }),
  'connection:refresh': () => null,
  'connection:detect': () => [],
  'engine:restart': () => null,
  'engine:make_room': () => ({ stopped: 1 }),
  'settings:set': (change) => ({ ...DEFAULT_SETTINGS, ...change }),
  'clipboard:write': () => null,
  'link:open': () => true,
  'window:alive': () => null,
  'window:left': () => null,
  'window:dropped': () => null,
  'inspector:streams': () => ({ revision: 0, now_ms: 0, traces: [], counters: NO_CORE_COUNTS }),
  'stability:state': () => NO_STABILITY_TEST,
  'stability:start': () => null,
  'stability:cancel': () => null,
  'diagnosis:run': () => ({ refused: 'No log in this test.' }),
  'bundle:build': () => ({ refused: 'No log in this test.' }),
  'bundle:save': () => null,
  'transfer:state': () => null,
  'transfer:cancel': () => null,
  'backup:list': () => [],
  'backup:restore': () => null,
  'store:retry': () => ({ unsaved: 0 }),
  'search:find': () => ({ hits: [], rebuilding: false }),
} satisfies Fixed
