import type { Page } from '@playwright/test'

/** MiB that the page's scripts hold, what can be collected aside. */
export async function heapMiB(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  await devtools.detach()
  return usedSize / 1024 / 1024
}
