// `node build/smoke-packages.mjs [FOLDER]`: starts the app out of every built folder and installer of this system in FOLDER
// (dist), and lets it try itself: --smoke, and --self-test once. Wants a display on Linux (`xvfb-run -a node …`).
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { openPackage } from './verify/open-package.mjs'
import { archOf, builtIn } from './verify-package.mjs'

/** What the app allows itself (docs/command-line.md), and as much again for a busy machine. */
const WITHIN_MS = { '--smoke': 60_000, '--self-test': 13 * 60_000 }
/** What one that hung has to die in. */
const DEAD_WITHIN_MS = 5_000

/** @typedef {keyof typeof WITHIN_MS} Mode */

/** What this system can open and start. @type {Record<string, RegExp>} */
const OURS = {
  linux: /^linux(?:-\w+)?-unpacked$|\.(?:AppImage|deb|rpm|tar\.gz)$/,
  darwin: /mac(?:-arm64)?$|mac-.*\.(?:dmg|zip)$/,
  win32: /win.*-unpacked$|win-.*\.(?:exe|zip)$/,
}

/**
 * Of what was built, that which starts here; each with the modes it is to be tried in.
 * @param {string[]} paths
 * @param {{ platform: string, arch: string }} here
 * @returns {{ path: string, modes: Mode[] }[]}
 */
export function whatToTry(paths, { platform, arch }) {
  const ours = paths.filter((path) => OURS[platform]?.test(basename(path)) && archOf(basename(path)) === arch)
  return ours.map((path, index) => ({ path, modes: index === 0 ? ['--smoke', '--self-test'] : ['--smoke'] }))
}

/**
 * Lets a program try itself and judges it: by its exit code, and by the result it wrote. Always ends.
 * @param {string} program
 * @param {Mode} mode
 * @returns {Promise<string | null>} what is wrong
 */
export async function tryProgram(program, mode, within_ms = WITHIN_MS[mode]) {
  const own = mkdtempSync(join(tmpdir(), 'sluice-tried-'))
  const out = join(own, 'result.json')
  try {
    const ended = await run(program, [mode, '--json', '--out', out], within_ms)
    return ended ?? judge(mode, textOf(out))
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number} within_ms
 * @returns {Promise<string | null>} how it ended badly, with the result it wrote
 */
function run(program, args, within_ms) {
  return new Promise((done) => {
    // What it says is in its file, too: on Windows a program with a window prints nothing.
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: process.platform !== 'win32',
    })
    /** @type {string | undefined} */
    let killed
    /** @type {NodeJS.Timeout} */
    let late
    /** @param {string | null} sentence */
    const end = (sentence) => {
      clearTimeout(late)
      done(sentence)
    }
    late = setTimeout(() => {
      const sentence = `it did not end within ${within_ms / 1_000} s, and was killed`
      killed = sentence
      killTree(child)
      // One that cannot be killed is not waited for either.
      late = setTimeout(() => end(sentence), DEAD_WITHIN_MS)
    }, within_ms)
    child.on('error', (error) => end(`it could not be started: ${error.message}`))
    child.on('exit', (code, signal) => {
      if (killed || code === 0) end(killed ?? null)
      else end(`it ended with ${signal ?? `exit code ${code}`}\n${textOf(args.at(-1) ?? '')}`)
    })
  })
}

/** With all it started: those hold on to the display. @param {import('node:child_process').ChildProcess} child */
function killTree(child) {
  if (!child.pid) return
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' })
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended in between.
  }
}

/**
 * An exit code of 0 is not enough: a launcher may have it that started nothing.
 * @param {Mode} mode
 * @param {string} text
 */
function judge(mode, text) {
  try {
    const { ok, steps, scenarios } = JSON.parse(text)
    const tried = mode === '--smoke' ? steps : scenarios
    if (ok === true && Array.isArray(tried) && tried.length > 0) return null
    return `its result is not that all is well\n${text}`
  } catch {
    return `it wrote no result\n${text}`
  }
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/**
 * @param {string} folder
 * @returns {Promise<boolean>} whether all is well
 */
export async function smokePackages(folder) {
  const tries = whatToTry(builtIn(folder), process)
  if (tries.length === 0) {
    console.error(`In ${folder} is nothing that starts on ${process.platform}-${process.arch}.`)
    return false
  }
  let right = true
  for (const { path, modes } of tries) {
    const opened = openPackage(path)
    const program = opened.platform === 'mac' ? join(opened.program, 'Contents/MacOS/Sluice') : opened.program
    for (const mode of modes) {
      const wrong = await tryProgram(program, mode)
      console.log(`${wrong ? 'WRONG' : 'ok   '}  ${opened.name} ${mode}${wrong ? `: ${wrong}` : ''}`)
      right &&= wrong === null
    }
    opened.close()
  }
  return right
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  process.exitCode = (await smokePackages(resolve(process.argv[2] ?? 'dist'))) ? 0 : 1
}
