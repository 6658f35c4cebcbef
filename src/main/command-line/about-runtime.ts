import { arch, platform, versions } from 'node:process'

/** What a result was made on. A result from the stand-in host names no Electron: none ran. */
export interface Runtime {
  version: string
  host: string
  platform: string
  arch: string
  electron: string | null
  chrome: string | null
  node: string
}

/** `version`: of the app. Ask when the result is written: the stand-in learns late which Chromium it has. */
export function aboutRuntime(version: string): Runtime {
  const host = versions['sluice-host'] ?? 'electron'
  return {
    version,
    host,
    platform,
    arch,
    electron: host === 'electron' ? (versions['electron'] ?? null) : null,
    chrome: versions['chrome'] ?? null,
    node: versions.node,
  }
}

/** For a line people read, e.g. "Electron 45.4.1" or "the Chromium host (not Electron)". */
export function runtimeName({ host, electron }: Runtime): string {
  return host === 'electron' ? `Electron ${electron}` : `the ${host} host (not Electron)`
}
