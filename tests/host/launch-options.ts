import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** How this host was started: Electron's own command line, read the way Electron reads it. */
export interface LaunchOptions {
  /** the folder of the app's package.json */
  root: string
  /** the file that runs as main */
  entry: string
  /** everything after the executable, as given */
  args: string[]
  /** what the app sees as process.argv, without the executable */
  appArgs: string[]
  /** Playwright always passes these two, and nobody else does */
  underPlaywright: boolean
  /** a person's run shows windows when there is a display, unless --headless; Playwright's never does */
  visible: boolean
  manifest: { name?: string; productName?: string; version?: string; main?: string }
}

const PORT_FLAG = '--remote-debugging-port=0'

export function readLaunchOptions(args: string[]): LaunchOptions {
  const underPlaywright = args.includes('--inspect=0') && args.includes(PORT_FLAG)
  const path = resolve(args.find((arg) => !arg.startsWith('-')) ?? '.')
  const isFolder = statSync(path).isDirectory()
  const root = isFolder ? path : packageFolder(path)
  const manifest = readManifest(root)
  return {
    root,
    entry: isFolder ? join(root, manifest.main ?? 'index.js') : path,
    args,
    appArgs: underPlaywright ? args.slice(args.indexOf(PORT_FLAG) + 1) : args,
    underPlaywright,
    visible: !underPlaywright && !args.includes('--headless') && hasDisplay(),
    manifest,
  }
}

/** `--name` or `--name=value` on the command line; undefined when absent, '' when without a value. */
export function switchValue(args: readonly string[], name: string): string | undefined {
  const found = args.find((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  return found?.slice(name.length + 3)
}

function packageFolder(file: string): string {
  let folder = dirname(file)
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

function readManifest(root: string): LaunchOptions['manifest'] {
  const file = join(root, 'package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LaunchOptions['manifest']) : {}
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}
