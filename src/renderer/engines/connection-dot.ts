import type { ConnectionStatus } from '../../shared/engine-info.ts'
import type { DotState } from '../ui/dot.tsx'

/** The state of a connection as a dot; words stand beside it everywhere. */
export function dotOf({ status, busy }: Pick<ConnectionStatus, 'status' | 'busy'>): DotState {
  if (status.state === 'failed') return 'failed'
  if (status.state !== 'ready') return 'idle'
  return busy ? 'stopping' : 'ok'
}
