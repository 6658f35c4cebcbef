import type { AppUpdater } from 'electron-updater'
import type { UpdateSource } from './updates.ts'

/**
 * electron-updater as a source: it checks the sum and the signature of what it fetched, and installs after the quit. `hangUp`
 * closes its connections, as a look for the feed cannot be called off otherwise.
 */
export function updateSourceOf(updater: AppUpdater, hangUp: () => void): UpdateSource {
  updater.logger = null
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = true
  updater.allowDowngrade = false
  updater.disableWebInstaller = true
  return {
    fetch: async ({ signal, heard }) => {
      signal.addEventListener('abort', hangUp)
      updater.on('download-progress', heard)
      try {
        const found = await updater.checkForUpdates()
        if (!found?.isUpdateAvailable || signal.aborted) return null
        heard()
        signal.addEventListener('abort', () => found.cancellationToken?.cancel())
        await updater.downloadUpdate(found.cancellationToken)
        return found.updateInfo.version
      } finally {
        updater.off('download-progress', heard)
        signal.removeEventListener('abort', hangUp)
      }
    },
  }
}
