import type { Diagnosis } from '../../../shared/diagnosis.ts'
import type { Bridge, Bundle } from '../../../shared/ipc-contract.ts'
import type { AppStore } from '../app-store.ts'

export interface DiagnosisData {
  running: boolean
  /** The last verdict; it stays while a new one is made. */
  diagnosis: Diagnosis | null
  /** Why the last try failed; null otherwise. */
  refused: string | null
  /** A report is being made. */
  building: boolean
  /** The report that is shown before it is saved; null while none is. */
  bundle: Bundle | null
  /** Main asks the person where to, or writes. */
  saving: boolean
  /** Where the last one was saved. */
  saved: string | null
  /** Why the last report was not made or not saved; null otherwise. */
  bundle_refused: string | null
}

export const NO_DIAGNOSIS: DiagnosisData = {
  running: false,
  diagnosis: null,
  refused: null,
  building: false,
  bundle: null,
  saving: false,
  saved: null,
  bundle_refused: null,
}

export interface DiagnosisActions {
  /** Reads the log and judges it; nothing while that is under way. */
  diagnose: () => void
  /** Makes a report and shows it. */
  buildBundle: () => void
  /** Saves the report that is shown, exactly as it is shown. */
  saveBundle: () => void
  closeBundle: () => void
}

const SILENT = { refused: 'Sluice did not answer. Try again.' }

/** What the log says, and the report to hand on. Main reads, judges, asks where to and writes. */
export function createDiagnosis({
  store,
  request,
}: {
  store: AppStore
  request: Bridge['request']
}): DiagnosisActions {
  const now = (): DiagnosisData => store.getState().diagnosis
  const change = (data: Partial<DiagnosisData>): void => store.setState({ diagnosis: { ...now(), ...data } })

  const diagnose = async (): Promise<void> => {
    if (now().running) return
    change({ running: true })
    const reply = await request('diagnosis:run', null).catch(() => SILENT)
    if ('refused' in reply) change({ running: false, refused: reply.refused })
    else change({ running: false, refused: null, diagnosis: reply })
  }
  const buildBundle = async (): Promise<void> => {
    if (now().building) return
    change({ building: true, bundle_refused: null, saved: null })
    const reply = await request('bundle:build', null).catch(() => SILENT)
    if ('refused' in reply) change({ building: false, bundle_refused: reply.refused })
    else change({ building: false, bundle: reply })
  }
  const saveBundle = async (): Promise<void> => {
    const { bundle, saving } = now()
    if (!bundle || saving) return
    change({ saving: true, bundle_refused: null, saved: null })
    const reply = await request('bundle:save', { bundle_id: bundle.bundle_id }).catch(() => SILENT)
    if (reply === null) change({ saving: false })
    else if ('refused' in reply) change({ saving: false, bundle_refused: reply.refused })
    else change({ saving: false, saved: reply.saved })
  }
  return {
    diagnose: () => void diagnose(),
    buildBundle: () => void buildBundle(),
    saveBundle: () => void saveBundle(),
    closeBundle: () => change({ bundle: null }),
  }
}
