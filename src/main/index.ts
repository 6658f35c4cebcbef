import { app, dialog } from 'electron'
import { startApp } from './app.ts'
import { logIn } from './command-line/app-folder.ts'
import { readAppMode } from './command-line/app-modes.ts'
import { runMode } from './command-line/run-mode.ts'
import { LogFile } from './lib/log-file.ts'
import { registerAppScheme } from './window/app-protocol.ts'

/** The entry: the app with its window, or a mode of the command line (docs/command-line.md). */
const asked = readAppMode(process.argv, app.isPackaged)
if ('mode' in asked && asked.mode === 'window') openApp()
// Electron is not ready before this file has been evaluated: what needs no runtime is over by then.
else await runMode(asked)

/** One instance, crash handlers, start. */
function openApp(): void {
  const folder = app.commandLine.getSwitchValue('user-data-dir')
  if (folder) app.setPath('userData', folder)
  const log = new LogFile(logIn(app.getPath('userData')))

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
  if (!app.requestSingleInstanceLock()) return app.exit(0)
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
}
