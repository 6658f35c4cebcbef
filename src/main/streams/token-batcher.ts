import type { Clock, Undo } from '../lib/clock.ts'
import type { Channel } from '../../shared/stream-event.ts'

/** At most one flush per frame of a 60 Hz screen (16.7 ms; timers may fire a little early). */
export const FRAME_MS = 18

/**
 * Joins tokens, so that a window gets at most one event per frame and stream whatever the engine's rate. The first token
 * after a pause leaves at once (leading edge); the rest wait for the frame. Text is never lost: whatever is held goes out
 * before any other event, before a change of channel, and at the end.
 */
export class TokenBatcher {
  #clock: Clock
  #emit: (content: string, channel: Channel) => void
  #held = ''
  #channel: Channel = 'answer'
  #flushed_at = Number.NEGATIVE_INFINITY
  #scheduled: Undo | null = null

  constructor(clock: Clock, emit: (content: string, channel: Channel) => void) {
    this.#clock = clock
    this.#emit = emit
  }

  push(content: string, channel: Channel): void {
    if (content === '') return
    if (channel !== this.#channel) {
      this.finish()
      this.#channel = channel
    }
    this.#held += content
    if (this.#scheduled) return
    const wait_ms = this.#flushed_at + FRAME_MS - this.#clock.now()
    if (wait_ms <= 0) this.flush()
    else this.#scheduled = this.#clock.after(wait_ms, () => this.flush())
  }

  /** Sends what is held, but for half a surrogate pair whose other half may still come. */
  flush(): void {
    this.#scheduled?.()
    this.#scheduled = null
    const whole = endsInHighSurrogate(this.#held) ? this.#held.slice(0, -1) : this.#held
    if (whole === '') return
    this.#held = this.#held.slice(whole.length)
    this.#flushed_at = this.#clock.now()
    this.#emit(whole.toWellFormed(), this.#channel)
  }

  /** Sends everything: the other half will not come any more. */
  finish(): void {
    this.#held = this.#held.toWellFormed()
    this.flush()
  }
}

function endsInHighSurrogate(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1)
  return unit >= 0xd800 && unit < 0xdc00
}
