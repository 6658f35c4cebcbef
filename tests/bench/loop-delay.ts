import type { Measure } from './figure.ts'

/** How often the event loop is looked at. */
export const LOOP_RESOLUTION_MS = 1
/** ARCHITECTURE.md, Budgets. */
const LIMIT_MS = 10

/**
 * The delay of main's event loop, from a histogram of `monitorEventLoopDelay` (nanoseconds). It holds the time between
 * two looks, so the time there should be between them is taken off.
 */
export function loopDelays(p99_ns: number, max_ns: number): Measure[] {
  const delay_ms = (ns: number): number => Math.max(0, ns / 1e6 - LOOP_RESOLUTION_MS)
  return [
    { what: 'event-loop delay in main, p99', unit: 'ms', value: delay_ms(p99_ns), limit: LIMIT_MS },
    { what: 'event-loop delay in main, max', unit: 'ms', value: delay_ms(max_ns) },
  ]
}
