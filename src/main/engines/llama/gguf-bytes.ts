import { readSync } from 'node:fs'

/** What a file cannot be trusted with: it said something that cannot be true. The message is for people, after “the file …”. */
export class GgufDamage extends Error {}

/** The file ends before its header does; so far it was right. */
export class GgufShort extends GgufDamage {}

const WINDOW_BYTES = 256 * 1024

/** Reads a file forwards in small windows, never past its end, and never more at once than was asked for. */
export class GgufBytes {
  readonly size: number
  #file: number
  #window = Buffer.alloc(0)
  #window_at = 0
  #at = 0

  /** `size`: what it shall count as, for a file that is not all here yet. */
  constructor(file: number, size: number) {
    this.#file = file
    this.size = size
  }

  get position(): number {
    return this.#at
  }

  get rest(): number {
    return this.size - this.#at
  }

  u32(): number {
    return this.take(4).readUInt32LE()
  }

  /** A count or size; refused when it cannot be exact. */
  u64(): number {
    const value = this.take(8).readBigUInt64LE()
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new GgufDamage('names impossible sizes')
    return Number(value)
  }

  text(bytes_max: number): string {
    const bytes = this.u64()
    if (bytes > bytes_max) throw new GgufDamage('holds a name or text of impossible length')
    return this.take(bytes).toString('utf8')
  }

  skip(bytes: number): void {
    if (bytes > this.rest) throw new GgufDamage('ends in the middle of its header')
    this.#at += bytes
  }

  take(bytes: number): Buffer {
    const from = this.#at
    this.skip(bytes)
    if (from < this.#window_at || from + bytes > this.#window_at + this.#window.length) {
      const wanted = Math.min(Math.max(bytes, WINDOW_BYTES), this.size - from)
      const window = Buffer.allocUnsafe(wanted)
      const read = readSync(this.#file, window, 0, wanted, from)
      if (read < bytes) throw new GgufShort('became shorter while it was read')
      this.#window = window.subarray(0, read)
      this.#window_at = from
    }
    return this.#window.subarray(from - this.#window_at, from - this.#window_at + bytes)
  }
}
