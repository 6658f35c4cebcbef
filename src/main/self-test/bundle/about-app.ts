import { cpus, release, totalmem } from 'node:os'
import type { AboutApp } from './bundle-facts.ts'

/** What there is to say of this computer and of the runtime; the rest is known to whoever starts the app. */
export function aboutApp(app: Pick<AboutApp, 'version' | 'host' | 'locale'>): AboutApp {
  const { electron, chrome, node } = process.versions
  return {
    ...app,
    // On the stand-in host none runs, whatever version is installed.
    electron: app.host === 'electron' ? (electron ?? null) : null,
    chromium: chrome ?? null,
    node,
    platform: process.platform,
    arch: process.arch,
    os_release: release(),
    cores: cpus().length,
    memory_bytes: totalmem(),
  }
}
