import { setTimeout as sleep } from 'node:timers/promises'
import { AwakeClock } from '../../../src/main/lib/awake-clock.ts'
import type { SessionId } from '../../../src/shared/ids.ts'
import { MemoryJournal } from '../../support/memory-journal.ts'
import type { Figure } from '../figure.ts'
import { median } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { BenchCore, createSimulator } from './bench-core.ts'

const LIMIT_MS = 2_000
const GIVE_UP_MS = 10_000

/** From Stop to the death of an engine process that ignores it, as the operating system sees it. */
export async function forcedRelease({ quick, scratch }: BenchOptions): Promise<Figure[]> {
  const n = quick ? 3 : 20
  const clock = new AwakeClock()
  const simulator = createSimulator(clock, scratch)
  const core = new BenchCore({ clock, journal: new MemoryJournal(), engine: simulator })
  const gone_ms: number[] = []
  let notForced = 0
  try {
    for (let trial = 0; trial < n; trial++) {
      const stream_id = core.open(`session ${trial}` as SessionId, 'Stop me', 'ignores-cancel')
      await core.firstToken(stream_id)
      const [pid] = simulator.supervisor.pids()
      if (pid === undefined) throw new Error('the engine has no process')
      const from = performance.now()
      const released = core.registry.stop(stream_id)
      await gone(pid)
      gone_ms.push(performance.now() - from)
      if ((await released).how !== 'forced') notForced++
    }
  } finally {
    await simulator.dispose()
    clock.dispose()
  }
  return [
    {
      id: 'forced-release',
      title: 'Forced release of an engine that ignores Stop',
      n,
      measures: [
        { what: 'Stop to process gone, p50', unit: 'ms', value: median(gone_ms) },
        { what: 'Stop to process gone, max', unit: 'ms', value: Math.max(...gone_ms), limit: LIMIT_MS },
        { what: 'releases told as anything but forced', unit: '', value: notForced, must_be_zero: true },
      ],
    },
  ]
}

async function gone(pid: number): Promise<void> {
  const until = performance.now() + GIVE_UP_MS
  while (isAlive(pid)) {
    if (performance.now() > until) throw new Error(`process ${pid} lives ${GIVE_UP_MS} ms after Stop`)
    await sleep(1)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
