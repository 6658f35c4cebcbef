import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FuseV1Options } from '@electron/fuses'
import { expect, test } from 'vitest'
import { FUSES } from '../../../build/after-pack.mjs'
import config from '../../../build/electron-builder.mjs'
import { metainfo } from '../../../build/linux/metainfo.mjs'
import { shippedPackages } from '../../../build/shipped-packages.mjs'
import { NEEDED } from '../../../build/verify/check-archive.mjs'

const ROOT = resolve(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> }

test('every fuse the pinned library knows is decided', () => {
  const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))
  expect(Object.keys(FUSES).toSorted()).toEqual(known.toSorted())
  expect(FUSES).toMatchObject({ RunAsNode: false, OnlyLoadAppFromAsar: true, EnableCookieEncryption: true })
})

test('uninstalling leaves the chats', () => {
  expect(config.nsis?.deleteAppDataOnUninstall).toBe(false)
})

test('without a feed no build has updates, and with one no build is unsigned', () => {
  expect([config.publish, config.mac?.publish, config.win?.publish, config.linux?.publish]).toEqual([
    null,
    null,
    null,
    undefined,
  ])
  expect([config.mac?.forceCodeSigning, config.win?.forceCodeSigning]).toEqual([false, false])
})

test('llama.cpp brings what its files import, and no compiler or command line', () => {
  const shipped = shippedPackages()
  expect(shipped).toContain('node_modules/node-llama-cpp')
  expect(shipped).toContain('node_modules/node-llama-cpp/node_modules/nanoid')
  for (const left of ['cmake-js', 'yargs', 'node-addon-api', 'typescript']) {
    expect(shipped).not.toContain(`node_modules/${left}`)
  }
})

test('the desktop finds the app under one name everywhere', () => {
  expect(manifest).toMatchObject({ productName: 'Sluice', desktopName: 'sluice.desktop' })
  const text = metainfo()
  expect(text).toContain('<launchable type="desktop-id">sluice.desktop</launchable>')
  expect(text).toContain(`<id>${config.appId}</id>`)
  expect(text).toContain(`version="${manifest.version}"`)
})

test('icons are there at every size, and the two collections hold them', () => {
  const sizes = readdirSync(join(ROOT, 'build/icons')).map((name) => {
    const png = readFileSync(join(ROOT, 'build/icons', name))
    expect(name).toBe(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}.png`)
    return png.readUInt32BE(16)
  })
  expect(sizes.toSorted((a, b) => a - b)).toEqual([16, 24, 32, 48, 64, 96, 128, 256, 512, 1024])
  const ico = readFileSync(join(ROOT, 'build/icon.ico'))
  expect(Array.from({ length: ico.readUInt16LE(4) }, (_, index) => ico[6 + 16 * index])).toContain(16)
  const icns = readFileSync(join(ROOT, 'build/icon.icns'))
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
})

test('verify-package misses every file that the app is entered by', () => {
  const entries = [...read('electron.vite.config.ts').matchAll(/^ +'?([\w-]+)'?: at\('src\/main\//gm)]
  expect(entries.length).toBeGreaterThan(4)
  for (const [, name] of entries) expect(NEEDED).toContain(`out/main/${name}.js`)
})

test('the program has its name on each system', () => {
  expect([config.executableName, config.linux?.executableName, config.productName]).toEqual([
    undefined,
    'sluice',
    'Sluice',
  ])
})
