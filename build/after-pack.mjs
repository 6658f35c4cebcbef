import { join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { dateFiles } from './same-bytes.mjs'

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

/** @type {Record<string, string>} */
const PROGRAMS = { darwin: 'Sluice.app', win32: 'Sluice.exe', linux: 'sluice' }

/** @param {import('electron-builder').AfterPackContext} context */
export async function afterPack(context) {
  await flipFusesOf(context)
  if (context.electronPlatformName === 'linux') dateFiles(context.appOutDir)
}

/** @param {Pick<import('electron-builder').AfterPackContext, 'appOutDir' | 'electronPlatformName'>} context */
export async function flipFusesOf({ appOutDir, electronPlatformName: platform }) {
  const program = PROGRAMS[platform]
  if (!program) throw new Error(`no fuses are known for ${platform}`)
  await flipFuses(join(appOutDir, program), {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // An arm64 Mac refuses a program that was changed after it was signed; signing proper comes later.
    resetAdHocDarwinSignature: platform === 'darwin',
    ...numbered(FUSES),
  })
}

/** By their places in the wire. @param {typeof FUSES} fuses */
function numbered(fuses) {
  const entries = Object.entries(fuses).map(([name, on]) => [
    FuseV1Options[/** @type {keyof typeof FUSES} */ (name)],
    on,
  ])
  return /** @type {Record<FuseV1Options, boolean>} */ (Object.fromEntries(entries))
}
