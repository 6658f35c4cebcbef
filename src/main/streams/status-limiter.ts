import type { Clock, Undo } from '../lib/clock.ts'
import type { StatusFields } from '../../shared/stream-event.ts'

/** At most ten statuses a second (the original's rate), and always the latest one in the end. */
export const STATUS_INTERVAL_MS = 100

/** Limits the rate of statuses keeping the LATEST: the original kept the first and could lose the last. */
export class StatusLimiter {
  #clock: Clock
  #emit: (status: StatusFields) => void
  #pending: StatusFields | null = null
  #sent: StatusFields | null = null
  #sent_at = Number.NEGATIVE_INFINITY
  #scheduled: Undo | null = null

  constructor(clock: Clock, emit: (status: StatusFields) => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** What was last said, sent or about to be. */
  get latest(): StatusFields | null {
    return this.#pending ?? this.#sent
  }

  push(status: StatusFields): void {
    if (this.latest && sameStatus(this.latest, status)) return
    this.#pending = status
    if (this.#scheduled) return
    const wait_ms = this.#sent_at + STATUS_INTERVAL_MS - this.#clock.now()
    if (wait_ms <= 0) this.#send()
    else this.#scheduled = this.#clock.after(wait_ms, () => this.#send())
  }

  /** Drops what waits: after the end nobody wants to know what the stream was doing. */
  stop(): void {
    this.#scheduled?.()
    this.#scheduled = null
    this.#pending = null
  }

  #send(): void {
    this.#scheduled = null
    const status = this.#pending
    this.#pending = null
    if (!status || (this.#sent && sameStatus(this.#sent, status))) return
    this.#sent = status
    this.#sent_at = this.#clock.now()
    this.#emit(status)
  }
}

function sameStatus(a: StatusFields, b: StatusFields): boolean {
  return (
    a.status === b.status &&
    a.detail === b.detail &&
    a.position === b.position &&
    a.percent === b.percent &&
    a.seconds === b.seconds &&
    a.not_sent === b.not_sent &&
    a.for_room_of === b.for_room_of
  )
}
