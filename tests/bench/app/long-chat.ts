import type { Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { launchApp, loaded } from '../../host/fixture.ts'
import { seedChat } from '../../support/seed-chat.ts'
import type { Figure } from '../figure.ts'
import { median, spread } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { ROOT } from './bench-app.ts'
import { heapMiB } from '../../support/page-heap.ts'

const LONG = { title: 'Long chat', turns: 1_000, answer_tokens: 1_000 }
/** As much as one page of the long chat, and nothing above it. */
const SHORT = { title: 'Short chat', turns: 20, answer_tokens: 1_000 }
const PAGES_UP = 3

/** A chat of a million tokens beside one that is a page long: from the click until its last answer is drawn, and what it costs. */
export async function longChat({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  const n = quick ? 2 : 10
  const userDataDir = join(scratch, 'long')
  mkdirSync(userDataDir)
  const file = join(userDataDir, 'sluice.db')
  const { characters } = await seedChat(file, LONG)
  await seedChat(file, SHORT)
  const { page, close } = await launchApp({ root: ROOT, userDataDir })
  try {
    const long_ms: number[] = []
    const short_ms: number[] = []
    for (let trial = -1; trial < n; trial++) {
      const long = await clickToDrawn(page, LONG.title)
      const short = await clickToDrawn(page, SHORT.title)
      // The first fills caches.
      if (trial < 0) continue
      long_ms.push(long)
      short_ms.push(short)
    }
    await clickToDrawn(page, LONG.title)
    const nodes_open = await nodes(page)
    const heap_open = await heapMiB(page)
    for (let up = 0; up < PAGES_UP; up++) await pageUp(page)
    return [
      {
        id: 'long-chat',
        title: `Opening a chat of ${LONG.turns * LONG.answer_tokens} tokens (${(characters / 1e6).toFixed(1)} million characters, ${2 * LONG.turns} messages)`,
        n,
        measures: [
          ...spread('click to its last answer drawn', 'ms', long_ms).slice(0, 2),
          { what: 'the same of a chat of 20 turns, p50', unit: 'ms', value: median(short_ms) },
          { what: 'long to short', unit: 'x', value: median(long_ms) / median(short_ms) },
          { what: 'elements of the page when opened', unit: '', value: nodes_open },
          { what: `elements after ${PAGES_UP} pages up`, unit: '', value: await nodes(page) },
          { what: 'heap of the page when opened, MiB', unit: '', value: heap_open },
          { what: `heap after ${PAGES_UP} pages up, MiB`, unit: '', value: await heapMiB(page) },
        ],
      },
    ]
  } finally {
    await close()
  }
}

/** In a page that has nothing of it in memory: in its own time, to the frame after the one that drew it. */
async function clickToDrawn(page: Page, title: string): Promise<number> {
  await page
    .getByRole('button', { name: /^New chat/ })
    .first()
    .click()
  await page.reload()
  await loaded(page)
  const row = page.locator('[data-row]').filter({ hasText: title })
  await row.waitFor()
  return row.evaluate(async (element: HTMLElement, asked) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    const isDrawn = (): boolean => {
      const [prompt] = [...document.querySelectorAll('article[data-role=user]')].slice(-1)
      const [answer] = [...document.querySelectorAll('article[data-role=assistant]')].slice(-1)
      return (prompt?.textContent.includes(asked) ?? false) && answer?.querySelector('p') != null
    }
    await frame()
    const from = performance.now()
    element.click()
    while (!isDrawn()) await frame()
    await frame()
    return performance.now() - from
  }, title)
}

async function pageUp(page: Page): Promise<void> {
  const list = page.getByRole('region', { name: 'Conversation' })
  await list.evaluate(async (box) => {
    // As much is drawn as before: how many lie above tells that they came.
    const above = (): string | undefined => box.querySelector('[data-earlier]')?.textContent
    const before = above()
    box.scrollTop = 0
    while (above() === before || above() === 'Loading')
      await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}

const nodes = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length)
