import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { AppStore } from '../app-store.ts'

const LOST = 'Sluice did not answer, so the test was not started. Try again.'

export interface StabilityActions {
  startStability: () => void
  cancelStability: () => void
  /** Asks main how the test stands: it lives there, and may have been started by another window or before a reload. */
  askStability: () => void
}

export interface StabilityDependencies {
  store: AppStore
  request: Bridge['request']
  notice: (text: string) => void
}

/** The test itself lives in main, which tells every window of its progress. */
export function createStability({ store, request, notice }: StabilityDependencies): StabilityActions {
  return {
    startStability: () =>
      void request('stability:start', null)
        .catch(() => ({ refused: LOST }))
        .then((refusal) => refusal && notice(refusal.refused)),
    cancelStability: () =>
      void request('stability:cancel', null).catch(() =>
        notice('Sluice did not answer, so the test goes on. Try again.'),
      ),
    askStability: () => {
      const before = store.getState().stability
      void request('stability:state', null)
        .catch(() => null)
        .then((stability) => {
          // News that came while the reply was on its way is newer, or as new.
          if (stability && store.getState().stability === before) store.setState({ stability })
        })
    },
  }
}
