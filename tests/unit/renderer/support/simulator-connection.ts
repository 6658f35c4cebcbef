import type { ConnectionStatus, ModelInfo } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../src/shared/ids.ts'

export const SIMULATOR: ConnectionStatus = {
  connection_id: '00000000-0000-4000-8000-000000000001' as ConnectionId,
  kind: 'simulator',
  name: 'Simulator',
  url: '',
  key: 'none',
  busy: null,
  status: {
    state: 'ready',
    version: '1',
    models: [
      { model: 'normal', label: 'normal', detail: 'Well-behaved, 40 tokens a second', continues: true },
      {
        model: 'ignores-cancel',
        label: 'ignores cancel',
        detail: 'Goes on after Stop until it is killed',
        continues: true,
      },
      { model: 'flood', label: 'flood', detail: '100,000 tokens a second', continues: true },
    ] satisfies ModelInfo[],
  },
}
