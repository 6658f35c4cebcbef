// As make-stub.mjs, for Windows: electron-builder writes the hash of the archive into the program's resources, so there must be some.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { fusesAsShipped } from './make-stub.mjs'

const ENGLISH = 1033
const UNICODE = 1200
const PARTS = [
  'chrome_100_percent.pak',
  'd3dcompiler_47.dll',
  'ffmpeg.dll',
  'icudtl.dat',
  'libEGL.dll',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vulkan-1.dll',
  'LICENSE',
  'LICENSES.chromium.html',
  'version',
]

/** For x64, of which an empty program is by itself. @param {string} folder */
export function makeWindowsStub(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  writeFileSync(
    join(folder, 'electron.exe'),
    Buffer.concat([emptyProgram(), fusesAsShipped(), Buffer.alloc(64)]),
  )
  for (const name of PARTS) writeFileSync(join(folder, name), `stub ${name}\n`)
  for (const locale of ['en-US', 'de', 'fr']) writeFileSync(join(folder, `locales/${locale}.pak`), 'stub\n')
}

function emptyProgram() {
  const program = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(program)
  const version = Resource.VersionInfo.createEmpty()
  version.setFileVersion(45, 0, 0, 0, ENGLISH)
  version.setStringValues({ lang: ENGLISH, codepage: UNICODE }, { ProductName: 'Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(program)
  return Buffer.from(program.generate())
}
