import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFile, parseUpdateInfo, resolveFiles } from 'electron-updater/out/providers/Provider.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mergeFeeds } from '../../../build/merge-feeds.mjs'

const FEED = new URL('https://example.org/feed/')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-feeds-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** As electron-builder writes them: one a run, and so one a processor. */
function written(name: string, file: string, version = '0.2.0'): void {
  const text = `version: ${version}\nfiles:\n  - url: ${file}\n    sha512: ${file}-sum\n    size: 5\npath: ${file}\nsha512: ${file}-sum\nreleaseDate: '2026-11-30T10:00:00.000Z'\n`
  writeFileSync(join(folder, name), text)
}

test('in the merged feed the updater finds the installer of its own processor', () => {
  for (const arch of ['arm64', 'x64']) {
    written(`feed-win-${arch}-latest.yml`, `sluice-0.2.0-win-${arch}.exe`)
    written(`feed-mac-${arch}-latest-mac.yml`, `sluice-0.2.0-mac-${arch}.zip`)
  }
  expect(mergeFeeds(folder).toSorted()).toEqual(['latest-mac.yml', 'latest.yml'])
  expect(readdirSync(folder).toSorted()).toEqual(['latest-mac.yml', 'latest.yml'])
  const info = parseUpdateInfo(readFileSync(join(folder, 'latest.yml'), 'utf8'), 'latest.yml', FEED)
  expect(info.version).toBe('0.2.0')
  const found = findFile(resolveFiles(info, FEED), 'exe')
  expect(found?.url.href).toBe(`https://example.org/feed/sluice-0.2.0-win-${process.arch}.exe`)
  expect(found?.info.sha512).toBe(`sluice-0.2.0-win-${process.arch}.exe-sum`)
})

test('feeds of two versions are not merged', () => {
  written('feed-win-x64-latest.yml', 'a.exe')
  written('feed-win-arm64-latest.yml', 'b.exe', '0.3.0')
  expect(() => mergeFeeds(folder)).toThrow('feeds of several versions')
})

test('builds without a feed have none to merge', () => {
  expect(mergeFeeds(folder)).toEqual([])
})
