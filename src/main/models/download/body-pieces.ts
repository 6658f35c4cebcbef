import type { Readable } from 'node:stream'

/** More than this waits in the network, where the server feels it. */
const HELD_MAX_BYTES = 1024 * 1024

/** What a body brings, held until it is read: also what came just before it broke off, which a stream would throw away. */
export class BodyPieces {
  #body: Readable
  #held: Buffer[] = []
  #held_bytes = 0
  #end: { error: unknown } | 'over' | null = null
  #wake = (): void => {}

  constructor(body: Readable) {
    this.#body = body
    body.on('data', (piece: Buffer) => this.#hold(piece))
    body.on('end', () => this.#over('over'))
    body.on('error', (error) => this.#over({ error }))
    body.on('close', () => this.#over({ error: new Error('closed') }))
  }

  /** null at the end. Rejects with what broke the body off, once all that came before is read. */
  async next(): Promise<Buffer | null> {
    if (this.#held.length === 0 && !this.#end) await new Promise<void>((resolve) => (this.#wake = resolve))
    const piece = this.#held.shift()
    if (piece) {
      this.#held_bytes -= piece.length
      if (this.#held_bytes < HELD_MAX_BYTES) this.#body.resume()
      return piece
    }
    if (this.#end === 'over') return null
    throw this.#end?.error
  }

  #hold(piece: Buffer): void {
    this.#held.push(piece)
    this.#held_bytes += piece.length
    if (this.#held_bytes >= HELD_MAX_BYTES) this.#body.pause()
    this.#wake()
  }

  #over(end: { error: unknown } | 'over'): void {
    this.#end ??= end
    this.#wake()
  }
}
