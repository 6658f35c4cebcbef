import type { AppState } from '../../../../src/shared/ipc-contract.ts'

/** What main tells of the app itself. */
export const ABOUT: Pick<AppState, 'version' | 'host' | 'platform' | 'unsandboxed' | 'can_update'> = {
  version: '0.1.0',
  host: 'test',
  platform: 'linux',
  unsandboxed: false,
  can_update: false,
}
