import { join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'

/**
 * All nine switches in the runtime's binary. A tenth, which a newer Electron may bring, fails the build until it is decided
 * here. https://www.electronjs.org/docs/latest/tutorial/fuses
 * @type {Record<keyof typeof FuseV1Options, boolean>}
 */
export const FUSES = {
  // The installed app is no Node for others to run their scripts with.
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableCookieEncryption: true,
  // What is loaded is what was packed (enforced by Electron on macOS and Windows).
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  // There is no snapshot of ours to load.
  LoadBrowserProcessSpecificV8Snapshot: false,
  // The page is served as app://, never as file://.
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
}

/** @param {import('electron-builder').AfterPackContext} context */
export async function flipFusesOf({ appOutDir, electronPlatformName: platform, packager }) {
  const name = packager.appInfo.productFilename
  const program =
    platform === 'darwin' ? `${name}.app` : platform === 'win32' ? `${name}.exe` : packager.executableName
  const fuses = Object.fromEntries(Object.entries(FUSES).map(([fuse, on]) => [FuseV1Options[fuse], on]))
  await flipFuses(join(appOutDir, program), {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // An arm64 Mac refuses a program that was changed after it was signed; signing proper comes later.
    resetAdHocDarwinSignature: platform === 'darwin',
    ...fuses,
  })
}
