import * as fc from 'fast-check'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { fileOf, isOwnPage } from '../../../../src/main/window/app-protocol.ts'

vi.mock('electron', () => ({ protocol: {} }))

const FOLDER = resolve('/opt/sluice/out/renderer')

describe('the file behind an address', () => {
  test('is the one in the folder', () => {
    expect(fileOf(FOLDER, 'app://bundle/index.html')).toBe(join(FOLDER, 'index.html'))
    expect(fileOf(FOLDER, 'app://bundle/assets/a%20b-1.js?x=1#y')).toBe(join(FOLDER, 'assets', 'a b-1.js'))
    expect(fileOf(FOLDER, 'app://bundle/assets/../index.html')).toBe(join(FOLDER, 'index.html'))
    expect(fileOf(FOLDER, 'app://bundle//index.html')).toBe(join(FOLDER, 'index.html'))
  })

  test.each([
    'app://bundle/',
    'app://bundle',
    'app://bundle/.',
    'app://bundle/..',
    'app://bundle/assets/..',
    'app://bundle/..%2fsecret',
    'app://bundle/..%2Fsecret',
    'app://bundle/%2e%2e%2fsecret',
    'app://bundle/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd',
    'app://bundle/assets/..%2f..%2f..%2fetc%2fpasswd',
    'app://bundle/assets%2f..%2f..%2fmain%2findex.js',
    'app://bundle/..%2frenderer-secret/x',
    'app://bundle/index.html%00.png',
    'app://bundle/%00',
    'app://bundle/%',
    'app://bundle/%ff',
    'app://bundle/%c0%ae%c0%ae/secret',
    'app://evil/index.html',
    'app://bundle.evil/index.html',
    'app://bundle:80/index.html',
    'app://bundle@evil/index.html',
    'app:///index.html',
    'https://bundle/index.html',
    'file:///etc/passwd',
    'index.html',
    '',
  ])('is none for %s', (url) => {
    expect(fileOf(FOLDER, url)).toBeNull()
  })

  test('is inside the folder for what a URL makes of dots by itself', () => {
    for (const url of [
      'app://bundle/../../etc/passwd',
      'app://bundle/%2e%2e/%2E%2e/etc/passwd',
      'app://bundle/..\\..\\x',
    ])
      expect(fileOf(FOLDER, url)?.startsWith(FOLDER + sep) ?? true).toBe(true)
  })

  test('is inside the folder, or none, for any address', () => {
    const pieces =
      '.. . %2e %2E%2e %2f %5c %00 / \\ : @ a C: ~ %25 %252e ..; % etc renderer ％２ｅ \u202e // ? # %20'.split(
        ' ',
      )
    const piece = fc.constantFrom(...pieces)
    const path = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((some) => some.join('')),
      fc.string({ unit: 'binary', maxLength: 30 }),
    )
    fc.assert(
      fc.property(fc.constantFrom('app://bundle/', 'app://bundle', 'app:', ''), path, (start, rest) => {
        const file = fileOf(FOLDER, start + rest)
        if (file === null) return
        const inside = relative(FOLDER, file)
        expect(inside).not.toBe('')
        expect(isAbsolute(inside)).toBe(false)
        expect(inside.split(sep)).not.toContain('..')
        expect(file).not.toContain('\0')
      }),
      { numRuns: 2_000 },
    )
  })
})

test('the app’s own pages are those of its bundle and no others', () => {
  expect(isOwnPage('app://bundle/index.html')).toBe(true)
  for (const url of [
    'app://bundle.evil/',
    'app://bundle',
    'app://bundle@evil/',
    'https://app://bundle/',
    '',
    'file:///x',
  ])
    expect(isOwnPage(url)).toBe(false)
})
