import { WIRE_LINE_MAX_BYTES } from '../../../shared/limits.ts'
import type { WireDecoder } from './wire-decoder.ts'

const LF = 10
const CR = 13
const ROOM_AT_FIRST_BYTES = 4 * 1024

/**
 * NDJSON: bytes to lines, LF or CRLF, blank ones left out, a BOM at the very start removed. A line is decoded only when it
 * is whole, so a character cut in two by the network is never seen in halves (an LF byte is never part of a longer UTF-8
 * character). Holds at most `max_bytes` of an unfinished line.
 */
export class NdjsonLines implements WireDecoder {
  overflowed = false
  #max_bytes: number
  #held = new Uint8Array(ROOM_AT_FIRST_BYTES)
  #held_bytes = 0
  #first = true
  // Each line is decoded by itself: only the first may begin with a BOM, elsewhere it is a character like any other.
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor(max_bytes = WIRE_LINE_MAX_BYTES) {
    this.#max_bytes = max_bytes
  }

  push(bytes: Uint8Array): string[] {
    const lines: string[] = []
    let from = 0
    for (let lf = bytes.indexOf(LF); lf !== -1 && !this.overflowed; lf = bytes.indexOf(LF, from)) {
      this.#take(bytes.subarray(from, lf), lines)
      from = lf + 1
    }
    if (!this.overflowed) this.#hold(bytes.subarray(from))
    return lines
  }

  end(): string[] {
    const lines: string[] = []
    if (!this.overflowed) this.#take(new Uint8Array(0), lines)
    return lines
  }

  #take(rest: Uint8Array, lines: string[]): void {
    if (this.#held_bytes + rest.length > this.#max_bytes) {
      this.#overflow()
      return
    }
    let line = rest
    if (this.#held_bytes > 0) {
      this.#hold(rest)
      line = this.#held.subarray(0, this.#held_bytes)
    }
    this.#held_bytes = 0
    if (line.at(-1) === CR) line = line.subarray(0, -1)
    let text = this.#decoder.decode(line)
    if (this.#first && text.startsWith('\u{feff}')) text = text.slice(1)
    this.#first = false
    if (text.trim() !== '') lines.push(text)
  }

  #hold(bytes: Uint8Array): void {
    const wanted = this.#held_bytes + bytes.length
    if (wanted > this.#max_bytes) {
      this.#overflow()
      return
    }
    if (wanted > this.#held.length) {
      const room = new Uint8Array(Math.min(this.#max_bytes, Math.max(wanted, this.#held.length * 2)))
      room.set(this.#held.subarray(0, this.#held_bytes))
      this.#held = room
    }
    this.#held.set(bytes, this.#held_bytes)
    this.#held_bytes = wanted
  }

  #overflow(): void {
    this.overflowed = true
    this.#held = new Uint8Array(0)
    this.#held_bytes = 0
  }
}
