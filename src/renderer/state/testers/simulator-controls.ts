import type { Provocation } from './provocations.ts'
import type { Stopping } from '../streams/stop.ts'
import type { SeriesDependencies } from './test-series.ts'
import { TestSeries } from './test-series.ts'

export interface SimulatorActions {
  /** Sends the test prompts of a provocation; nothing happens while a series is being sent. */
  provoke: (provocation: Provocation) => void
  /** Ends the series that is being sent: what was sent stays, the rest is not sent. */
  endSeries: () => void
}

export interface SimulatorControls extends SimulatorActions {
  /** The same actions, which also end a series that is being sent: a person who stops wants nothing more to come. */
  endingSeries: (stopping: Stopping) => Stopping
}

/** Provokes on purpose what people do by accident. */
export function createSimulatorControls(deps: SeriesDependencies): SimulatorControls {
  const series = new TestSeries(deps)
  return {
    provoke: (provocation) => series.begin(provocation),
    endSeries: () => series.end(),
    endingSeries: ({ stop, stopAll }) => ({
      stop: (session_id) => {
        series.end()
        return stop(session_id)
      },
      stopAll: () => {
        series.end()
        stopAll()
      },
    }),
  }
}
