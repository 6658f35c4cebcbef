import { execFileSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * An installed app as it lies on a disk.
 * @typedef {object} OpenPackage
 * @property {string} name what it came from
 * @property {string} root everything that was unpacked
 * @property {string} app the folder with the program; on a Mac `Sluice.app/Contents`
 * @property {string} resources
 * @property {'linux' | 'mac' | 'win'} platform
 * @property {string} program
 * @property {'dir' | 'AppImage' | 'deb' | 'rpm' | 'archive' | 'nsis' | 'dmg'} kind
 * @property {() => void} close
 */

/** @type {Record<string, { kind: OpenPackage['kind'], unpack: (file: string, into: string) => void }>} */
const KINDS = {
  AppImage: { kind: 'AppImage', unpack: unpackAppImage },
  deb: { kind: 'deb', unpack: unpackDeb },
  rpm: {
    kind: 'rpm',
    unpack: (file, into) => run('sh', ['-c', 'rpm2cpio "$0" | (cd "$1" && cpio -idm --quiet)', file, into]),
  },
  gz: { kind: 'archive', unpack: (file, into) => run('tar', ['-xzf', file, '-C', into]) },
  zip: { kind: 'archive', unpack: unzip },
  dmg: { kind: 'dmg', unpack: unpackDmg },
  exe: { kind: 'nsis', unpack: unpackNsis },
}

/** Which files an installer's name may end in. */
export const INSTALLERS = Object.keys(KINDS).map((ending) => (ending === 'gz' ? 'tar.gz' : ending))

/**
 * Opens a built folder where it lies, an installer in a temporary folder that `close` removes.
 * @param {string} path
 * @returns {OpenPackage}
 */
export function openPackage(path) {
  const name = basename(path)
  if (statSync(path).isDirectory())
    return { ...findApp(path), name, root: path, kind: 'dir', close: () => {} }
  const how = KINDS[name.split('.').at(-1) ?? '']
  if (!how) throw new Error(`${name} is no package this knows: ${INSTALLERS.join(', ')}, or a built folder.`)
  const root = mkdtempSync(join(tmpdir(), 'sluice-package-'))
  const close = () => rmSync(root, { recursive: true, force: true })
  try {
    how.unpack(resolve(path), root)
    return { ...findApp(root), name, root, kind: how.kind, close }
  } catch (error) {
    close()
    throw error
  }
}

/** @param {string} root */
function findApp(root) {
  const [archive] = globSync('**/app.asar', { cwd: root })
  if (!archive) throw new Error(`there is no app.asar in ${root}`)
  const resources = dirname(join(root, archive))
  const app = dirname(resources)
  if (basename(app) === 'Contents') {
    return { app, resources, platform: /** @type {const} */ ('mac'), program: dirname(app) }
  }
  const windows = join(app, 'Sluice.exe')
  return existsSync(windows)
    ? { app, resources, platform: /** @type {const} */ ('win'), program: windows }
    : { app, resources, platform: /** @type {const} */ ('linux'), program: join(app, 'sluice') }
}

/**
 * A runtime with a file system behind it: it begins at its magic word.
 * @param {string} file
 * @param {string} into
 */
function unpackAppImage(file, into) {
  const bytes = readFileSync(file)
  for (let at = bytes.indexOf('hsqs'); at >= 0; at = bytes.indexOf('hsqs', at + 4)) {
    // Its version is 4.0; the word may stand in the runtime's own code, too.
    if (bytes.readUInt16LE(at + 28) !== 4 || bytes.readUInt16LE(at + 30) !== 0) continue
    run('unsquashfs', ['-q', '-n', '-f', '-d', into, '-o', String(at), file])
    return
  }
  throw new Error('there is no file system in this AppImage')
}

/**
 * @param {string} file
 * @param {string} into
 */
function unpackDeb(file, into) {
  run('dpkg-deb', ['-x', file, into])
  run('dpkg-deb', ['-e', file, join(into, 'DEBIAN')])
}

/**
 * @param {string} file
 * @param {string} into
 */
function unzip(file, into) {
  if (process.platform === 'win32') run('tar', ['-xf', file, '-C', into])
  else if (process.platform === 'darwin') run('ditto', ['-xk', file, into])
  else run('7z', ['x', '-y', `-o${into}`, file])
}

/**
 * @param {string} file
 * @param {string} into
 */
function unpackDmg(file, into) {
  if (process.platform !== 'darwin') return run('7z', ['x', '-y', `-o${into}`, file])
  const at = mkdtempSync(join(tmpdir(), 'sluice-dmg-'))
  run('hdiutil', ['attach', file, '-nobrowse', '-readonly', '-mountpoint', at])
  try {
    run('ditto', [join(at, 'Sluice.app'), join(into, 'Sluice.app')])
  } finally {
    run('hdiutil', ['detach', at])
  }
}

/**
 * The installer carries the app as one 7z archive.
 * @param {string} file
 * @param {string} into
 */
function unpackNsis(file, into) {
  const outer = join(into, '.installer')
  mkdirSync(outer)
  run('7z', ['x', '-y', `-o${outer}`, file])
  const [inner] = globSync('**/app-*.7z', { cwd: outer })
  if (!inner) throw new Error('the installer carries no app')
  run('7z', ['x', '-y', `-o${join(outer, 'app')}`, join(outer, inner)])
  for (const entry of readdirSync(join(outer, 'app')))
    renameSync(join(outer, 'app', entry), join(into, entry))
  rmSync(outer, { recursive: true, force: true })
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
      throw new Error(`${program} is needed to look into this package, and is not installed.`, {
        cause: error,
      })
    }
    throw error
  }
}
