import type { ConnectionStatus, ModelInfo } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../src/shared/ids.ts'

/** A connection without an address and a key, which is ready with these models. */
export function readyConnection(
  connection_id: string,
  kind: ConnectionStatus['kind'],
  name: string,
  models: Omit<ModelInfo, 'continues'>[],
): ConnectionStatus {
  return {
    connection_id: connection_id as ConnectionId,
    kind,
    name,
    url: '',
    key: 'none',
    busy: null,
    status: {
      state: 'ready',
      version: '1',
      models: models.map((model) => ({ ...model, continues: true })),
    },
  }
}
