import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { ROOT } from './source-tree.ts'

/** What people read, held against what is there: links, paths, quoted test titles, commands, and the example. */
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
const EXAMPLE_LIMIT_MS = 20_000

interface Document {
  path: string
  text: string
}

const readDocument = (path: string): Document => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })
const documents = [...DOCUMENTS, ...globSync('docs/**/*.md', { cwd: ROOT })].map((path) =>
  readDocument(path.split(sep).join('/')),
)

const withoutFences = (text: string): string => text.replace(/^(```+)[^\n]*\n[\s\S]*?^\1$/gm, '')
const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`\n]*`/g, '')
const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match.slice(1).find((group) => group !== undefined) ?? '')

/** `[label]: target` lines, which links and quotations may name. */
function definitions(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, label = '', to = '']) => [label, to]))
}

/** A link's target as a path from the root; null for other sites. */
function target(from: string, link: string): { path: string; anchor: string | undefined } | null {
  if (/^[a-z]+:/.test(link)) return null
  const [path = '', anchor] = link.split('#', 2)
  const whole = path === '' ? resolve(ROOT, from) : resolve(ROOT, dirname(from), path)
  return { path: relative(ROOT, whole).split(sep).join('/'), anchor }
}

/** The anchor a heading gets on the usual sites. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

function deadLinks({ path, text }: Document): string[] {
  const defined = definitions(text)
  const prose = withoutCode(text)
  const inline = found(prose, /\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)
  // In a document with definitions every word in brackets is meant as a link.
  const named = defined.size === 0 ? [] : found(prose, /\[([a-z][\w.-]*)\](?![(:\w])/gi)
  const undefinedNames = named.filter((label) => !defined.has(label)).map((label) => `[${label}]`)
  const unused = [...defined.keys()]
    .filter((label) => !named.includes(label))
    .map((label) => `unused [${label}]`)
  const dead = [...inline, ...defined.values()].filter((link) => {
    const to = target(path, link)
    if (!to) return false
    if (!existsSync(join(ROOT, to.path))) return true
    if (!to.anchor || !to.path.endsWith('.md')) return false
    const headings = found(withoutFences(readDocument(to.path).text), /^#+ (.+)$/gm).map(anchorOf)
    return !headings.includes(to.anchor)
  })
  return [...undefinedNames, ...unused, ...dead].map((link) => `${path}: ${link}`)
}

/** Words of inline code that look like a path of this repository. `NNNN`, `<kind>` and `…` stand for anything. */
function deadPaths({ path, text }: Document): string[] {
  const words = found(withoutFences(text), /`([^`\n]+)`/g).flatMap((code) => code.split(/\s+/))
  const paths = words
    .map((word) => word.replace(/(:\d+)?[,.;:)]*$/, ''))
    .filter((word) => /^(src|tests|docs|scripts)\/\S/.test(word) && !/NNNN|<|…/.test(word))
  return paths
    .flatMap(withoutBraces)
    .filter((one) => globSync(one, { cwd: ROOT }).length === 0)
    .map((one) => `${path}: ${one}`)
}

/** `a/{b,c}.ts` means both. */
function withoutBraces(path: string): string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{([^}]+)\}(.*)$/.exec(path) ?? []
  return choices === undefined
    ? [path]
    : choices.split(',').flatMap((choice) => withoutBraces(before + choice + after))
}

interface Quotation {
  file: string
  fragment: string
}

