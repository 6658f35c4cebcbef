/** Turns the bytes of a body, cut anywhere, into the payloads they carry: lines or events. */
export interface WireDecoder {
  /** The payloads these bytes complete, in order. */
  push(bytes: Uint8Array): string[]
  /** The body is over: what was left without its terminator. */
  end(): string[]
  /** True once a payload exceeded the cap; from then on nothing more is decoded and nothing is held. */
  readonly overflowed: boolean
}
