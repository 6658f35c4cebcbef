import { join } from 'node:path'
import { launchApp } from '../../host/fixture.ts'
import type { Figure } from '../figure.ts'
import { median } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { ROOT, typeLetter } from './bench-app.ts'

const BARE = join(ROOT, 'tests/bench/bare-app')

/** From the start of the process until a key pressed in the composer is seen in it; Sluice and a bare window in turns. */
export async function start({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  const n = quick ? 1 : 5
  const sluice_ms: number[] = []
  const bare_ms: number[] = []
  for (let round = -1; round < n; round++) {
    const sluice = await untilTyped(ROOT, join(scratch, 'sluice'))
    const bare = await untilTyped(BARE, join(scratch, 'bare'))
    // The first of each fills the system's caches and, for Sluice, makes the database.
    if (round < 0) continue
    sluice_ms.push(sluice)
    bare_ms.push(bare)
  }
  const [sluice, bare] = [median(sluice_ms), median(bare_ms)]
  return [
    {
      id: 'start',
      title: 'Start to interactive',
      n,
      measures: [
        { what: 'Sluice, p50', unit: 'ms', value: sluice },
        { what: 'bare window on the same host, p50', unit: 'ms', value: bare },
        { what: 'Sluice to bare window', unit: 'x', value: sluice / bare },
      ],
    },
  ]
}

async function untilTyped(root: string, userDataDir: string): Promise<number> {
  const from = performance.now()
  const { page, close } = await launchApp({ root, userDataDir })
  try {
    await typeLetter(page)
    return performance.now() - from
  } finally {
    await close()
  }
}
