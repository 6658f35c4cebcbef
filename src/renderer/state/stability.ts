import type { Bridge } from '../../shared/ipc-contract.ts'
import type { AppStore } from './app-store.ts'

export interface StabilityActions {
  startStability: () => void
  cancelStability: () => void
}

export function createStability(_deps: { store: AppStore; request: Bridge['request'] }): StabilityActions {
  return { startStability: () => {}, cancelStability: () => {} }
}
