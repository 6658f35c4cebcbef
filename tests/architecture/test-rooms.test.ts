import { globSync } from 'node:fs'
import { basename, dirname, sep } from 'node:path'
import { expect, test } from 'vitest'
import { readSources, ROOT } from './source-tree.ts'

/** Rooms of tests that have no room in src: what packs the app, what npm runs, and what a window's tests share. */
const OWN_ROOMS = ['tests/unit/build', 'tests/unit/scripts', 'tests/unit/renderer/support']

/** A name that stands in several rooms is meant where it is tested: within the same first three folders. */
const areaOf = (room: string): string => room.split('/').slice(0, 3).join('/')
const roomIn = (path: string): string => dirname(path).replace(/^tests\/unit/, 'src')

const rooms = new Map<string, Set<string>>()
for (const { path } of readSources('src')) {
  const files = rooms.get(dirname(path)) ?? new Set()
  rooms.set(dirname(path), files.add(basename(path).replace(/\.tsx?$/, '')))
}

/** Where a test of this path belongs, if not where it lies. */
function misplaced(path: string): string[] {
  const room = roomIn(path)
  if (![...rooms.keys()].some((one) => one === room || one.startsWith(`${room}/`))) {
    return [`${path}: there is no ${room}`]
  }
  const name = basename(path).replace(/(\.property)?\.test\.tsx?$/, '')
  const homes = [...rooms].filter(([one, files]) => areaOf(one) === areaOf(room) && files.has(name))
  if (homes.length === 0 || homes.some(([one]) => one === room)) return []
  return [`${path} belongs to ${homes.map(([one]) => one).join(' or ')}`]
}

test('a test lies in the room of what it tests', () => {
  const tests = globSync('tests/unit/**/*.test.{ts,tsx}', { cwd: ROOT })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !OWN_ROOMS.some((own) => path.startsWith(`${own}/`)))
  expect(tests.length).toBeGreaterThan(200)
  expect(tests.flatMap(misplaced)).toEqual([])
})

test('a test beside the room of its file, and one in a room that is not there, are told', () => {
  expect([
    ...misplaced('tests/unit/renderer/state/stream-feed.test.ts'),
    ...misplaced('tests/unit/renderer/preload/index.test.ts'),
    ...misplaced('tests/unit/renderer/state/streams/stream-feed.test.ts'),
  ]).toEqual([
    'tests/unit/renderer/state/stream-feed.test.ts belongs to src/renderer/state/streams',
    'tests/unit/renderer/preload/index.test.ts: there is no src/renderer/preload',
  ])
})
