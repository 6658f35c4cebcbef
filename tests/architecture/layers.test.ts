import { expect, test } from 'vitest'
import type { SourceFile } from './source-tree.ts'
import { readSources, resolveImport } from './source-tree.ts'

/**
 * Which room may import which (ARCHITECTURE.md). The most specific room that contains a file is its room. `types` are
 * rooms of which only types may be imported. Everybody may import from the own room.
 */
interface Room {
  path: string
  may: string[]
  types?: string[]
  /** Packages; anything not listed here or as a node: module is refused. */
  packages?: (string | RegExp)[]
}

const MAIN_DOOR = ['src/shared', 'src/main/lib', 'src/main/ports.ts']

const ROOMS: Room[] = [
  { path: 'src/shared', may: [] },
  { path: 'src/main/lib', may: [] },
  { path: 'src/main/ports.ts', may: ['src/shared'] },
  { path: 'src/main/engines', may: MAIN_DOOR, packages: ['undici', 'eventsource-parser'] },
  { path: 'src/main/engines/llama', may: [...MAIN_DOOR, 'src/main/engines'], packages: ['node-llama-cpp'] },
  {
    path: 'src/main/engines/worker/utility-host.ts',
    may: [...MAIN_DOOR, 'src/main/engines'],
    packages: ['electron'],
  },
  { path: 'src/main/streams', may: MAIN_DOOR },
  { path: 'src/main/store', may: MAIN_DOOR, packages: ['zod'] },
  { path: 'src/main/models', may: MAIN_DOOR, packages: ['undici', 'zod'] },
  { path: 'src/main/transfer', may: MAIN_DOOR, types: ['src/main/store'], packages: ['zod'] },
  {
    path: 'src/main/ipc',
    may: MAIN_DOOR,
    types: [
      'src/main/streams',
      'src/main/store',
      'src/main/engines',
      'src/main/window',
      'src/main/transfer',
      'src/main/models',
    ],
    packages: ['electron', 'zod'],
  },
  { path: 'src/main/window', may: MAIN_DOOR, packages: ['electron'] },
  {
    path: 'src/main/window/this-build.ts',
    may: [...MAIN_DOOR, 'src/main/window'],
    packages: ['electron', 'electron-updater'],
  },
  {
    path: 'src/main/window/update-source.ts',
    may: [...MAIN_DOOR, 'src/main/window'],
    packages: ['electron-updater'],
  },
  { path: 'src/main/self-test', may: MAIN_DOOR, types: ['src/main/streams', 'src/main/store'] },
  { path: 'src/main/verify-core.ts', may: ['src/main', 'src/shared'] },
  { path: 'src/main/testers-kit.ts', may: ['src/main', 'src/shared'] },
  { path: 'src/main/model-kit.ts', may: ['src/main', 'src/shared'] },
  { path: 'src/main/transfer-kit.ts', may: ['src/main', 'src/shared'] },
  { path: 'src/main/command-line', may: ['src/main', 'src/shared'], packages: ['electron'] },
  { path: 'src/main/app.ts', may: ['src/main', 'src/shared'], packages: ['electron'] },
  {
    path: 'src/main/index.ts',
    may: ['src/main/app.ts', 'src/main/command-line', 'src/main/lib', 'src/main/window', 'src/shared'],
    packages: ['electron'],
  },
  { path: 'src/preload', may: ['src/shared'], packages: ['electron'] },
  { path: 'src/renderer/bridge', may: ['src/shared'] },
  {
    path: 'src/renderer/state',
    may: ['src/shared', 'src/renderer/bridge'],
    packages: [/^zustand/, 'react'],
  },
  { path: 'src/renderer/ui', may: [], packages: ['react', /^radix-ui/, 'lucide-react'] },
  { path: 'src/renderer/styles', may: [] },
  ...['chat', 'sessions', 'engines', 'models', 'settings', 'shell', 'inspector', 'search'].map((feature) => ({
    path: `src/renderer/${feature}`,
    may: ['src/shared', 'src/renderer/state', 'src/renderer/ui', 'src/renderer/styles'],
    packages: [
      /^react/,
      /^radix-ui/,
      'lucide-react',
      '@tanstack/react-virtual',
      'marked',
      'character-entities',
      /^highlight\.js/,
      /^katex/,
    ],
  })),
  { path: 'src/renderer', may: ['src/shared', 'src/renderer'], packages: [/^react/] },
]

