import type { ConnectionStatus } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../src/shared/ids.ts'

/** The connection to models in files, with those that it lists: [model, label]. */
export function localModels(...models: (readonly [model: string, label: string])[]): ConnectionStatus {
  return {
    connection_id: 'local-models' as ConnectionId,
    kind: 'llama',
    name: 'Models on this computer',
    url: '',
    key: 'none',
    busy: null,
    status: {
      state: 'ready',
      version: '1',
      models: models.map(([model, label]) => ({ model, label, detail: '', continues: true })),
    },
  }
}
