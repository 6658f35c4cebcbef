import { parseSync, Visitor } from 'oxc-parser'
import { expect, test } from 'vitest'
import type { SourceFile } from './source-tree.ts'
import { readSources } from './source-tree.ts'

/** The aim is 250 lines a file and 50 a function; past these the design is telling us something. */
const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 80

const files = [
  ...readSources('src'),
  ...readSources('tests'),
  ...readSources('scripts'),
  ...readSources('build'),
]
const lines = (text: string): number => text.split('\n').length

interface Measured {
  where: string
  lines: number
}

/** Functions by length. A test file's `describe` and a page's script are frames around functions, not functions. */
function functionsOf(file: SourceFile): Measured[] {
  const found: Measured[] = []
  const measure = (node: { start: number; end: number }): void => {
    const before = lines(file.text.slice(0, node.start))
    found.push({ where: `${file.path}:${before}`, lines: lines(file.text.slice(node.start, node.end)) })
  }
  const { program } = parseSync(file.path, file.text)
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program)
  return found
}

const tail = (measured: Measured[]): string[] =>
  measured
    .toSorted((a, b) => b.lines - a.lines)
    .slice(0, 5)
    .map(({ where, lines }) => `${String(lines).padStart(5)} ${where}`)

test(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
  const measured = files.map((file) => ({ where: file.path, lines: lines(file.text) }))
  process.stdout.write(`longest files:\n${tail(measured).join('\n')}\n`)
  expect(measured.filter((file) => file.lines > FILE_LINES_MAX).map((file) => file.where)).toEqual([])
})

test(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
  const sources = files.filter((file) => !/\.(test|spec)\.tsx?$/.test(file.path))
  const measured = sources.flatMap(functionsOf)
  process.stdout.write(`longest functions:\n${tail(measured).join('\n')}\n`)
  expect(measured.length).toBeGreaterThan(300)
  expect(measured.filter((found) => found.lines > FUNCTION_LINES_MAX).map((found) => found.where)).toEqual([])
})
