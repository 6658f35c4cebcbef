import type { ConnectionStatus } from '../../../../src/shared/engine-info.ts'
import { readyConnection } from './ready-connection.ts'

/** The connection to models in files, with those that it lists: [model, label]. */
export function localModels(...models: (readonly [model: string, label: string])[]): ConnectionStatus {
  const listed = models.map(([model, label]) => ({ model, label, detail: '' }))
  return readyConnection('local-models', 'llama', 'Models on this computer', listed)
}
