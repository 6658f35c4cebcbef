import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { host, hostExecutable } from '../../host/fixture.ts'
import { APP } from './app-root.ts'

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/** The app's executable as a shell runs it, with a temporary folder and a default data folder of its own. */
export class CommandLine {
  /** Where the app's runs make their folders. */
  readonly tmp: string
  /** Where the default data folder is (Linux). */
  readonly config: string
  #root: string
  #started: ChildProcess[] = []

  /** `folder`: of this spec. `root`: of the app. */
  constructor(folder: string, root = APP) {
    this.#root = root
    this.tmp = join(folder, 'tmp')
    this.config = join(folder, 'config')
    for (const path of [this.tmp, this.config]) mkdirSync(path, { recursive: true })
  }

  start(...args: string[]): ChildProcess {
    const quiet = host === 'chromium' ? ['--headless'] : []
    const child = spawn(hostExecutable(), [this.#root, ...quiet, ...args], {
      env: { ...process.env, TMPDIR: this.tmp, TMP: this.tmp, TEMP: this.tmp, XDG_CONFIG_HOME: this.config },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    this.#started.push(child)
    return child
  }

  /** What a spec that failed did not wait for. */
  killRunning(): void {
    for (const child of this.#started)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }

  run(...args: string[]): Promise<Ran> {
    return outcome(this.start(...args))
  }

  /** What the runs left in the temporary folder. */
  leftFiles(): string[] {
    return readdirSync(this.tmp)
  }

  /** Linux: processes that live in the environment of these runs, whoever their parent is by now. */
  leftProcesses(): string[] {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .flatMap((pid) => {
        try {
          const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
          return environment.includes(this.tmp) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : []
        } catch {
          return []
        }
      })
  }
}

export async function outcome(child: ChildProcess): Promise<Ran> {
  const ran: Ran = { code: null, stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (ran.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (ran.stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { ...ran, code }
}
