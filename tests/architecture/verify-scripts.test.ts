import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { judgeLines } from '../../src/main/self-test/diagnose/diagnose.ts'
import { PROVOCATIONS } from '../../src/renderer/state/provocations.ts'
import { PARAMETER_FIELDS, SIMULATOR_MODES } from '../../src/shared/simulator-modes.ts'
import { ERROR_TYPES } from '../../src/shared/stream-end.ts'
import { ROOT } from './source-tree.ts'

/** What testers read, held against the app: scripts and their tests, words on screen, modes, findings, errors. */
const SPEC = 'tests/e2e/verify-scripts.spec.ts'
const LINES_MAX = 60
const PARTS = ['Do', 'You must see', 'If it is broken', 'The same by machine']

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found.replace(/\s+/g, ' '))
const find = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT }).map((path) => path.split(sep).join('/'))

interface Script {
  path: string
  text: string
}

const scripts: Script[] = find('docs/verify/[0-9]*.md')
  .toSorted()
  .map((path) => ({ path, text: read(path) }))
const documents = [...scripts.map(({ path }) => path), 'docs/verify/README.md', 'docs/testers-guide.md']
const guide = read('docs/testers-guide.md')
const troubleshooting = read('docs/troubleshooting.md')

const titleOf = ({ text }: Script): string => /^# (.+)$/m.exec(text)?.[1] ?? ''

/** The text below a heading, up to the next one. */
function part(text: string, heading: string): string {
  return text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
}

/** A Markdown table's rows as cells, its two lines of head left out. Only those that begin with a cell like the first one. */
function rows(text: string, first: RegExp): string[][] {
  const lines = text.split('\n').filter((line) => first.test(line))
  return lines.map((line) => line.split('|').map((cell) => cell.trim().replace(/^\*\*|\*\*$|^`|`$/g, '')))
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

/** Every text a file spells out: strings, pieces of templates, words in markup, and patterns as the text they match. */
function wordsIn(path: string): string[] {
  const words: string[] = []
  const take = (text: string): void => void words.push(text.replace(/\s+/g, ' ').trim())
  new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string') take(node.value)
      if ('regex' in node && node.regex) take(node.regex.pattern.replace(/\\(.)/g, '$1'))
    },
    TemplateElement: (node) => take(node.value.cooked ?? node.value.raw),
    JSXText: (node) => take(node.value),
    Property: ({ key }) => void (key.type === 'Identifier' && take(key.name)),
  }).visit(parseSync(path, read(path)).program)
  return words
}

const findings = [...(await judgeLines(['{"event":"app_start"}'])), ...[]]
