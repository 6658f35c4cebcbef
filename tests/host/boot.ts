// The host's main: what the Electron executable does before it runs the app.
import { readFileSync } from 'node:fs'
import inspector from 'node:inspector'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { appEvents } from './double/app-events.ts'
import { electron } from './double/electron.ts'
import { launch, options } from './double/lifecycle.ts'
import type { Chromium } from './browser/chromium.ts'

let chromeVersion = 'not started'
appEvents.on('host:chromium', (started: Chromium) => {
  chromeVersion = started.version
})

const shim = (name: string) => pathToFileURL(join(import.meta.dirname, 'double', name)).href

function resolveElectron(): void {
  Object.assign(globalThis, { sluiceHostElectron: electron })
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^electron(\/(main|common))?$/.test(specifier)) return next(specifier, context)
      const url = shim(context.conditions.includes('import') ? 'electron.mjs' : 'electron.cjs')
      return { url, shortCircuit: true }
    },
  })
}

/** Versions of the installed package, and an entry of its own that says which host this is. */
function describeProcess(): void {
  const manifest = join(import.meta.dirname, '..', '..', 'node_modules', 'electron', 'package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  Object.defineProperties(process.versions, {
    electron: { value: version, enumerable: true },
    chrome: { get: () => chromeVersion, enumerable: true },
    'sluice-host': { value: 'chromium', enumerable: true },
  })
  Object.assign(process, {
    type: 'browser',
    defaultApp: true,
    resourcesPath: join(options.root, 'resources'),
  })
  process.argv = [process.execPath, ...options.appArgs]
}

resolveElectron()
describeProcess()
// Playwright's connection evaluates require('electron') at once, so the inspector opens only now. Nobody else
// gets one.
if (options.underPlaywright) inspector.open(0, '127.0.0.1')

if (!options.underPlaywright && !options.visible && !options.args.includes('--headless')) {
  console.error('Sluice on system Chromium: there is no display, so no window is shown.')
}

try {
  await import(pathToFileURL(options.entry).href)
  launch()
} catch (error) {
  console.error('The app did not start:', error)
  process.exit(1)
}
