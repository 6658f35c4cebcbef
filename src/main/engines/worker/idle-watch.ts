import type { Clock, Undo } from '../../lib/clock.ts'
import type { MemoryRules } from './memory-rules.ts'

/** How often it looks: an idle model goes at most this much late. */
const LOOK_EVERY_MS = 5_000

/** Looks from time to time whether something loaded should go; only while there is something. */
export class IdleWatch {
  #clock: Clock
  #look: () => boolean
  #cancel: Undo | null = null
  #stopped = false

  /** `look` answers whether to look again. */
  constructor(clock: Clock, look: () => boolean) {
    this.#clock = clock
    this.#look = look
  }

  begin(): void {
    if (this.#stopped) return
    this.#cancel ??= this.#clock.after(LOOK_EVERY_MS, () => {
      this.#cancel = null
      if (this.#look()) this.begin()
    })
  }

  /** For good: a process that gets ready on its way out starts nothing any more. */
  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#cancel = null
  }
}

/** Of idle processes, those whose time is up; when memory is short, all of them. The longest idle first. */
export function overdue<Idle extends { idle_since: number }>(
  idle: readonly Idle[],
  rules: MemoryRules,
  now: number,
): Idle[] {
  const idle_ms = rules.isShort() ? 0 : rules.idle_ms()
  if (idle_ms === null) return []
  return idle
    .filter(({ idle_since }) => now - idle_since >= idle_ms)
    .toSorted((a, b) => a.idle_since - b.idle_since)
}
