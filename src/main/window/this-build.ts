import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import type { About } from '../../shared/about.ts'
import type { Undo } from '../lib/clock.ts'
import { updateSourceOf } from './update-source.ts'
import { canBeRenewed, Updates } from './updates.ts'
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

function canUpdate(): boolean {
  return canBeRenewed({
    is_packaged: app.isPackaged,
    platform: process.platform,
    has_feed: app.isPackaged && existsSync(join(process.resourcesPath, 'app-update.yml')),
  })
}

/** electron-updater, loaded when it is first asked. */
async function updateSource(): Promise<UpdateSource> {
  const { default: updater } = await import('electron-updater')
  const { autoUpdater } = updater
  return updateSourceOf(autoUpdater, () => void autoUpdater.netSession.closeAllConnections())
}
