import { createCipheriv, createHash } from 'node:crypto'

/** The same bytes for the same seed on every computer: AES in counter mode as a fast source of randomness. */
export class SeededBytes {
  #cipher: ReturnType<typeof createCipheriv>

  constructor(seed: number) {
    const key = createHash('md5').update(`gguf${seed}`).digest()
    this.#cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16))
  }

  bytes(count: number): Buffer {
    return this.#cipher.update(Buffer.alloc(count))
  }

  /** Roughly normal with deviation 1: the sum of four bytes. */
  normals(count: number): Float32Array {
    const bytes = this.bytes(4 * count)
    const sum = (at: number): number =>
      (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0)
    return Float32Array.from({ length: count }, (_, i) => (sum(4 * i) - 510) / 147.8)
  }
}
