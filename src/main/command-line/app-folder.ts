import { homedir } from 'node:os'
import { join, posix, win32 } from 'node:path'

/** `productName` of package.json: Electron names the data folder after it. */
const APP_NAME = 'Sluice'

export interface FolderSurroundings {
  platform: NodeJS.Platform
  env: Record<string, string | undefined>
  home: string
}

/**
 * Where the installed app keeps its data, found without Electron: its `userData` when nobody names another folder.
 * https://www.electronjs.org/docs/latest/api/app#appgetpathname
 */
export function appFolder(surroundings?: FolderSurroundings): string {
  const { platform, env, home } = surroundings ?? {
    platform: process.platform,
    env: process.env,
    home: homedir(),
  }
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), APP_NAME)
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', APP_NAME)
  return posix.join(env['XDG_CONFIG_HOME'] || posix.join(home, '.config'), APP_NAME)
}

/** The newest file of the lifecycle log of an app with this data folder. */
export function logIn(folder: string): string {
  return join(folder, 'logs', 'sluice.log')
}
