import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const DESKTOP = 'usr/share/applications/sluice.desktop'
const ICON_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
/** Where a person's data are; no script of a package has to do with it. */
const HOME = /\.config|\$HOME|~\/|XDG_CONFIG|\/home\//

/**
 * What a Linux package puts beside the app: how the desktop finds it, and what its scripts do.
 * @param {import('./open-package.mjs').OpenPackage} opened
 */
export function checkLinux({ root, kind, resources }) {
  if (kind === 'AppImage') return checkDesktop(join(root, 'sluice.desktop'))
  if (kind !== 'deb' && kind !== 'rpm') return []
  return [
    ...checkDesktop(join(root, DESKTOP)),
    ...checkMetainfo(join(root, 'usr/share/metainfo')),
    ...checkIcons(root),
    // Without it, Ubuntu 24.04 and later let the app start only without its sandbox.
    ...checkProfile(join(resources, 'apparmor-profile')),
    ...(kind === 'deb' ? checkScripts(join(root, 'DEBIAN')) : []),
  ]
}

/** @param {string} file */
function checkDesktop(file) {
  if (!existsSync(file)) return ['the desktop entry is missing']
  const text = readFileSync(file, 'utf8')
  const complaints = [
    /^Name=Sluice$/m,
    /^Categories=.*Utility/m,
    /^StartupWMClass=sluice$/m,
    /x-scheme-handler\/sluice;/m,
  ]
    .filter((wanted) => !wanted.test(text))
    .map((wanted) => `the desktop entry has no line like ${wanted.source}`)
  return /^Exec=.*--no-sandbox/m.test(text)
    ? [...complaints, 'the desktop entry starts it without a sandbox']
    : complaints
}

/** Found by its name, which is the app's id. @param {string} folder */
function checkMetainfo(folder) {
  const names = globSync('*.metainfo.xml', { cwd: folder })
  if (names.length !== 1) return [`there are ${names.length} metainfo files, not one`]
  const [name = ''] = names
  const id = name.slice(0, -'.metainfo.xml'.length)
  const text = readFileSync(join(folder, name), 'utf8')
  return [
    ...(text.includes(`<id>${id}</id>`) ? [] : [`${name} is for another id`]),
    ...(text.includes('<launchable type="desktop-id">sluice.desktop<') ? [] : [`${name} launches nothing`]),
    ...(/@[A-Z_]+@/.test(text) ? [`${name} is not filled in`] : []),
  ]
}

/** @param {string} root */
function checkIcons(root) {
  return ICON_SIZES.map((size) => `usr/share/icons/hicolor/${size}x${size}/apps/sluice.png`)
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `${path} is missing`)
}

/** @param {string} file */
function checkProfile(file) {
  if (!existsSync(file)) return ['the AppArmor profile is missing']
  const text = readFileSync(file, 'utf8')
  return /\/opt\/Sluice\/sluice/.test(text) && /\buserns\b/.test(text)
    ? []
    : ['the AppArmor profile is not for this app']
}

/** @param {string} control */
function checkScripts(control) {
  const scripts = globSync('{preinst,postinst,prerm,postrm}', { cwd: control })
  const touching = scripts.filter((name) => HOME.test(readFileSync(join(control, name), 'utf8')))
  return [
    ...['postinst', 'postrm'].filter((name) => !scripts.includes(name)).map((name) => `${name} is missing`),
    ...touching.map((name) => `${name} touches a person’s own files`),
  ]
}
