import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { appFolder, logIn } from '../../../../src/main/command-line/app-folder.ts'

const home = '/home/kim'

test('the data folder is the one Electron gives an app of this name on each system', () => {
  const manifest = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../../../package.json'), 'utf8'),
  ) as {
    productName: string
  }
  const name = manifest.productName
  expect(appFolder({ platform: 'linux', env: {}, home })).toBe(`/home/kim/.config/${name}`)
  expect(appFolder({ platform: 'linux', env: { XDG_CONFIG_HOME: '/cfg' }, home })).toBe(`/cfg/${name}`)
  expect(appFolder({ platform: 'linux', env: { XDG_CONFIG_HOME: '' }, home })).toBe(
    `/home/kim/.config/${name}`,
  )
  expect(appFolder({ platform: 'darwin', env: { XDG_CONFIG_HOME: '/cfg' }, home: '/Users/kim' })).toBe(
    `/Users/kim/Library/Application Support/${name}`,
  )
  const windows = { platform: 'win32', home: 'C:\\Users\\kim' } as const
  expect(appFolder({ ...windows, env: { APPDATA: 'D:\\Roaming' } })).toBe(`D:\\Roaming\\${name}`)
  expect(appFolder({ ...windows, env: {} })).toBe(`C:\\Users\\kim\\AppData\\Roaming\\${name}`)
})

test('without being told otherwise, of this computer', () => {
  const here = { platform: process.platform, env: process.env, home: homedir() }
  expect(appFolder()).toBe(appFolder(here))
})

test('the log lies in its folder “logs”', () => {
  expect(logIn('folder')).toBe(join('folder', 'logs', 'sluice.log'))
})
