import { mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { switchValue } from '../launch-options.ts'
import { options, setProfileFolder } from './lifecycle.ts'

const set = new Map<string, string>()
let name = options.manifest.productName ?? options.manifest.name ?? 'Electron'

export const getName = () => name
export const setName = (value: string) => {
  name = value
  refreshProfile()
}

export function getPath(key: string): string {
  const path = set.get(key) ?? defaultPath(key)
  if (path === undefined) throw new Error(`Failed to get '${key}' path`)
  if (key === 'userData') mkdirSync(path, { recursive: true })
  return path
}

export function setPath(key: string, path: string): void {
  if (defaultPath(key) === undefined) throw new Error(`Failed to set path`)
  set.set(key, path)
  refreshProfile()
}

function defaultPath(key: string): string | undefined {
  const home = homedir()
  switch (key) {
    case 'home':
      return home
    case 'appData':
      return appData(home)
    case 'userData':
      return join(set.get('appData') ?? appData(home), name)
    case 'sessionData':
      return getPath('userData')
    case 'logs':
      return process.platform === 'darwin'
        ? join(home, 'Library', 'Logs', name)
        : join(getPath('userData'), 'logs')
    case 'crashDumps':
      return join(getPath('userData'), 'Crashpad')
    case 'temp':
      return tmpdir()
    case 'exe':
      return process.execPath
    case 'desktop':
    case 'documents':
    case 'downloads':
    case 'music':
    case 'pictures':
    case 'videos':
      return join(home, key.slice(0, 1).toUpperCase() + key.slice(1))
    default:
      return undefined
  }
}

function appData(home: string): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support')
  return process.env['XDG_CONFIG_HOME'] ?? join(home, '.config')
}

function refreshProfile(): void {
  setProfileFolder(set.get('userData') ?? defaultPath('userData') ?? '')
}

const userData = switchValue(options.args, 'user-data-dir')
if (userData) set.set('userData', userData)
refreshProfile()
