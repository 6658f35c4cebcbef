import type { Reporter, TestCase } from 'vitest/node'
import { FigureFile } from './figure-file.ts'

/** Writes what each test printed, beside how it went: the figures of docs/reliability.md. */
// oxlint-disable-next-line import/no-default-export -- the runner loads a reporter by it
export default class FiguresReporter implements Reporter {
  #file = new FigureFile()
  /** What is printed can come after the result. */
  #printed = new Map<string, string[]>()

  onUserConsoleLog({ taskId, content }: { taskId?: string; content: string }): void {
    if (!taskId) return
    const printed = [...(this.#printed.get(taskId) ?? []), content.trim()]
    this.#printed.set(taskId, printed)
    this.#file.add(taskId, printed)
  }

  onTestCaseResult(test: TestCase): void {
    const figures = this.#printed.get(test.id) ?? []
    this.#file.put(test.id, test.module.moduleId, {
      title: test.fullName,
      state: test.result().state,
      figures,
    })
  }

  onTestRunEnd(): void {
    this.#file.write()
  }
}
