import type { ConnectionStatus } from '../../../shared/engine-info.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { StabilityState } from '../../../shared/stability.ts'
import type { CoreCounters } from '../../../shared/stream-trace.ts'
import type { KnownSecrets } from './hide-known.ts'

/** The app and the computer it runs on. */
export interface AboutApp {
  version: string
  /** 'electron', or 'chromium' on the stand-in host. */
  host: string
  /** null where there is none: a command line in plain Node. */
  electron: string | null
  chromium: string | null
  node: string
  platform: string
  arch: string
  os_release: string
  cores: number
  memory_bytes: number
  locale: string
}

/** The newest lines of the log, as they are in its files, oldest first. */
export interface LogTail {
  lines: readonly string[]
  /** True when there are older lines than these. */
  older: boolean
}

/** All a report is made of, gathered at one moment. Nothing in it has been cleaned yet. */
export interface BundleFacts {
  /** Milliseconds since 1970. */
  made_at: number
  about: AboutApp
  settings: Settings
  connections: readonly ConnectionStatus[]
  /** The diagnosis in words, of scrubbed lines. */
  diagnosis: string
  stability: StabilityState
  counters: CoreCounters
  log: LogTail
  known: KnownSecrets
}
