import type { Diagnosis } from '../../shared/diagnosis.ts'
import type { Bridge, Bundle } from '../../shared/ipc-contract.ts'
import type { AppStore } from './app-store.ts'

export interface DiagnosisData {
  running: boolean
  diagnosis: Diagnosis | null
  /** Why the last try failed; null otherwise. */
  refused: string | null
  /** The report that is shown before it is saved; null while none is. */
  bundle: Bundle | null
  /** Where the last one was saved. */
  saved: string | null
}

export const NO_DIAGNOSIS: DiagnosisData = {
  running: false,
  diagnosis: null,
  refused: null,
  bundle: null,
  saved: null,
}

export interface DiagnosisActions {
  diagnose: () => void
  buildBundle: () => void
}

export function createDiagnosis(_deps: { store: AppStore; request: Bridge['request'] }): DiagnosisActions {
  return { diagnose: () => {}, buildBundle: () => {} }
}
