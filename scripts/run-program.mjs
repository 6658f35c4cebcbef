import { spawn } from 'node:child_process'

/** npm puts node_modules/.bin in front of PATH, so that `node` and the tools are the project's own. */
const onWindows = process.platform === 'win32'

/**
 * Runs a program in this terminal; resolves with its exit code, and passes Ctrl+C on by sharing the terminal.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
export function runInherited(command, args, cwd, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      stdio: 'inherit',
      env: { ...process.env, ...env },
      shell: onWindows,
    })
    const ignore = () => {}
    process.on('SIGINT', ignore)
    const forward = () => child.kill('SIGTERM')
    process.on('SIGTERM', forward)
    /** @param {number} code */
    const end = (code) => {
      process.off('SIGINT', ignore)
      process.off('SIGTERM', forward)
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      end(1)
    })
    child.on('exit', (code, signal) => end(signal ? 1 : (code ?? 1)))
  })
}

/**
 * Runs a program behind one line that says what it does and how long it takes; its output is returned.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {string} what
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runQuietly(command, args, cwd, what, within_ms = 5 * 60_000) {
  const started = performance.now()
  const seconds = () => `${((performance.now() - started) / 1_000).toFixed(0)} s`
  process.stdout.write(`${what} …`)
  const ticker = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r${what} … ${seconds()}`), 1_000)
    : null
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: onWindows })
    const limit = setTimeout(() => {
      output += `\nstopped after ${within_ms / 1_000} s`
      child.kill('SIGKILL')
    }, within_ms)
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    /** @param {boolean} ok */
    const end = (ok) => {
      clearTimeout(limit)
      if (ticker) clearInterval(ticker)
      process.stdout.write(
        `${process.stdout.isTTY ? `\r${what} …` : ''} ${ok ? 'done' : 'failed'} (${seconds()})\n`,
      )
      resolve({ ok, output })
    }
    child.on('error', (error) => {
      output += error.message
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}
