// `node build/smoke-packages.mjs [FOLDER]`: starts the app out of every built folder and installer of this system in FOLDER
// (dist), and lets it try itself: --smoke, and --self-test once. Wants a display on Linux (`xvfb-run -a node …`).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { openPackage } from './verify/open-package.mjs'
import { archOf, builtIn } from './verify-package.mjs'

const WITHIN_MS = 8 * 60_000
const folder = resolve(process.argv[2] ?? 'dist')
/** What this system can open and start. @type {Record<string, RegExp>} */
const OURS = {
  linux: /-unpacked$|\.(?:AppImage|deb|rpm|tar\.gz)$/,
  darwin: /mac(?:-arm64)?$|mac-.*\.(?:dmg|zip)$/,
  win32: /win.*-unpacked$|win-.*\.(?:exe|zip)$/,
}

const paths = builtIn(folder).filter((path) => {
  const name = basename(path)
  return OURS[process.platform]?.test(name) && archOf(name) === process.arch
})
if (paths.length === 0)
  throw new Error(`in ${folder} is nothing that starts on ${process.platform}-${process.arch}`)
let right = true
for (const [index, path] of paths.entries()) {
  const opened = openPackage(path)
  const program = opened.platform === 'mac' ? join(opened.program, 'Contents/MacOS/Sluice') : opened.program
  for (const mode of index === 0 ? ['--smoke', '--self-test'] : ['--smoke'])
    right = run(opened.name, program, mode) && right
  opened.close()
}
process.exitCode = right ? 0 : 1

/**
 * @param {string} name
 * @param {string} program
 * @param {string} mode
 */
function run(name, program, mode) {
  const own = mkdtempSync(join(tmpdir(), 'sluice-tried-'))
  const out = join(own, 'result.json')
  const { status, signal, error } = spawnSync(program, [mode, '--json', '--out', out], {
    stdio: 'inherit',
    timeout: WITHIN_MS,
  })
  const ok = status === 0
  console.log(
    `${ok ? 'ok   ' : 'WRONG'}  ${name} ${mode}: ${error?.message ?? signal ?? `exit code ${status}`}`,
  )
  // On Windows a program with a window prints nothing: the file has it.
  if (!ok && !error) console.log(textOf(out))
  rmSync(own, { recursive: true, force: true })
  return ok
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'it wrote no result'
  }
}
