import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve } from 'node:path'
import { PAGE_POLICY } from './page-policy.ts'

export const APP_ORIGIN = 'app://bundle'
export const APP_PAGE = `${APP_ORIGIN}/index.html`

/** What the built page consists of; anything else is not served. */
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

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
    // Read here and not through the network stack, whose requests are blocked (security.ts).
    const body = await readFile(file).catch(() => null)
    const type = TYPES[extname(file)]
    if (!body || !type) return new Response('not found', { status: 404 })
    return new Response(new Uint8Array(body), { headers: { ...PAGE_POLICY, 'content-type': type } })
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
