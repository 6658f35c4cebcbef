/** What main tells of the app itself and of this computer. */
export interface About {
  version: string
  /** 'electron', or 'chromium' on the stand-in host. */
  host: string
  platform: string
  /** All the memory of this computer, in bytes. */
  memory_bytes: number
  /** The page runs without Chromium's sandbox, because it was started so. */
  unsandboxed: boolean
  /** This build can look for newer versions of itself. */
  can_update: boolean
}
