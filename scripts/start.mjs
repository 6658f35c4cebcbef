// `npm start`: the app on Electron; where its runtime cannot be had, the same app on the Chromium host; without a display
// that answers, the stability test in the terminal. Says which of the three it is and why. `npm start -- --smoke` and the other modes of
// docs/command-line.md need no display: without one they run on the Chromium host.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkNode } from './check-node.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { whyNoDisplay } from './find-display.mjs'
import { runInherited, runQuietly } from './run-program.mjs'

const root = resolve(import.meta.dirname, '..')
const electronFolder = join(root, 'node_modules/electron')
const DOWNLOAD_WITHIN_MS = 10 * 60_000
const args = process.argv.slice(2)

checkNode()
process.exitCode = await start()

async function start() {
  const { MODE_SWITCHES } = await import('../src/main/command-line/app-modes.ts')
  const unseen = args.some((arg) => MODE_SWITCHES.includes(arg.split('=')[0] ?? ''))
  const blind = await whyNoDisplay()
  if (blind !== null && !unseen) {
    console.log(`${blind} Running the stability test instead.\n`)
    return runInherited('node', ['src/main/command-line/verify-cli.ts'], root)
  }
  const built = await runQuietly('electron-vite', ['build'], root, 'Building the app')
  if (!built.ok) {
    console.error(built.output)
    return 1
  }
  const electron = await chooseElectron(blind === null)
  if (electron.path) return runInherited(electron.path, [root, ...args], root)
  console.log(`Not on Electron: ${electron.why}`)
  console.log(
    `${unseen ? 'Running' : 'Opening'} the same app on the Chromium host instead (see tests/host/README.md).\n`,
  )
  if (!(await ensureChromium({ install: true }))) return 1
  const host = process.platform === 'win32' ? 'electron-chromium.cmd' : 'electron-chromium'
  // Where a mode opens no window, Chromium shall show none either.
  const hidden = unseen ? ['--headless'] : []
  return runInherited(join(root, 'tests/host', host), [root, ...hidden, ...args], root)
}

/** @param {boolean} seen @returns {Promise<{ path: string | null, why: string }>} */
async function chooseElectron(seen) {
  if (process.env.SLUICE_HOST === 'chromium')
    return { path: null, why: 'SLUICE_HOST asks for the Chromium host.' }
  if (seen) return findElectron()
  const command = `xvfb-run -a npm start -- ${args.join(' ')}`
  return {
    path: null,
    why: `it starts only with a display, even where it shows nothing; with one made up: ${command}`,
  }
}

/** The runtime, downloaded by Electron's own installer when it is not there yet. */
async function findElectron() {
  const pathFile = join(electronFolder, 'path.txt')
  const installed = () => {
    if (!existsSync(pathFile)) return null
    const path = join(electronFolder, 'dist', readFileSync(pathFile, 'utf8').trim())
    return existsSync(path) ? path : null
  }
  const present = installed()
  if (present) return { path: present, why: '' }
  const what = 'Downloading Electron (about 120 MB, once)'
  const download = await runQuietly(
    'node',
    [join(electronFolder, 'install.js')],
    root,
    what,
    DOWNLOAD_WITHIN_MS,
  )
  const path = installed()
  return path
    ? { path, why: '' }
    : { path: null, why: `its runtime could not be downloaded (${reasonOf(download.output)}).` }
}

/** The line that says what went wrong, without the stack below it. @param {string} output */
function reasonOf(output) {
  const line = output
    .split('\n')
    .find((text) => /error|ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|refused|status/i.test(text))
  // Node's words for "no way to that server": say what a person can check.
  if (line?.includes('fetch failed'))
    return 'its server could not be reached; is this computer offline, or behind a proxy?'
  return (line ?? output.trim().split('\n').at(-1) ?? 'no reason was given').trim().slice(0, 300)
}
