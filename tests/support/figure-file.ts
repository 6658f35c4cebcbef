import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'

/** What a test found out, in the words it printed. */
export interface TestFigure {
  /** In `tests`, with slashes. */
  file: string
  title: string
  state: string
  figures: string[]
}

const TESTS = resolve(import.meta.dirname, '..')
const FILE = resolve(TESTS, '../artifacts/reliability/faults.json')

/** How tests went, for docs/reliability.md. What earlier runs found out in other files is kept. */
export class FigureFile {
  #before: TestFigure[] = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as TestFigure[]) : []
  #tests = new Map<string, TestFigure>()

  /** `path`: of the test's file. A run that is cut keeps what it found out until then. */
  put(id: string, path: string, test: Omit<TestFigure, 'file'>): void {
    const file = relative(TESTS, path).replaceAll(sep, '/')
    this.#before = this.#before.filter((other) => other.file !== file)
    this.#tests.set(id, { ...test, file })
    this.write()
  }

  /** What a test printed, which can come after its result. */
  add(id: string, figures: string[]): void {
    const test = this.#tests.get(id)
    if (test) this.#tests.set(id, { ...test, figures })
  }

  write(): void {
    mkdirSync(dirname(FILE), { recursive: true })
    writeFileSync(FILE, JSON.stringify([...this.#before, ...this.#tests.values()], null, 1))
  }
}
