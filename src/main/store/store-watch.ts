import type { Clock, Undo } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'
import type { OperationName } from './store-protocol.ts'

/** A disk that takes longer for one operation is a hang worth a line. */
const LATE_MS = 2_000
/** A look that comes this late means that main itself was held up: the reply may lie here unread. */
const OWN_GAP_MS = 500

/**
 * Notices when the worker does not come back from an operation. It does one after the other, so the one at the head of the
 * line is the one that holds up all; a line of a hundred behind it is one hang and told once.
 */
export class StoreWatch {
  #clock: Clock
  #writeLog: WriteLog
  #operation: OperationName | null = null
  #since = 0
  #told = false
  #cancel: Undo | null = null

  constructor(clock: Clock, writeLog: WriteLog) {
    this.#clock = clock
    this.#writeLog = writeLog
  }

  /** What the worker does from now on; null: nothing. What it did before is answered. */
  turnsTo(operation: OperationName | null): void {
    const now = this.#clock.now()
    if (this.#told) this.#tell(now, {})
    this.#operation = operation
    this.#since = now
    this.#told = false
    if (operation === null) this.stop()
    else if (!this.#cancel) this.#lookIn(LATE_MS)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #lookIn(ms: number): void {
    const due = this.#clock.now() + ms
    this.#cancel = this.#clock.after(ms, () => {
      this.#cancel = null
      this.#look(due)
    })
  }

  #look(due: number): void {
    const now = this.#clock.now()
    if (now - due > OWN_GAP_MS) this.#since = now
    const left_ms = this.#since + LATE_MS - now
    if (left_ms > 0) return this.#lookIn(left_ms)
    this.#told = true
    this.#tell(now, { ongoing: true })
  }

  #tell(now: number, how: { ongoing?: true }): void {
    const ms = Math.round(now - this.#since)
    this.#writeLog({ event: 'store_blocked', ms, ...how, operation: this.#operation })
  }
}
