import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runQuietly } from '../../scripts/run-program.mjs'

const root = resolve(import.meta.dirname, '../..')
/** What builds and opens Linux packages, with Debian's package of it. */
const TOOLS = {
  mksquashfs: 'squashfs-tools',
  unsquashfs: 'squashfs-tools',
  'desktop-file-validate': 'desktop-file-utils',
  appstreamcli: 'appstream',
  'dpkg-deb': 'dpkg',
  rpmbuild: 'rpm',
  cpio: 'cpio',
  '7za': 'p7zip-full',
}

/** Why Linux packages cannot be built here, or null. Installs what is missing where that disturbs nobody. */
export async function ensureTools() {
  const missing = () => Object.entries(TOOLS).filter(([tool]) => !isInstalled(tool))
  const packages = () => [...new Set(missing().map(([, name]) => name))]
  if (missing().length === 0) return null
  const install = ['install', '-y', '--no-install-recommends', ...packages()]
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await runQuietly('apt-get', ['update'], root, 'Reading the list of packages')
    await runQuietly('apt-get', install, root, `Installing ${packages().join(', ')}`)
  }
  return missing().length === 0
    ? null
    : `To build the packages these are missing:\n\n  sudo apt-get ${install.join(' ')}`
}

/** @param {string} tool */
function isInstalled(tool) {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, tool)))
}
