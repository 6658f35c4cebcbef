import { expect, test } from 'vitest'
import { readSources } from './source-tree.ts'

const sources = readSources('src')
const tests = readSources('tests')

function hits(files: typeof sources, pattern: RegExp): string[] {
  return files.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [])),
  )
}

test('no markup is injected and no type is silenced', () => {
  expect(
    hits(
      sources,
      /innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|@ts-(ignore|nocheck|expect-error)|\bas any\b/,
    ),
  ).toEqual([])
})

test('main reads time through its clock: no wall clock for durations', () => {
  const main = sources.filter((file) => /^src\/main\/(streams|engines|store)\//.test(file.path))
  expect(hits(main, /Date\.now\(\)/)).toEqual([])
})

test('the core sets no timers of its own', () => {
  const core = sources.filter((file) => file.path.startsWith('src/main/streams/'))
  expect(hits(core, /\b(setTimeout|setInterval|performance\.now)\(/)).toEqual([])
})

test('no test is skipped, focused or left for later', () => {
  expect(hits(tests, /\b(it|test|describe)\.(only|todo|fixme)\b/)).toEqual([])
  // A spec may stand aside on a system or host it is not about, and must say so.
  expect(hits(tests, /\b(it|test|describe)\.skip\((?!.*, '.+'\))/)).toEqual([])
})

test('no test waits for a fixed time', () => {
  expect(hits(tests, /waitForTimeout\(/)).toEqual([])
})

test('the names of the environment and of main channels are written once', () => {
  const users = sources.filter((file) =>
    /ipcMain\.(handle|on)\(|ipcRenderer\.(invoke|on|send)\(/.test(file.text),
  )
  expect(users.map((file) => file.path).toSorted()).toEqual([
    'src/main/ipc/serve-requests.ts',
    'src/preload/index.ts',
  ])
})
