import type { Session } from 'electron'
import { type EmitterKeys, KnownEvents } from './emitter.ts'
import { permissionHandlers } from './permissions.ts'
import { protocol } from './protocol.ts'
import { recorder } from './recorder.ts'
import { strict } from './strict.ts'
import { webRequest } from './web-requests.ts'

const record = recorder('session')

/** The one session there is. */
class SessionDouble extends KnownEvents implements Partial<Omit<Session, EmitterKeys>> {
  readonly protocol = protocol
  readonly webRequest = webRequest
  readonly availableSpellCheckerLanguages = []

  constructor() {
    super(
      'session',
      ['will-download'],
      ['select-hid-device', 'select-serial-port', 'select-usb-device', 'preconnect'],
    )
  }

  setPermissionRequestHandler(handler: Parameters<Session['setPermissionRequestHandler']>[0]): void {
    record('setPermissionRequestHandler', undefined)(handler)
    permissionHandlers.hasRequest = handler !== null
  }

  setPermissionCheckHandler(handler: Parameters<Session['setPermissionCheckHandler']>[0]): void {
    record('setPermissionCheckHandler', undefined)(handler)
    permissionHandlers.check = handler
  }

  setDevicePermissionHandler = record('setDevicePermissionHandler', undefined)
  setDisplayMediaRequestHandler = record('setDisplayMediaRequestHandler', undefined)
  setCertificateVerifyProc = record('setCertificateVerifyProc', undefined)
  setSpellCheckerEnabled = record('setSpellCheckerEnabled', undefined)
  setSpellCheckerLanguages = record('setSpellCheckerLanguages', undefined)
  setSpellCheckerDictionaryDownloadURL = record('setSpellCheckerDictionaryDownloadURL', undefined)
  setProxy = record('setProxy', Promise.resolve())
  clearCache = record('clearCache', Promise.resolve())
  clearStorageData = record('clearStorageData', Promise.resolve())
  isPersistent = () => true
}

export const sessionDouble = new SessionDouble()
export const defaultSession = strict<Session>('session', sessionDouble)
export const session = strict<typeof import('electron').session>('session (module)', { defaultSession })
