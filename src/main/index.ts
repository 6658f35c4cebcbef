import { app, dialog } from 'electron'
import { join } from 'node:path'
import { startApp } from './app.ts'
import { LogFile } from './lib/log-file.ts'
import { registerAppScheme } from './window/app-protocol.ts'

/** The entry: one instance, crash handlers, start. */
const folder = app.commandLine.getSwitchValue('user-data-dir')
if (folder) app.setPath('userData', folder)
const log = new LogFile(join(app.getPath('userData'), 'logs', 'sluice.log'))

process.on('uncaughtException', (error) => {
  log.write({ event: 'uncaught_exception', message: error.message, stack: error.stack })
  log.flushNow()
})
process.on('unhandledRejection', (reason) => {
  const error = reason instanceof Error ? reason : new Error(String(reason))
  log.write({ event: 'unhandled_rejection', message: error.message, stack: error.stack })
})

app.enableSandbox()
registerAppScheme()
if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(() => startApp(log))
    .catch((error: unknown) => {
      log.write({ event: 'start_failed', message: String(error) })
      log.flushNow()
      dialog.showErrorBox(
        'Sluice cannot start',
        `${String(error)}\n\nData folder: ${app.getPath('userData')}`,
      )
      app.exit(1)
    })
} else app.exit(0)
