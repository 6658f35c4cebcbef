import { app, session } from 'electron'
import type { WebContents } from 'electron'
import type { WriteLog } from '../ports.ts'
import { isOwnPage } from './app-protocol.ts'

export interface SecurityOptions {
  writeLog: WriteLog
  /** What to do with a link the page wants to open. */
  onLink: (url: string) => void
}

/** Addresses the page itself may load. DevTools has its own pages, in development alone. */
function isAllowed(url: string): boolean {
  return (
    isOwnPage(url) || url.startsWith('data:') || url.startsWith('devtools:') || url.startsWith('blob:app://')
  )
}

/** Denies what a page of ours never needs: permissions, other pages, other windows, downloads, the network. */
export function secureSessions({ writeLog, onLink }: SecurityOptions): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, decide) => {
    writeLog({ event: 'permission_denied', permission })
    decide(false)
  })
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.webRequest.onBeforeRequest(({ url }, decide) => {
    const cancel = !isAllowed(url)
    if (cancel) writeLog({ event: 'request_blocked', url: url.slice(0, 200) })
    decide({ cancel })
  })
  defaultSession.on('will-download', (event) => event.preventDefault())
  app.on('web-contents-created', (_event, contents) => secureContents(contents, { writeLog, onLink }))
}

function secureContents(contents: WebContents, { writeLog, onLink }: SecurityOptions): void {
  const refuse = (event: { preventDefault(): void; url: string }): void => {
    if (isOwnPage(event.url)) return
    event.preventDefault()
    writeLog({ event: 'navigation_blocked', url: event.url.slice(0, 200) })
  }
  contents.on('will-navigate', refuse)
  contents.on('will-frame-navigate', refuse)
  contents.on('will-redirect', refuse)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    onLink(url)
    return { action: 'deny' }
  })
}
