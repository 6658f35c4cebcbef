// The least an app with a window can be: what `npm run bench` compares Sluice's start with.
import { app, BrowserWindow } from 'electron'
import { join } from 'node:path'

app.on('window-all-closed', () => app.quit())
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1180,
    height: 820,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true },
  })
  window.once('ready-to-show', () => window.show())
  return window.loadFile(join(import.meta.dirname, 'page.html'))
})
