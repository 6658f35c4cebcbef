/**
 * Chromium stays quiet: no network of its own, no first-run pages, no throttling of windows in the background
 * (Electron apps switch that off themselves with backgroundThrottling; specs must not depend on focus).
 */
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-quic',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--disable-breakpad',
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-features=Translate,MediaRouter,OptimizationHints,PaintHolding,HttpsUpgrades',
  '--allow-file-access-from-files',
  '--password-store=basic',
  '--use-mock-keychain',
]

/** Without a display there is no mouse either, and the page shows itself as on a touch screen; pictures show it as on a desk. */
const WITH_MOUSE =
  '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4'

export interface FlagOptions {
  visible: boolean
  profile: string
  /** Playwright connects over a port of its own; without it there is none */
  debuggingPort: boolean
  /** what the app appended with app.commandLine */
  appended: readonly string[]
}

/** Flags of the one browser process. The host drives it over a pipe that nobody else can open. */
export function browserFlags(options: FlagOptions): string[] {
  return [
    ...windowFlags(options),
    ...(options.visible ? ['--keep-alive-for-test'] : ['--headless', '--disable-gpu']),
    ...(process.env['SLUICE_PICTURES'] ? [WITH_MOUSE] : []),
    '--remote-debugging-pipe',
    ...(options.debuggingPort ? ['--remote-debugging-port=0'] : []),
    ...options.appended,
    '--no-startup-window',
  ]
}

/** Flags of the short-lived process that asks the running browser for one more app window. */
export function windowFlags(options: FlagOptions): string[] {
  return [
    ...QUIET,
    ...(needsNoSandbox() ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
    `--user-data-dir=${options.profile}`,
  ]
}

/** Chromium refuses to run its sandbox as root; everybody else keeps it. */
function needsNoSandbox(): boolean {
  return process.getuid?.() === 0 || process.env['SLUICE_CHROMIUM_NO_SANDBOX'] === '1'
}
