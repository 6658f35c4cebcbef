import { app } from 'electron'
import { resolve } from 'node:path'
import type { Undo } from '../lib/clock.ts'
import { LogFile } from '../lib/log-file.ts'
import { registerAppScheme } from '../window/app-protocol.ts'
import { logIn } from './app-folder.ts'
import type { AppMode, RefusedLine } from './app-modes.ts'
import { APP_USAGE } from './app-modes.ts'
import type { ExitCode } from './exit-codes.ts'
import { EXIT_CODE } from './exit-codes.ts'
import { guardAgainstHang } from './hang-guard.ts'
import { ResultFile } from './result-file.ts'
import { runDiagnose } from './run-diagnose.ts'
import type { ScratchFolder } from './scratch-folder.ts'
import { makeScratchFolder } from './scratch-folder.ts'
import { selfTest } from './self-test.ts'
import { smoke } from './smoke.ts'

type CommandMode = Exclude<AppMode, { mode: 'window' }>
type RuntimeMode = Extract<CommandMode, { mode: 'self-test' | 'smoke' }>

/** After it a run ends by itself; the guard, which leaves nothing but a sentence, comes a little later. */
const LIMITS_MS: Record<RuntimeMode['mode'], { run: number; guard: number }> = {
  smoke: { run: 25_000, guard: 30_000 },
  'self-test': { run: 6 * 60_000, guard: 6.5 * 60_000 },
}

/** Where a run's words go: to the terminal at once, and to `--out` as a whole at the end. */
class Output {
  #file: ResultFile | null
  #text = ''

  constructor(file: ResultFile | null) {
    this.#file = file
  }

  print(text: string): void {
    this.#text += `${text}\n`
    process.stdout.write(`${text}\n`)
  }

  /** Ends the process. A file that cannot be written now outweighs the verdict: somebody waits for it. */
  async end(code: ExitCode): Promise<void> {
    const refusal = this.#file?.write(this.#text)
    if (refusal) process.stderr.write(`${refusal.refused}\n`)
    await leave(refusal ? EXIT_CODE.refused : code)
  }

  /** Ends the process without a result. */
  async fail(sentence: string, code: ExitCode = EXIT_CODE.broken): Promise<void> {
    this.#file?.drop()
    process.stderr.write(`${sentence}\n`)
    await leave(code)
  }
}

async function leave(code: ExitCode): Promise<void> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  app.exit(code)
}

/**
 * Runs the app without its window and ends the process. Nothing of the ordinary app is touched, so that one may run beside
 * it: the data folder is a fresh one and its lock with it. Must be called before the app is ready. What needs no runtime is
 * done when the promise resolves; the rest goes on, as Electron is not ready before main has been evaluated.
 */
export async function runMode(asked: CommandMode | RefusedLine): Promise<void> {
  // Whoever reads may be gone before everything is written (`… | head -1`).
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  if ('refused' in asked) return new Output(null).fail(`${asked.refused}\n\n${APP_USAGE}`, EXIT_CODE.refused)
  const file = asked.out === null ? null : ResultFile.open(asked.out)
  if (file && 'refused' in file) return new Output(null).fail(file.refused, EXIT_CODE.refused)
  process.on('exit', () => file?.drop())
  const output = new Output(file)
  if (asked.mode === 'help' || asked.mode === 'version') {
    output.print(asked.mode === 'help' ? APP_USAGE : `Sluice ${app.getVersion()}`)
    return output.end(EXIT_CODE.holds)
  }
  try {
    const ordinary_log = logIn(ordinaryFolder())
    const scratch = makeScratchFolder()
    app.setPath('userData', scratch.path)
    // In the stand-in, and on most systems, all else is closed by then.
    process.on('exit', () => scratch.remove())
    if (asked.mode !== 'diagnose') return void playInRuntime(asked, scratch, output)
    const { text, exit_code } = await runDiagnose(asked, ordinary_log)
    scratch.remove()
    if (exit_code === EXIT_CODE.refused) return await output.fail(text, exit_code)
    output.print(text)
    await output.end(exit_code)
  } catch (error) {
    await output.fail(failure(asked.mode, error))
  }
}

const failure = (mode: string, error: unknown): string =>
  `sluice --${mode} failed: ${error instanceof Error ? error.message : String(error)}`

/** Not `userData` itself: asking for that creates it. */
function ordinaryFolder(): string {
  const named = app.commandLine.getSwitchValue('user-data-dir')
  return resolve(named || `${app.getPath('appData')}/${app.getName()}`)
}

/** Whatever happens, this ends the process. */
async function playInRuntime(asked: RuntimeMode, scratch: ScratchFolder, output: Output): Promise<void> {
  app.dock?.hide()
  const { run, guard } = LIMITS_MS[asked.mode]
  guardAgainstHang({
    within_ms: guard,
    folder: scratch.path,
    says: `sluice --${asked.mode} hung; it was ended after ${guard / 1_000} s.`,
  })
  const { cut, off } = cutOn(run)
  try {
    await (asked.mode === 'smoke' ? runSmoke(output, cut) : runSelfTest(asked.json, output, cut))
  } catch (error) {
    await output.fail(failure(asked.mode, error))
  } finally {
    off()
  }
}

async function runSmoke(output: Output, cut: Promise<never>): Promise<void> {
  const log_path = logIn(app.getPath('userData'))
  const log = new LogFile(log_path)
  app.enableSandbox()
  registerAppScheme()
  const result = await smoke({ log, log_path, cut })
  output.print(JSON.stringify(result, null, 2))
  await output.end(result.ok ? EXIT_CODE.holds : EXIT_CODE.broken)
}

async function runSelfTest(json: boolean, output: Output, cut: Promise<never>): Promise<void> {
  const cancel = new AbortController()
  // Ctrl+C and a polite kill arrive here, too.
  app.on('before-quit', (event) => {
    event.preventDefault()
    cancel.abort()
  })
  const code = await Promise.race([
    selfTest({ json, print: (text) => output.print(text), signal: cancel.signal }),
    cut,
  ])
  await output.end(code)
}

/** Rejects when the time is up, or with an error that nobody caught. */
function cutOn(limit_ms: number): { cut: Promise<never>; off: Undo } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  const timer = setTimeout(() => reject(new Error(`its time is up (${limit_ms / 1_000} s)`)), limit_ms)
  const crashed = (error: unknown): void => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    reject(error instanceof Error ? error : new Error(String(error)))
  }
  process.on('uncaughtException', crashed)
  process.on('unhandledRejection', crashed)
  return { cut: promise, off: () => clearTimeout(timer) }
}

const FLUSH_WITHIN_MS = 2_000

/** Pipes take their time on some systems, and `app.exit` does not wait for them. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, FLUSH_WITHIN_MS)
    stream.write('', () => {
      clearTimeout(late)
      resolve()
    })
  })
}
