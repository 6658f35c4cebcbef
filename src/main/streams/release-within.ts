import type { Clock } from '../lib/clock.ts'
import type { EngineRun } from '../ports.ts'
import type { Release } from '../../shared/stream-snapshot.ts'

/** A process that survives SIGKILL for this long is fenced off: the session goes on without waiting for it. */
export const FENCE_MS = 2_000

/** Longest an engine may ask to be waited for before force. */
export const PATIENCE_MAX_MS = 2_000

/**
 * Waits for an engine that was asked (by its signal) to leave a run. Like closing time: a last call, then the lights go
 * out, and if somebody is still there the door to that room stays locked while the house opens again.
 * Resolves within patience + FENCE_MS whatever the engine does; never rejects.
 */
export async function releaseWithin(run: EngineRun, clock: Clock): Promise<Release> {
  const asked_at = clock.now()
  const release = (how: Release['how']): Release => ({ how, release_ms: clock.now() - asked_at })
  if (await settlesWithin(run.released, Math.min(run.patience_ms(), PATIENCE_MAX_MS), clock))
    return release('cooperative')
  run.force()
  if (await settlesWithin(run.released, FENCE_MS, clock)) return release('forced')
  return release('fenced')
}

/** True when the promise settles in time. */
function settlesWithin(promise: Promise<void>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(false))
    const settled = (): void => {
      cancel()
      resolve(true)
    }
    promise.then(settled, settled)
  })
}
