import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { FigureFile } from './figure-file.ts'

/** How each end-to-end spec went, for docs/reliability.md. */
// oxlint-disable-next-line import/no-default-export -- the runner loads a reporter by it
export default class FiguresE2eReporter implements Reporter {
  #file = new FigureFile()

  onTestEnd(test: TestCase, { status }: TestResult): void {
    const state = status === 'passed' || status === 'skipped' ? status : 'failed'
    this.#file.put(test.id, test.location.file, { title: test.title, state, figures: [] })
  }

  onEnd(): void {
    this.#file.write()
  }

  printsToStdio(): boolean {
    return false
  }
}