const sources = readSources('src')
const inside = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`)
const roomOf = (path: string): Room | undefined =>
  ROOMS.filter((room) => inside(path, room.path)).toSorted((a, b) => b.path.length - a.path.length)[0]

function breach(
  file: SourceFile,
  { specifier, typeOnly, line }: SourceFile['imports'][number],
): string | null {
  const room = roomOf(file.path)
  if (!room) return `${file.path} is in no room`
  const target = resolveImport(file.path, specifier)
  if (target === null) {
    const allowed =
      (specifier.startsWith('node:') && file.path.startsWith('src/main')) ||
      room.packages?.some((wanted) =>
        typeof wanted === 'string' ? wanted === specifier : wanted.test(specifier),
      )
    return allowed ? null : `${file.path}:${line} may not import the package ${specifier}`
  }
  if (inside(target, room.path)) return null
  if (room.may.some((other) => inside(target, other))) return null
  if (typeOnly && room.types?.some((other) => inside(target, other))) return null
  return `${file.path}:${line} may not import ${target}`
}

test('every file imports only from the rooms its own room may', () => {
  expect(sources.length).toBeGreaterThan(60)
  const breaches = sources.flatMap((file) => file.imports.flatMap((wanted) => breach(file, wanted) ?? []))
  expect(breaches).toEqual([])
})

test('one engine kind never imports another', () => {
  const kind = (path: string): string | undefined =>
    /^src\/main\/engines\/(simulator|ollama|openai-compatible|llama)\//.exec(path)?.[1]
  const knots = sources.flatMap((file) =>
    file.imports.flatMap(({ specifier }) => {
      const target = resolveImport(file.path, specifier)
      const [from, to] = [kind(file.path), target && kind(target)]
      return from && to && from !== to ? [`${file.path} imports ${target}`] : []
    }),
  )
  expect(knots).toEqual([])
})

test('nothing imports itself over others (no cycles among values)', () => {
  const graph = new Map(
    sources.map((file) => [
      file.path,
      file.imports
        .filter((wanted) => !wanted.typeOnly)
        .flatMap(({ specifier }) => resolveImport(file.path, specifier) ?? []),
    ]),
  )
  const cycles: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === 'open') cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
    if (state.has(path)) return
    state.set(path, 'open')
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    state.set(path, 'done')
  }
  for (const path of graph.keys()) visit(path, [])
  expect(cycles).toEqual([])
})

test('what the renderer is measured against is imported by its bench alone', () => {
  const alternatives =
    /^(react-markdown|remark-gfm|rehype-highlight|streamdown|@streamdown\/.+|ai|@ai-sdk\/.+)$/
  const users = ['src', 'tests', 'scripts']
    .flatMap(readSources)
    .filter((file) => file.imports.some(({ specifier }) => alternatives.test(specifier)))
    .map((file) => file.path)
  expect(users.length).toBeGreaterThan(2)
  expect(users.filter((path) => !inside(path, 'tests/bench/render'))).toEqual([])
})

test('Electron is imported in few places', () => {
  const users = sources.filter((file) => file.imports.some(({ specifier }) => specifier === 'electron'))
  const allowed = [
    'src/main/index.ts',
    'src/main/app.ts',
    'src/main/command-line',
    'src/main/ipc',
    'src/main/window',
    'src/preload',
    'src/main/engines/worker/utility-host.ts',
  ]
  expect(
    users.map((file) => file.path).filter((path) => !allowed.some((room) => inside(path, room))),
  ).toEqual([])
})
