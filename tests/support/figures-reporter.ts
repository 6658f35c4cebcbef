import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Reporter, TestCase } from 'vitest/node'

/** What a test found out, in the words it printed. */
export interface TestFigure {
  file: string
  title: string
  state: string
  figures: string[]
}

const ROOT = resolve(import.meta.dirname, '../..')
const FILE = resolve(ROOT, 'artifacts/reliability/faults.json')

/** Writes what each test printed, beside how it went: the figures of docs/reliability.md. */
// oxlint-disable-next-line import/no-default-export -- the runner loads a reporter by it
export default class FiguresReporter implements Reporter {
  /** What is printed can come after the result. */
  #printed = new Map<string, string[]>()
  #tests = new Map<string, Omit<TestFigure, 'figures'>>()
  /** Of earlier runs of other files. */
  #before: TestFigure[] = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as TestFigure[]) : []

  onUserConsoleLog({ taskId, content }: { taskId?: string; content: string }): void {
    if (taskId) this.#printed.set(taskId, [...(this.#printed.get(taskId) ?? []), content.trim()])
  }

  onTestCaseResult(test: TestCase): void {
    const file = test.module.moduleId.slice(ROOT.length + '/tests/'.length)
    this.#before = this.#before.filter((other) => other.file !== file)
    this.#tests.set(test.id, { file, title: test.fullName, state: test.result().state })
    // A run that is cut keeps what it found out until then.
    this.#write()
  }

  onTestRunEnd(): void {
    this.#write()
  }

  #write(): void {
    const all = [...this.#tests].map(([id, test]) => ({ ...test, figures: this.#printed.get(id) ?? [] }))
    mkdirSync(dirname(FILE), { recursive: true })
    writeFileSync(FILE, JSON.stringify([...this.#before, ...all], null, 1))
  }
}
