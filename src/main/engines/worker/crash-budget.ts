import type { Clock } from '../../lib/clock.ts'

/** VS Code's limit for its extension host: after three crashes in five minutes it asks before it tries again. */
export const CRASHES_MAX = 3
export const CRASH_WINDOW_MS = 5 * 60_000

/** Counts the crashes of each model; only exits that nobody ordered belong here. */
export class CrashBudget {
  #clock: Clock
  #crashes = new Map<string, number[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  record(model: string): void {
    this.#crashes.set(model, [...this.#recent(model), this.#clock.now()])
  }

  /** True when the person has to be asked first. */
  exhausted(model: string): boolean {
    return this.#recent(model).length >= CRASHES_MAX
  }

  /** The person said: start it again. */
  reset(model: string): void {
    this.#crashes.delete(model)
  }

  #recent(model: string): number[] {
    const since = this.#clock.now() - CRASH_WINDOW_MS
    return (this.#crashes.get(model) ?? []).filter((at) => at > since)
  }
}
