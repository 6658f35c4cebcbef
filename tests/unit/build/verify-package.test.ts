import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PLANTINGS, plantEach } from '../../../build/stub/plantings.mjs'
import { archOf, verifyPackage } from '../../../build/verify-package.mjs'
import { SmallPackage } from './small-package.ts'

let small: SmallPackage
beforeAll(async () => {
  small = await SmallPackage.make()
})
afterAll(() => small.remove())

test('a built folder with all it needs and nothing else is found right', async () => {
  const { complaints } = await verifyPackage(small.app, 'x64')
  expect(complaints).toEqual([])
})

// `cp -al` makes the copies.
test.runIf(process.platform === 'linux')('each of the planted violations is caught', async () => {
  expect(PLANTINGS.length).toBeGreaterThanOrEqual(10)
  const caught = await plantEach(small.app, join(small.folder, 'planted'))
  expect(caught.filter(({ complaint }) => complaint === null).map(({ what }) => what)).toEqual([])
})

test.each([
  ['sluice-0.1.0-linux-x86_64.AppImage', 'x64'],
  ['sluice-0.1.0-linux-amd64.deb', 'x64'],
  ['sluice-0.1.0-linux-arm64.deb', 'arm64'],
  ['sluice-0.1.0-linux-aarch64.rpm', 'arm64'],
  ['sluice-0.1.0-linux-x64.tar.gz', 'x64'],
  ['sluice-0.1.0-win-arm64.exe', 'arm64'],
  ['linux-unpacked', 'x64'],
  ['linux-arm64-unpacked', 'arm64'],
  ['mac', 'x64'],
  ['mac-arm64', 'arm64'],
])('%s is for %s', (name, arch) => {
  expect(archOf(join('dist', name))).toBe(arch)
})
