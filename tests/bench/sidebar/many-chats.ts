import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, typeLetter } from '../app/bench-app.ts'
import { launchApp } from '../../host/fixture.ts'
import { seedSessions, seededTitle } from '../../support/seed-sessions.ts'
import type { Figure, Measure } from '../figure.ts'
import { median } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import type { Change } from './one-change.ts'
import { mainThreadTime } from './one-change.ts'
import { heapMiB } from '../../support/page-heap.ts'

const MANY = 10_000
const FEW = 10
const MIB = 1024 * 1024

interface Opened {
  list_ms: number
  typed_ms: number
  heap_mib: number
  main_mib: number
  rows: number
  nodes: number
  changes: Record<Change, number>
}

/** The same app with 10,000 chats and with 10, in turns: what the number of chats costs. */
export async function manyChats({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  const n = quick ? 1 : 5
  const folders = { many: join(scratch, 'many'), few: join(scratch, 'few') }
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true })
  await seedSessions(folders.many, MANY)
  await seedSessions(folders.few, FEW)
  const many: Opened[] = []
  const few: Opened[] = []
  for (let round = -1; round < n; round++) {
    const full = await opened(folders.many, MANY, quick)
    const bare = await opened(folders.few, FEW, quick)
    // The first of each fills the system's caches.
    if (round < 0) continue
    many.push(full)
    few.push(bare)
  }
  const pair = (what: string, unit: Measure['unit'], pick: (one: Opened) => number): Measure[] => {
    const [with_many, with_few] = [median(many.map(pick)), median(few.map(pick))]
    return [
      { what: `${what}, ${MANY.toLocaleString('en')} chats, p50`, unit, value: with_many },
      { what: `${what}, ${FEW} chats, p50`, unit, value: with_few },
      { what: `${what}, ratio`, unit: 'x', value: with_many / with_few },
    ]
  }
  const opening: Figure = {
    id: 'sidebar-open',
    title: `The sidebar of ${MANY.toLocaleString('en')} chats beside one of ${FEW}: opening the window`,
    n,
    measures: [
      ...pair('start to first list drawn', 'ms', (one) => one.list_ms),
      ...pair('start to interactive', 'ms', (one) => one.typed_ms),
      ...pair('MiB of heap of the page', '', (one) => one.heap_mib),
      ...pair('MiB of memory of main', '', (one) => one.main_mib),
      ...pair('DOM nodes of the sidebar', '', (one) => one.nodes),
      ...pair('rows drawn', '', (one) => one.rows),
    ],
  }
  const changing: Figure = {
    id: 'sidebar-change',
    title: 'One change of one chat: time of the page’s main thread, from the news to the drawn frame',
    n: n * CHANGES,
    measures: [
      ...pair('pin or unpin', 'ms', (one) => one.changes.pin),
      ...pair('rename', 'ms', (one) => one.changes.rename),
      ...pair('begin or end of an answer', 'ms', (one) => one.changes.activity),
    ],
  }
  return [opening, changing]
}

const CHANGES = 40

async function opened(userDataDir: string, count: number, quick: boolean): Promise<Opened> {
  const from = performance.now()
  const app = await launchApp({ root: ROOT, userDataDir })
  const { page } = app
  try {
    await page.locator('[data-row]', { hasText: seededTitle(count - 1) }).waitFor()
    const list_ms = performance.now() - from
    await typeLetter(page)
    const typed_ms = performance.now() - from
    const main = await app.electronApp.evaluate(() => process.memoryUsage().rss)
    const { rows, nodes } = await page.evaluate(() => ({
      rows: document.querySelectorAll('nav [data-row]').length,
      nodes: document.querySelectorAll('nav *').length,
    }))
    const heap_mib = await heapMiB(page)
    const times = quick ? 4 : CHANGES
    const changes = {
      pin: await mainThreadTime(app, 'pin', times),
      rename: await mainThreadTime(app, 'rename', times),
      activity: await mainThreadTime(app, 'activity', times),
    }
    return { list_ms, typed_ms, heap_mib, main_mib: main / MIB, rows, nodes, changes }
  } finally {
    await app.close()
  }
}
