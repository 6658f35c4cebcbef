import { net, protocol } from 'electron'
import { isAbsolute, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PAGE_POLICY } from './page-policy.ts'

export const APP_ORIGIN = 'app://bundle'
export const APP_PAGE = `${APP_ORIGIN}/index.html`

/** Whether a page with this address is the app's own. */
export function isOwnPage(url: string): boolean {
  return url.startsWith(`${APP_ORIGIN}/`)
}

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

/** Serves the built page from its folder and from nowhere else, every answer under the page's policy. */
export function serveApp(folder: string): void {
  protocol.handle('app', async (request) => {
    const file = fileOf(folder, request.url)
    if (!file || request.method !== 'GET') return new Response('not found', { status: 404 })
    const served = await net.fetch(pathToFileURL(file).href).catch(() => null)
    if (!served?.ok) return new Response('not found', { status: 404 })
    const headers = new Headers(served.headers)
    for (const [name, value] of Object.entries(PAGE_POLICY)) headers.set(name, value)
    return new Response(served.body, { status: 200, headers })
  })
}

/** The file behind an address, or null when it is not inside the folder. */
export function fileOf(folder: string, url: string): string | null {
  const address = URL.parse(url)
  if (!address || `${address.protocol}//${address.host}` !== APP_ORIGIN) return null
  let path: string
  try {
    path = decodeURIComponent(address.pathname)
  } catch {
    return null
  }
  if (path.includes('\0')) return null
  const file = resolve(folder, `.${path}`)
  const inside = relative(folder, file)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file
}
