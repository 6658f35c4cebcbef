import { type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page, test as base } from '@playwright/test'

const repository = resolve(import.meta.dirname, '..', '..')
const CLOSE_WITHIN_MS = 15_000
const electronPathFile = join(repository, 'node_modules', 'electron', 'path.txt')

/** Which host runs the specs: E2E_HOST, else the real Electron where its binary is installed. */
export const host: 'electron' | 'chromium' = chooseHost()

function chooseHost(): 'electron' | 'chromium' {
  const asked = process.env['E2E_HOST']
  if (asked === 'electron' || asked === 'chromium') return asked
  if (asked) throw new Error(`E2E_HOST is '${asked}'; it can be electron or chromium`)
  return existsSync(electronPathFile) ? 'electron' : 'chromium'
}

/** The executable of this host, for specs that start a second instance themselves. */
export function hostExecutable(): string {
  if (host === 'chromium') {
    const name = process.platform === 'win32' ? 'electron-chromium.cmd' : 'electron-chromium'
    return join(import.meta.dirname, name)
  }
  if (!existsSync(electronPathFile))
    throw new Error('Electron has no binary here; run with E2E_HOST=chromium')
  return join(repository, 'node_modules', 'electron', 'dist', readFileSync(electronPathFile, 'utf8').trim())
}

export type LaunchOptions = NonNullable<Parameters<typeof _electron.launch>[0]>

/** Options for `_electron.launch`. `root` is the folder of the app's package.json. */
export function launchOptions(root: string, userDataDir: string, extraArgs: string[] = []): LaunchOptions {
  return {
    executablePath: hostExecutable(),
    args: [root, `--user-data-dir=${userDataDir}`, ...extraArgs],
    cwd: root,
    // Playwright's own files go with the rest of the run; its temporary folder would stay behind an app that quits.
    artifactsDir: join(userDataDir, 'playwright-artifacts'),
    // Otherwise Playwright pins prefers-color-scheme to light and nativeTheme has no effect on pages.
    colorScheme: null,
  }
}

export interface LaunchAppOptions {
  root: string
  /** kept by the caller when given; otherwise made for this run and removed after it */
  userDataDir?: string
  args?: string[]
  env?: Record<string, string>
}

export interface LaunchedApp {
  electronApp: ElectronApplication
  /** the first window, its document loaded and its preload run */
  page: Page
  userDataDir: string
  /** what the app wrote to stdout and stderr so far */
  output: () => string
  /** quits the app as a person would and removes what belongs to this run; safe to call twice */
  close: () => Promise<void>
}

/** Starts the app and waits until its first page has loaded. Failures carry what the app printed. */
export async function launchApp(options: LaunchAppOptions): Promise<LaunchedApp> {
  const userDataDir = options.userDataDir ?? mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
  const cleanUp = () => {
    if (!options.userDataDir)
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  const lines: string[] = []
  const output = () => lines.join('')
  try {
    const electronApp = await _electron.launch({
      ...launchOptions(options.root, userDataDir, options.args),
      ...(options.env ? { env: { ...definedEnv(), ...options.env } } : {}),
    })
    collect(electronApp.process(), lines)
    const page = await loaded(await electronApp.firstWindow())
    const close = async () => {
      await closeWithin(electronApp, output)
      cleanUp()
    }
    return { electronApp, page, userDataDir, output, close }
  } catch (error) {
    cleanUp()
    throw new Error(`The app did not start: ${String(error)}\n--- what it printed ---\n${output()}`, {
      cause: error,
    })
  }
}

/** An app that does not quit is a finding: it is killed, and the error says what it printed. */
async function closeWithin(electronApp: ElectronApplication, output: () => string): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    electronApp.process().kill('SIGKILL')
    reject(
      new Error(`The app did not quit within ${CLOSE_WITHIN_MS} ms.\n--- what it printed ---\n${output()}`),
    )
  }, CLOSE_WITHIN_MS)
  try {
    await Promise.race([electronApp.close(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** firstWindow() resolves on about:blank; a page counts once its own document is complete. */
export async function loaded(page: Page): Promise<Page> {
  await page.waitForFunction(() => location.protocol !== 'about:' && document.readyState === 'complete')
  return page
}

export interface RecordedCall {
  name: string
  args: unknown[]
}

/** What the double only wrote down (dialogs, menus, notifications …). The real Electron has no such list. */
export function recordedCalls(electronApp: ElectronApplication, name: string): Promise<RecordedCall[]> {
  if (host !== 'chromium')
    throw new Error('recordedCalls exists on the chromium host only; replace the member instead')
  return electronApp.evaluate((electron, wanted) => {
    const calls = Reflect.get(electron, '__calls') as RecordedCall[]
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value) ?? 'null') as unknown
    return calls
      .filter((call) => call.name === wanted)
      .map((call) => ({ name: call.name, args: call.args.map(plain) }))
  }, name)
}

function collect(child: ChildProcess, lines: string[]): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
  }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

interface Fixtures {
  /** the folder of the app under test */
  appRoot: string
  appArgs: string[]
  launched: LaunchedApp
  electronApp: ElectronApplication
  page: Page
}

/** One fresh app per spec. On failure the report holds what the app printed. */
export const test = base.extend<Fixtures>({
  appRoot: [repository, { option: true }],
  appArgs: [[], { option: true }],
  launched: async ({ appRoot, appArgs }, provide, info) => {
    const launched = await launchApp({ root: appRoot, args: appArgs })
    await provide(launched)
    if (info.status !== info.expectedStatus) {
      await info.attach('app output', { body: launched.output(), contentType: 'text/plain' })
    }
    await launched.close()
  },
  electronApp: async ({ launched }, provide) => provide(launched.electronApp),
  page: async ({ launched }, provide) => provide(launched.page),
})

export { expect }
