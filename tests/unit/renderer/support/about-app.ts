import type { About } from '../../../../src/shared/ipc-contract.ts'

/** What main tells of the app itself. */
export const ABOUT: About = {
  version: '0.1.0',
  host: 'test',
  platform: 'linux',
  memory_bytes: 16_000_000_000,
  unsandboxed: false,
  can_update: false,
}
