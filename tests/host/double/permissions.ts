import type { Session, WebContents } from 'electron'
import { originOf, toChromium } from '../browser/custom-scheme.ts'
import type { PageTarget } from '../browser/page-target.ts'
import { debug } from '../host-log.ts'

type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type Permission = Parameters<CheckHandler>[1]

/** Electron's names and the descriptors Chromium knows them by. */
const DESCRIPTORS: [Permission, object][] = [
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write', allowWithoutSanitization: false }],
  ['geolocation', { name: 'geolocation' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['midi', { name: 'midi' }],
  ['notifications', { name: 'notifications' }],
]

export const permissionHandlers: { check: CheckHandler | null; hasRequest: boolean } = {
  check: null,
  hasRequest: false,
}

/**
 * Chromium cannot ask main at the moment a page wants something, so main's check handler is asked for each
 * permission when a page is loaded. A request handler alone counts as a refusal of everything.
 */
export async function applyPermissions(page: PageTarget, contents: WebContents, url: string): Promise<void> {
  const { check, hasRequest } = permissionHandlers
  if (!check && !hasRequest) return
  const origin = originOf(url)
  const granted = (permission: Permission) =>
    check?.(contents, permission, origin, { isMainFrame: true, requestingUrl: url }) ?? false
  await Promise.all(
    DESCRIPTORS.map(([permission, descriptor]) =>
      page
        .setPermission(descriptor, granted(permission) ? 'granted' : 'denied', originOf(toChromium(url)))
        .catch((error: unknown) => debug('permission', permission, error)),
    ),
  )
}
