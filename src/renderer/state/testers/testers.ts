import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { TestersActions } from '../actions.ts'
import type { AppStore } from '../app-store.ts'
import { createDiagnosis } from './diagnosis.ts'
import type { Inspector } from './inspector.ts'
import { createInspector } from './inspector.ts'
import { createPanel } from '../panel.ts'
import type { Sending } from '../streams/send.ts'
import { createSimulatorControls } from './simulator-controls.ts'
import { createStability } from './stability.ts'
import type { Stopping } from '../streams/stop.ts'

export interface TestersDependencies extends Pick<Sending, 'here'> {
  store: AppStore
  request: Bridge['request']
  notice: (text: string) => void
  plainStopping: Stopping
}

export interface Testers {
  testers: TestersActions
  /** A stop that also ends the test prompts that would follow. */
  stopping: Stopping
  inspector: Inspector
}

/** What the testers' panel knows and can do. */
export function createTesters(deps: TestersDependencies): Testers {
  const { store, request, notice, here, plainStopping } = deps
  const { stop } = plainStopping
  const { provoke, endSeries, endingSeries } = createSimulatorControls({ store, request, here, stop })
  const inspector = createInspector({ store, request })
  const testers = {
    ...createPanel(store),
    inspectStreams: inspector.inspectStreams,
    provoke,
    endSeries,
    ...createStability({ store, request, notice }),
    ...createDiagnosis({ store, request }),
  }
  return { testers, stopping: endingSeries(plainStopping), inspector }
}
