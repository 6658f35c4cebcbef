import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { judgeLines } from '../../src/main/self-test/diagnose/diagnose.ts'
import { PROVOCATIONS } from '../../src/renderer/state/testers/provocations.ts'
import { PHASES } from '../../src/renderer/state/testers/trace-phases.ts'
import { PARAMETER_FIELDS, SIMULATOR_MODES } from '../../src/shared/simulator-modes.ts'
import { ERROR_TYPES } from '../../src/shared/stream-end.ts'
import { ROOT } from './source-tree.ts'

/** What testers read, held against the app: scripts and their tests, words on screen, modes, findings, errors. */
const SPEC = 'tests/e2e/verify-scripts.spec.ts'
const SCRIPT_LINES_MAX = 60
const PARTS = ['Do', 'You must see', 'If it is broken', 'The same by machine']

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()
const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, group = '']) => plain(group))
const find = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT })
    .map((path) => path.split(sep).join('/'))
    .toSorted()

const scripts = find('docs/verify/[0-9]*.md').map((path) => ({ path, text: read(path) }))
const guide = read('docs/testers-guide.md')
const troubleshooting = read('docs/troubleshooting.md')

/** The text below a heading, up to the next one of its kind. */
function part(text: string, heading: string): string {
  return text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
}

/** The cells of those rows of Markdown tables that begin like this, without their marks. */
function rows(text: string, first: RegExp): string[][] {
  const lines = text.split('\n').filter((line) => first.test(line))
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^(\*\*|`)(.*)\1$/, '$2')),
  )
}

/** Titles of the tests of a file, in their order. */
function testTitles(path: string): string[] {
  const titles: string[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [title] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'test') return
      titles.push(title?.type === 'Literal' && typeof title.value === 'string' ? title.value : '(computed)')
    },
  }).visit(parseSync(path, read(path)).program)
  return titles
}

/** Every text a file spells out: strings, pieces of templates, words in markup, and patterns as what they match. */
function wordsIn(path: string): string[] {
  const words: string[] = []
  const take = (text: string): void => void words.push(plain(text))
  new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string') take(node.value)
      if ('regex' in node) take(node.regex.pattern.replace(/\\(.)|[\^$()?]/g, '$1'))
    },
    TemplateElement: (node) => take(node.value.cooked ?? node.value.raw),
    JSXText: (node) => take(node.value),
  }).visit(parseSync(path, read(path)).program)
  return words
}

const findings = (await Promise.all([judgeLines(['{"event":"app_start"}']), judgeLines([])])).flatMap(
  (diagnosis) => diagnosis.findings,
)
const questions = new Set(findings.map(({ asks }) => asks))

const onScreen = new Set([
  ...['src/renderer/**/*.{ts,tsx}', 'src/main/window/menu.ts', 'src/main/self-test/diagnose/*.ts']
    .flatMap(find)
    .flatMap(wordsIn),
  ...[...PROVOCATIONS, ...SIMULATOR_MODES, ...PARAMETER_FIELDS].map(({ label }) => label),
])

/** Bold words that no screen has. */
const notOnScreen = (text: string): string[] =>
  found(text, /\*\*([^*]+)\*\*/g).filter((words) => !onScreen.has(words))

const asserted = [SPEC, 'tests/e2e/support/tester.ts'].flatMap(wordsIn)

/** Quoted words that must be seen and that the test of the scripts does not look for. */
const notLookedFor = (text: string): string[] =>
  found(part(text, 'You must see'), /“([^“”]+)”/g).filter(
    (quoted) => !asserted.some((words) => words.includes(quoted)),
  )

/** Rows that the tables of the guide lack. */
function missingInGuide(text: string): string[] {
  const cells = rows(text, /^\|/).map((row) => row.join(' | '))
  const wanted = [
    ...SIMULATOR_MODES.map(({ label, mode, detail }) => `${label} | ${mode} | ${detail} |`),
    ...PARAMETER_FIELDS.map(({ label, parameter }) => `${label} | ${parameter} |`),
    ...PROVOCATIONS.map(({ label }) => `${label} |`),
    ...PHASES.map((phase) => `${phase} |`),
  ]
  return wanted.filter((begin) => !cells.some((row) => row.startsWith(begin)))
}

describe('the scripts of docs/verify', () => {
  test('each has a test of its title, in the same order, and each test its script', () => {
    expect(scripts.length).toBeGreaterThan(6)
    expect(testTitles(SPEC)).toEqual(scripts.map(({ text }) => /^# (.+)$/m.exec(text)?.[1]))
    expect(scripts.map(({ path }) => Number(/\/(\d+)-/.exec(path)?.[1]))).toEqual(
      scripts.map((_script, index) => index + 1),
    )
  })

  test('each names its test, has all its parts, and is short', () => {
    const wrong = scripts.filter(({ text }) => {
      const title = /^# (.+)$/m.exec(text)?.[1]
      const named = part(text, 'The same by machine').includes(`\`${SPEC}\` “${title}”`)
      const whole = found(text, /^## (.+)$/gm).join() === PARTS.join()
      return !named || !whole || text.split('\n').length > SCRIPT_LINES_MAX
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('what they say must be seen is looked for by their tests', () => {
    expect(
      scripts.flatMap(({ text }) => found(part(text, 'You must see'), /“([^“”]+)”/g)).length,
    ).toBeGreaterThan(50)
    expect(
      scripts.flatMap(({ path, text }) => notLookedFor(text).map((words) => `${path}: ${words}`)),
    ).toEqual([])
  })

  test('all are listed where they begin', () => {
    const links = found(read('docs/verify/README.md'), /^\| \[.+\]\((\d.+\.md)\)/gm)
    expect(links.map((link) => `docs/verify/${link}`)).toEqual(scripts.map(({ path }) => path))
  })
})

test('bold words in what testers read are on screen, word for word', () => {
  const documents = [...find('docs/verify/*.md'), 'docs/testers-guide.md', 'docs/troubleshooting.md']
  expect(documents.flatMap((path) => notOnScreen(read(path)).map((words) => `${path}: ${words}`))).toEqual([])
})

test('the guide has every mode, number and button of the simulator, and every phase of a bar', () => {
  expect(missingInGuide(guide)).toEqual([])
  const modes = rows(guide, /^\| \*\*[^|]+ \| `[a-z-]+` \| [^|]+ \| [^|]/)
  expect(modes.map(([, mode]) => mode)).toEqual(SIMULATOR_MODES.map(({ mode }) => mode))
})

test('troubleshooting has every question of the diagnosis, and no other', () => {
  expect(questions.size).toBeGreaterThan(30)
  const told = rows(troubleshooting, /^\| [A-D]\d? /).map(([, asks]) => asks ?? '')
  expect(new Set(told)).toEqual(questions)
  expect(told.length).toBe(questions.size)
})

test('troubleshooting has every type of error, in the order of the code', () => {
  expect(rows(part(troubleshooting, 'Errors, by their type'), /^\| `/).map(([type]) => type)).toEqual([
    ...ERROR_TYPES,
  ])
})

test('a document that is wrong is caught', () => {
  expect(notOnScreen('Press **Send one**, then **Send\n  seven**.')).toEqual(['Send seven'])
  expect(notLookedFor('## You must see\n\n“Nothing is\nrunning”, “Everything is fine for ever”')).toEqual([
    'Everything is fine for ever',
  ])
  expect(missingInGuide(guide.replace('| `stalls` |', '| `stops` |'))).toEqual([
    'Stalls | stalls | Falls silent after 20 tokens |',
  ])
})
