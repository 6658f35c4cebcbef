import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import type { About } from '../../shared/ipc-contract.ts'
import type { Undo } from '../lib/clock.ts'
import { Updates } from './updates.ts'
import type { UpdateSource, UpdatesOptions } from './updates.ts'

/** What a window is told of the app itself. */
export function aboutBuild(host: string): About {
  return {
    version: app.getVersion(),
    host,
    platform: process.platform,
    memory_bytes: totalmem(),
    unsandboxed: app.commandLine.hasSwitch('no-sandbox'),
    can_update: canUpdate(),
  }
}

/** Does nothing in a build that cannot be renewed. */
export function lookForUpdates({ clock, writeLog, wanted }: Omit<UpdatesOptions, 'source'>): Undo {
  if (!canUpdate()) return () => {}
  const updates = new Updates({ source: updateSource, wanted, clock, writeLog })
  updates.start()
  return () => updates.dispose()
}

/**
 * Whether this build can be renewed: an installed one, made with a feed, which is never unsigned (build/electron-builder.mjs).
 * On Linux packages are renewed by who brought them.
 */
function canUpdate(): boolean {
  return (
    app.isPackaged &&
    process.platform !== 'linux' &&
    existsSync(join(process.resourcesPath, 'app-update.yml'))
  )
}

/** electron-updater, loaded when it is first asked: it checks the signature of what it fetched, and installs after the quit. */
async function updateSource(): Promise<UpdateSource> {
  const { default: updater } = await import('electron-updater')
  const { autoUpdater } = updater
  autoUpdater.logger = null
  autoUpdater.autoDownload = false
  autoUpdater.autoInstallOnAppQuit = true
  autoUpdater.allowDowngrade = false
  return {
    fetch: async () => {
      const found = await autoUpdater.checkForUpdates()
      if (!found?.isUpdateAvailable) return null
      await autoUpdater.downloadUpdate(found.cancellationToken)
      return found.updateInfo.version
    },
  }
}
