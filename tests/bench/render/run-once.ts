import type { Browser, CDPSession, Page } from '@playwright/test'
import type { Drawn, RunPlan } from './page/measured.ts'

const VIEWPORT = { width: 1_280, height: 900 }
/** A contestant that is not done by then is told as such. */
const DONE_WITHIN_MS = 90_000
const QUIET_MS = 200

/** What one run of one contestant cost. */
export interface Sample {
  cpu_ms: number
  updates: number
  longest_ms: number
  dropped: number
  heap_mib: number
  mount_ms: number
  drawn: Drawn
}

/** Draws one answer in a fresh page: main-thread CPU time from the first token until nothing changes any more. */
export function runOnce(browser: Browser, url: string, plan: RunPlan): Promise<Sample> {
  return inPage(browser, url, plan, async (page, cdp) => {
    await page.evaluate(() => window.bench.go())
    if (plan.prefill > 0) {
      await reaches(page, 'filled')
      await cdp.send('HeapProfiler.collectGarbage')
    }
    const before_s = await taskSeconds(cdp)
    if (plan.prefill > 0) await page.evaluate(() => window.bench.go())
    await reaches(page, 'done')
    const cpu_ms = ((await taskSeconds(cdp)) - before_s) * 1_000
    const { mount_ms, error, ...found } = await page.evaluate(() => {
      const { mount_ms, error } = window.bench
      return { mount_ms, error, ...window.bench.result() }
    })
    if (error) throw new Error(`${plan.contestant}: ${error}`)
    await cdp.send('HeapProfiler.collectGarbage')
    const { usedSize } = await cdp.send('Runtime.getHeapUsage')
    return { ...found, cpu_ms, mount_ms, heap_mib: usedSize / 1024 / 1024 }
  })
}

/** A real click on Stop `after_ms` into an answer. Milliseconds to the last change of its text. */
export function stopOnce(browser: Browser, url: string, plan: RunPlan, after_ms: number): Promise<number> {
  return inPage(browser, url, plan, async (page, cdp) => {
    await page.evaluate(() => window.bench.go())
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), after_ms)
    const { x, y } = await page.evaluate(() => window.bench.stopPoint())
    const stopped = page.evaluate(() => window.bench.stopped())
    const click = { x, y, button: 'left', clickCount: 1 } as const
    await cdp.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...click })
    await cdp.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...click })
    return (await stopped).last_change_ms
  })
}

async function inPage<Result>(
  browser: Browser,
  url: string,
  plan: RunPlan,
  measure: (page: Page, cdp: CDPSession) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(DONE_WITHIN_MS)
    const cdp = await context.newCDPSession(page)
    // CPU time of the page's main thread instead of time that passed.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    const query = new URLSearchParams(Object.entries(plan).map(([name, value]) => [name, String(value)]))
    await page.goto(`${url}?${query}`)
    await reaches(page, 'ready')
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), QUIET_MS)
    await cdp.send('HeapProfiler.collectGarbage')
    return await measure(page, cdp)
  } finally {
    await context.close()
  }
}

/** Seldom asked: asking is work of the page, too. */
async function reaches(page: Page, state: string): Promise<void> {
  await page.waitForFunction((wanted) => window.bench?.state === wanted, state, { polling: 100 })
}

/** CPU time of all tasks of the page's main thread so far. */
async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const found = metrics.find(({ name }) => name === 'TaskDuration')
  if (!found) throw new Error('the browser tells no CPU time')
  return found.value
}
