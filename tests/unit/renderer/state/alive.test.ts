// @vitest-environment node
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { sayAlive } from '../../../../src/renderer/state/alive.ts'
import { createApp } from '../../../../src/renderer/state/create-app.ts'
import { ALIVE_EVERY_MS } from '../../../../src/shared/limits.ts'
import { FakeMain } from '../support/fake-main.ts'

/** The browser's observer of long tasks, which no test environment has: a test says what it saw. */
class LongTasks {
  static supportedEntryTypes = ['longtask']
  static current: LongTasks | null = null
  #tell: (list: { getEntries: () => { duration: number }[] }) => void
  #records: { duration: number }[] = []
  observed: unknown = null

  constructor(tell: (list: { getEntries: () => { duration: number }[] }) => void) {
    this.#tell = tell
    LongTasks.current = this
  }

  observe(what: unknown): void {
    this.observed = what
  }

  disconnect(): void {
    LongTasks.current = null
  }

  takeRecords(): { duration: number }[] {
    return this.#records.splice(0)
  }

  saw(...durations: number[]): void {
    this.#tell({ getEntries: () => durations.map((duration) => ({ duration })) })
  }

  sawAndHolds(duration: number): void {
    this.#records.push({ duration })
  }
}

let main: FakeMain
beforeEach(() => {
  main = new FakeMain()
  vi.useFakeTimers()
  vi.stubGlobal('PerformanceObserver', LongTasks)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function started(): () => void {
  const end = sayAlive(main.bridge.request)
  onTestFinished(end)
  return end
}

const said = (): unknown[] => main.asked('window:alive')

test('a page says at once and then every two seconds that it is alive', () => {
  started()
  expect(said()).toEqual([{ longest_task_ms: 0 }])
  vi.advanceTimersByTime(5 * ALIVE_EVERY_MS)
  expect(said()).toHaveLength(6)
})

test('the longest task since the last time goes with it, also one just seen, and only once', () => {
  started()
  expect(LongTasks.current?.observed).toEqual({ type: 'longtask', buffered: true })
  LongTasks.current?.saw(60, 400, 90)
  LongTasks.current?.saw(70)
  vi.advanceTimersByTime(ALIVE_EVERY_MS)
  LongTasks.current?.sawAndHolds(7_000)
  vi.advanceTimersByTime(2 * ALIVE_EVERY_MS)
  expect(said().slice(1)).toEqual([
    { longest_task_ms: 400 },
    { longest_task_ms: 7_000 },
    { longest_task_ms: 0 },
  ])
})

test('a task longer than main takes is cut', () => {
  started()
  LongTasks.current?.saw(1e12)
  vi.advanceTimersByTime(ALIVE_EVERY_MS)
  expect(said()[1]).toEqual({ longest_task_ms: 86_400_000 })
})

test('where no long tasks are told, a sign of life is given without them', () => {
  vi.stubGlobal('PerformanceObserver', undefined)
  started()
  vi.advanceTimersByTime(ALIVE_EVERY_MS)
  expect(said()).toEqual([{ longest_task_ms: 0 }, { longest_task_ms: 0 }])
})

test('a main that does not answer does not disturb the page', async () => {
  main.handlers['window:alive'] = () => Promise.reject(new Error('leaving'))
  started()
  await vi.advanceTimersByTimeAsync(2 * ALIVE_EVERY_MS)
  expect(said()).toHaveLength(3)
})

test('the app starts it and its end is the end of it: no timer, no observer', () => {
  const end = createApp(main.bridge).start()
  expect(said()).toHaveLength(1)
  expect(LongTasks.current).not.toBeNull()
  end()
  vi.advanceTimersByTime(10 * ALIVE_EVERY_MS)
  expect(said()).toHaveLength(1)
  expect(LongTasks.current).toBeNull()
  expect(vi.getTimerCount()).toBe(0)
})
