import type { Clock } from './clock.ts'

/** Waits for something, but no longer than `ms`: a disk that hangs must not hold up who is on the way out. */
export async function within(clock: Clock, ms: number, awaited: Promise<unknown>): Promise<void> {
  let cancel = (): void => {}
  const late = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)))
  await Promise.race([awaited, late]).finally(() => cancel())
}