/** A file, as `path`, [label](path) or [label], followed by what is quoted from it: “one”, “two” and “three”. */
function quotations({ path, text }: Document): Quotation[] {
  const defined = definitions(text)
  const pattern =
    /(?:`((?:src|tests)\/[^`\s]+)`|\[[^\]]+\]\(([^)\s]+)\)|\[([a-z][\w.-]*)\])((?:(?:,| and)?\s“[^”]+”)+)/gi
  return [...withoutFences(text).matchAll(pattern)].flatMap(([, code, link, label, quoted = '']) => {
    const to = link ?? (label && defined.get(label))
    const file = code ?? (to && target(path, to)?.path) ?? label ?? ''
    return found(quoted, /“([^”]+)”/g).map((fragment) => ({ file, fragment: fragment.replace(/\s+/g, ' ') }))
  })
}

const literalsOf = new Map<string, string[]>()

/** Every string and key a file spells out; a template's gaps cut it in pieces. Comments do not count. */
function literals(file: string): string[] {
  const known = literalsOf.get(file)
  if (known) return known
  const strings: string[] = []
  if (existsSync(join(ROOT, file)) && /\.[cm]?tsx?$/.test(file)) {
    const { program } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'))
    new Visitor({
      Literal: (node) => void (typeof node.value === 'string' && strings.push(node.value)),
      // A table's keys name its cases.
      Property: ({ key }) => void (key.type === 'Identifier' && strings.push(key.name)),
      TemplateElement: (node) => void strings.push(node.value.cooked ?? node.value.raw),
    }).visit(program)
  }
  literalsOf.set(file, strings)
  return strings
}

function wrongQuotations(document: Document): string[] {
  return quotations(document)
    .filter(({ file, fragment }) => !literals(file).some((string) => string.includes(fragment)))
    .map(({ file, fragment }) => `${document.path}: “${fragment}” is not in ${file}`)
}

function unknownCommands({ path, text }: Document): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const named = found(text, /\bnpm run(?: -\w+)* ([a-z][\w:-]*)/g)
  return named.filter((name) => !Object.hasOwn(scripts, name)).map((name) => `${path}: npm run ${name}`)
}

test('every link of the documents leads somewhere', () => {
  expect(documents.length).toBeGreaterThan(10)
  expect(documents.flatMap(deadLinks)).toEqual([])
})

test('every path of the repository that the documents name exists', () => {
  expect(documents.flatMap(deadPaths)).toEqual([])
})

test('every test title that the documents quote is in its file', () => {
  const checklist = readDocument('docs/checklist.md')
  expect(quotations(checklist).length).toBeGreaterThan(150)
  expect(documents.flatMap(wrongQuotations)).toEqual([])
})

test('every command that the documents name is in package.json', () => {
  expect(documents.flatMap(unknownCommands)).toEqual([])
})

describe('a document that is wrong is caught:', () => {
  const at = (text: string): Document => ({ path: 'docs/planted.md', text })

  test.each([
    ['a dead link', deadLinks, 'See [this](../ARCHITECTURE.md) and [that](nowhere.md).', 'nowhere.md'],
    ['a dead picture', deadLinks, '<img src="pictures/none.png">', 'pictures/none.png'],
    ['a heading that is not there', deadLinks, '[x](../README.md#no-such-part)', '../README.md#no-such-part'],
    ['a name nobody defined', deadLinks, '[one] [two]\n\n[one]: ../README.md', '[two]'],
    ['a name nobody uses', deadLinks, 'text\n\n[one]: ../README.md', 'unused [one]'],
    ['a dead path', deadPaths, '`src/shared/ids.ts`, `src/shared/{ids,none}.ts:3`', 'src/shared/none.ts'],
    [
      'a path to nothing',
      deadPaths,
      'run `npx vitest run tests/nowhere/*.test.ts`',
      'tests/nowhere/*.test.ts',
    ],
    ['a command nobody has', unknownCommands, '```sh\nnpm run -s fly -- --high\n```', 'npm run fly'],
  ])('%s', (_what, check, text, complaint) => {
    expect(check(at(text))).toEqual([`docs/planted.md: ${complaint}`])
  })

  test.each([
    '`tests/unit/main/streams/claims.test.ts`',
    '[claims](../tests/unit/main/streams/claims.test.ts)',
    '[c]',
  ])('a wrong title, quoted from %s', (file) => {
    const text = `${file} “$title”, “a wrong title” and “true”\n\n[c]: ../tests/unit/main/streams/claims.test.ts`
    expect(wrongQuotations(at(text)).map((complaint) => complaint.split(' is not')[0])).toEqual([
      'docs/planted.md: “a wrong title”',
      'docs/planted.md: “true”',
    ])
  })
})

describe('the example of how-it-works.md', () => {
  const { text } = readDocument('docs/how-it-works.md')
  const [code = ''] = found(text, /^```ts\n([\s\S]*?)^```$/gm)
  const [printed = ''] = found(text.slice(text.indexOf(code) + code.length), /^```text\n([\s\S]*?)^```$/gm)
  const parts = found(text, /^- `(src\/[^`]+)`/gm).flatMap(withoutBraces)

  /** A folder with nothing but what the document says to take, and the example beside it. */
  async function carriedOver<T>(look: (folder: string) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-docs-'))
    try {
      for (const part of parts) await cp(join(ROOT, part), join(folder, part), { recursive: true })
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      writeFileSync(join(folder, 'example.ts'), code)
      return await look(folder)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  test(
    'runs with nothing but the files named there, and prints what is printed there',
    { timeout: 60_000 },
    async () => {
      expect(parts.length).toBeGreaterThan(2)
      expect(code.split('\n').length).toBeGreaterThan(40)
      const { stdout, stderr } = await carriedOver((folder) =>
        promisify(execFile)(process.execPath, [join(folder, 'example.ts')], { timeout: EXAMPLE_LIMIT_MS }),
      )
      expect(stderr).toBe('')
      expect(stdout.trim().split('\n')).toEqual(printed.trim().split('\n'))
    },
  )

  test('is sound to the compiler', { timeout: 60_000 }, async () => {
    const config = {
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions: {
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
        lib: ['ES2024', 'DOM'],
      },
      files: ['example.ts'],
    }
    const complaints = await carriedOver((folder) => {
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
      return promisify(execFile)(process.execPath, [tsc, '-p', folder], { timeout: EXAMPLE_LIMIT_MS })
        .then(({ stdout }) => stdout)
        .catch(({ stdout }: { stdout: string }) => stdout)
    })
    expect(complaints).toBe('')
  })
})
