// The app that conformance.spec.ts drives: small, without a build, and asking for one Electron behaviour each.
import { app, BrowserWindow, ipcMain, protocol, session, net } from 'electron'
import { join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'

const here = import.meta.dirname
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types fixture',
].join('; ')

/** What happened in main, in order; specs read it through electronApp.evaluate. @type {unknown[]} */
const log = []
Object.assign(globalThis, { log })

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])

const first = app.requestSingleInstanceLock({ greeting: 'hello', at: [1, 2] })
if (!first) app.exit(0)
else start()

function start() {
  app.on('before-quit', () => note('before-quit'))
  app.on('will-quit', () => note('will-quit'))
  app.on('quit', () => note('quit'))
  app.on('window-all-closed', () => note('window-all-closed'))
  app.on('second-instance', (_event, argv, cwd, data) => log.push({ argv, cwd, data }))
  app.on('child-process-gone', (_event, details) => log.push({ childGone: details }))
  app.on('window-all-closed', () => app.quit())
  void app.whenReady().then(() => {
    protocol.handle('app', serve)
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, allow) => allow(false))
    session.defaultSession.setPermissionCheckHandler(() => false)
    createWindow()
  })
}

/** Also printed, for what happens after specs can ask. @param {string} event */
function note(event) {
  log.push(event)
  console.log(`event ${event}`)
}

/** @param {Request} request */
async function serve(request) {
  const path = normalize(decodeURIComponent(new URL(request.url).pathname))
  const file = await net.fetch(pathToFileURL(join(here, 'pages', path)).href).catch(() => undefined)
  if (!file) return new Response('not found', { status: 404 })
  const headers = new Headers(file.headers)
  headers.set('content-security-policy', POLICY)
  return new Response(file.body, { status: 200, headers })
}

function createWindow() {
  const window = new BrowserWindow({
    width: 640,
    height: 480,
    show: false,
    webPreferences: { preload: join(here, 'preload.cjs'), sandbox: true, contextIsolation: true },
  })
  window.once('ready-to-show', () => {
    window.show()
    console.log('shown')
  })
  window.webContents.on('did-finish-load', () => console.log(`finished ${window.webContents.getURL()}`))
  window.webContents.setWindowOpenHandler(({ url }) => {
    log.push({ windowOpen: url })
    return { action: 'deny' }
  })
  window.webContents.on('will-navigate', (event) => {
    log.push({ willNavigate: event.url })
    if (!event.url.startsWith('app://bundle/')) event.preventDefault()
  })
  window.webContents.on('did-start-navigation', (details) => {
    log.push({ startNavigation: details.url, isSameDocument: details.isSameDocument })
  })
  window.webContents.on('render-process-gone', (_event, { reason }) => log.push({ gone: reason }))
  void window.loadURL('app://bundle/index.html')
  return window
}
Object.assign(globalThis, { createWindow })

ipcMain.handle('echo', (_event, value) => value)
ipcMain.handle('fail', (_event, how) => {
  if (how === 'function') return () => 1
  throw how === 'string' ? 'a plain string' : new RangeError('too far')
})
ipcMain.handle('sender', (event) => ({
  url: event.senderFrame?.url,
  origin: event.senderFrame?.origin,
  parent: event.senderFrame?.parent,
  sameFrame: event.senderFrame === event.sender.mainFrame,
}))
ipcMain.on('numbered', (_event, number) => log.push(number))
ipcMain.on('port', (event) => {
  const [port] = event.ports
  port?.on('message', ({ data }) => port.postMessage({ echoed: data }))
  port?.start()
})
