// Finds a Chromium on this machine, or gets one where that is nobody's desktop.
// Used by the end-to-end host (tests/host) and by hand: `node scripts/find-chromium.mjs [--install]`.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ path: string, source: string }} FoundChromium */

const INSTALL_WITHIN_MS = 10 * 60_000
const DEBIAN_COMMAND = 'apt-get update && apt-get install -y --no-install-recommends chromium'

/** The browser to use and where it comes from; null when there is none. @returns {FoundChromium | null} */
export function findChromium() {
  const named = process.env['SLUICE_CHROMIUM']
  if (named) {
    if (isProgram(named)) return { path: named, source: 'SLUICE_CHROMIUM' }
    throw new Error(`SLUICE_CHROMIUM is '${named}', which is not a program that can be run.`)
  }
  return candidates().find(({ path }) => isProgram(path)) ?? null
}

/**
 * Like findChromium, but installs Debian's package where that disturbs nobody (CI, root in a container).
 * On a person's machine it prints the command and returns null.
 * @param {{ install: boolean }} options
 * @returns {Promise<FoundChromium | null>}
 */
export async function ensureChromium({ install }) {
  const found = findChromium()
  if (found) {
    console.log(`Chromium: ${found.path} (${found.source})`)
    return found
  }
  if (!install || !mayInstall()) {
    console.log(`No Chromium, Chrome or Edge was found. To get one:\n\n  ${commandForPeople()}\n`)
    console.log('Or set SLUICE_CHROMIUM to the program of one that is installed elsewhere.')
    return null
  }
  console.log(`No Chromium was found. Installing it: ${DEBIAN_COMMAND}`)
  await run(isRoot() ? [] : ['sudo', '-n'], 'apt-get', ['update'])
  await run(isRoot() ? [] : ['sudo', '-n'], 'apt-get', [
    'install',
    '-y',
    '--no-install-recommends',
    'chromium',
  ])
  const installed = findChromium()
  if (!installed)
    throw new Error(`'${DEBIAN_COMMAND}' ended well, but there is still no Chromium. Set SLUICE_CHROMIUM.`)
  console.log(`Chromium: ${installed.path} (${installed.source})`)
  return installed
}

/** In order of preference: a system's own package, then vendors' browsers, then Playwright's download. */
function candidates() {
  return [...systemCandidates(), ...playwrightCandidates()]
}

/** @returns {FoundChromium[]} */
function systemCandidates() {
  if (process.platform === 'darwin') return macCandidates()
  if (process.platform === 'win32') return windowsCandidates()
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ]
  const folders = [...new Set(['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)])].filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => ({ path: join(folder, name), source: 'system' })))
}

/** @returns {FoundChromium[]} */
function macCandidates() {
  const names = ['Chromium', 'Google Chrome', 'Microsoft Edge']
  const folders = ['/Applications', join(homedir(), 'Applications')]
  return names.flatMap((name) =>
    folders.map((folder) => ({
      path: join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      source: 'system',
    })),
  )
}

/** @returns {FoundChromium[]} */
function windowsCandidates() {
  const places = [
    'Chromium/Application/chrome.exe',
    'Google/Chrome/Application/chrome.exe',
    'Microsoft/Edge/Application/msedge.exe',
  ]
  const roots = ['LOCALAPPDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)'].map((name) => process.env[name])
  return places.flatMap((place) =>
    roots.flatMap((root) => (root ? [{ path: join(root, place), source: 'system' }] : [])),
  )
}

/** `npx playwright install chromium` puts each revision in a folder of its own; the newest comes first. */
function playwrightCandidates() {
  const folder = playwrightFolder()
  if (!existsSync(folder)) return []
  const revisions = readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
  ]
  return revisions.flatMap((revision) =>
    inside.map((place) => ({ path: join(folder, revision, place), source: "Playwright's download" })),
  )
}

function playwrightFolder() {
  const set = process.env['PLAYWRIGHT_BROWSERS_PATH']
  if (set && set !== '0') return set
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'ms-playwright')
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright')
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ms-playwright')
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const isRoot = () => process.getuid?.() === 0
const hasApt = () => process.platform === 'linux' && existsSync('/usr/bin/apt-get')

/** Only where nobody's system is changed behind their back. */
function mayInstall() {
  return hasApt() && (process.env['CI'] === 'true' || (isRoot() && inContainer()))
}

function inContainer() {
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv') || process.env['container']) return true
  // No init system running as process 1 means nobody's desktop either.
  try {
    return !/^(systemd|init|launchd)$/.test(readFileSync('/proc/1/comm', 'utf8').trim())
  } catch {
    return false
  }
}

function commandForPeople() {
  if (process.platform === 'darwin') return 'brew install --cask chromium'
  if (process.platform === 'win32') return 'winget install --id Hibbiki.Chromium'
  /** @type {[string, string][]} */
  const managers = [
    ['/usr/bin/apt-get', 'sudo apt-get install chromium   (on Ubuntu: npx playwright install chromium)'],
    ['/usr/bin/dnf', 'sudo dnf install chromium'],
    ['/usr/bin/pacman', 'sudo pacman -S chromium'],
    ['/usr/bin/zypper', 'sudo zypper install chromium'],
    ['/sbin/apk', 'sudo apk add chromium'],
  ]
  return managers.find(([program]) => existsSync(program))?.[1] ?? 'npx playwright install chromium'
}

/**
 * Runs one installer command with its output shown; rejects with what to do when it fails or hangs.
 * @param {string[]} prefix @param {string} program @param {string[]} args
 * @returns {Promise<void>}
 */
function run(prefix, program, args) {
  const [command = program, ...rest] = [...prefix, program, ...args]
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: INSTALL_WITHIN_MS,
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (code === 0) return resolve()
      const how = signal
        ? `took longer than ${INSTALL_WITHIN_MS / 60_000} minutes`
        : `failed with exit code ${code}`
      reject(
        new Error(
          `'${command} ${rest.join(' ')}' ${how}. Install Chromium yourself, or set SLUICE_CHROMIUM.`,
        ),
      )
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = await ensureChromium({ install: process.argv.includes('--install') })
  process.exitCode = found ? 0 : 1
}
