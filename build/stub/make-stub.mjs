// A folder in the place of Electron's runtime, where that cannot be downloaded: the same files by name, nothing that runs.
// With it everything about an installer can be built and checked but that it starts.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where @electron/fuses looks for its switches, and how many Electron 45 has. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES_AS_SHIPPED = '101100011'
const PROGRAMS = ['chrome-sandbox', 'chrome_crashpad_handler']
const PARTS = [
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'icudtl.dat',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vk_swiftshader_icd.json',
  'LICENSE',
  'LICENSES.chromium.html',
  'version',
]
/** `e_machine` of an ELF file. */
export const ELF_MACHINES = { x64: 62, arm64: 183 }

/**
 * @param {string} folder
 * @param {'x64' | 'arm64'} arch
 */
export function makeStub(folder, arch) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  writeProgram(
    join(folder, 'electron'),
    Buffer.concat([elfHeader(arch), Buffer.alloc(4096), fusesAsShipped(), Buffer.alloc(64)]),
  )
  for (const name of PROGRAMS) writeProgram(join(folder, name), elfHeader(arch))
  for (const name of PARTS) {
    writeFileSync(join(folder, name), /\.so/.test(name) ? elfHeader(arch) : `stub ${name}\n`)
  }
  for (const locale of ['en-US', 'de', 'fr']) writeFileSync(join(folder, `locales/${locale}.pak`), 'stub\n')
}

/** The switches, as they stand in a program that was not packed yet. */
export function fusesAsShipped() {
  return Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([1, FUSES_AS_SHIPPED.length]),
    Buffer.from(FUSES_AS_SHIPPED),
  ])
}

/**
 * What electron-builder would download to make an AppImage: the system's own programs, and a runtime that does not run.
 * @param {string} folder
 */
export function makeAppImageTools(folder) {
  rmSync(folder, { recursive: true, force: true })
  for (const arch of ['x64', 'arm64']) {
    mkdirSync(join(folder, 'lib', arch), { recursive: true })
    mkdirSync(join(folder, 'runtimes'), { recursive: true })
    writeFileSync(join(folder, 'lib', arch, 'README'), 'stub\n')
    const machine = /** @type {'x64' | 'arm64'} */ (arch)
    writeProgram(
      join(folder, 'runtimes', `runtime-${arch}`),
      Buffer.concat([elfHeader(machine), Buffer.alloc(960)]),
    )
  }
  symlinkSync('/usr/bin/desktop-file-validate', join(folder, 'desktop-file-validate'))
  // Its own choice is the slowest level.
  const squash = '#!/bin/sh\nexec /usr/bin/mksquashfs "$@" -comp gzip -Xcompression-level 1\n'
  writeProgram(join(folder, 'mksquashfs'), Buffer.from(squash))
}

/**
 * @param {string} path
 * @param {Uint8Array} bytes
 */
function writeProgram(path, bytes) {
  writeFileSync(path, bytes)
  chmodSync(path, 0o755)
}

/** The first 64 bytes of a 64-bit little-endian ELF program. @param {'x64' | 'arm64'} arch */
export function elfHeader(arch) {
  const header = Buffer.alloc(64)
  header.write('\x7fELF', 'latin1')
  header.set([2, 1, 1], 4)
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(ELF_MACHINES[arch], 18)
  header.writeUInt32LE(1, 20)
  header.writeUInt16LE(64, 52)
  return header
}
