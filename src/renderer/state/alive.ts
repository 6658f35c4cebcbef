import type { Bridge } from '../../shared/ipc-contract.ts'
import { ALIVE_EVERY_MS } from '../../shared/limits.ts'

const LONG_TASK = 'longtask'
/** What main takes; a task of more than a day is a computer that slept. */
const TASK_MAX_MS = 86_400_000

/** Says at once and then every `ALIVE_EVERY_MS` that this page is alive: main notices when it hangs. Returns the end of it. */
export function sayAlive(request: Bridge['request']): () => void {
  const tasks = watchTasks()
  const say = (): void => {
    const longest_task_ms = Math.min(tasks.takeLongest(), TASK_MAX_MS)
    // Main may be leaving; then nobody is interested any more.
    void request('window:alive', { longest_task_ms }).catch(() => {})
  }
  say()
  const timer = setInterval(say, ALIVE_EVERY_MS)
  return () => {
    clearInterval(timer)
    tasks.end()
  }
}

/** The longest task since it was asked last, in milliseconds; 0 when all were below 50 ms (https://w3c.github.io/longtasks/). */
function watchTasks(): { takeLongest: () => number; end: () => void } {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes(LONG_TASK)) {
    return { takeLongest: () => 0, end: () => {} }
  }
  let longest_ms = 0
  const note = (entries: readonly PerformanceEntry[]): void => {
    for (const { duration } of entries) longest_ms = Math.max(longest_ms, duration)
  }
  const observer = new PerformanceObserver((list) => note(list.getEntries()))
  // Also what was long before this: the page's own start.
  observer.observe({ type: LONG_TASK, buffered: true })
  return {
    takeLongest: () => {
      note(observer.takeRecords())
      const taken = longest_ms
      longest_ms = 0
      return taken
    },
    end: () => observer.disconnect(),
  }
}
