import type { GgufBytes } from './gguf-bytes.ts'
import { GgufDamage } from './gguf-bytes.ts'

const NAME_MAX_BYTES = 1_024
const DIMENSIONS_MAX = 4

/**
 * Weights in a block and its bytes, by ggml's number of the type. Types it does not have yet are left to llama.cpp.
 * https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/gguf/constants.py
 */
const BLOCKS: Record<number, [weights: number, bytes: number]> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  16: [256, 66],
  17: [256, 74],
  18: [256, 98],
  19: [256, 50],
  20: [32, 18],
  21: [256, 110],
  22: [256, 82],
  23: [256, 136],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  29: [256, 56],
  30: [1, 2],
  34: [256, 54],
  35: [256, 66],
  39: [32, 17],
}

/** Reads the list of tensors, which is the last of the header, and holds each against the end of the file. Returns how far they reach. */
export function readTensors(bytes: GgufBytes, count: number, alignment: number): number {
  let reach = 0
  for (let i = 0; i < count; i++) {
    bytes.text(NAME_MAX_BYTES)
    const dimensions = bytes.u32()
    if (dimensions > DIMENSIONS_MAX) throw new GgufDamage('holds weights of an impossible shape')
    let weights = 1
    for (let d = 0; d < dimensions; d++) weights *= bytes.u64()
    const block = BLOCKS[bytes.u32()]
    const offset = bytes.u64()
    if (!Number.isSafeInteger(weights) || weights <= 0 || offset % alignment !== 0)
      throw new GgufDamage('holds weights of an impossible shape')
    reach = Math.max(reach, offset + (block ? Math.ceil(weights / block[0]) * block[1] : 1))
  }
  const data_at = Math.ceil(bytes.position / alignment) * alignment
  const missing = data_at + reach - bytes.size
  if (missing > 0) {
    const percent = Math.max(1, Math.round((100 * missing) / (data_at + reach)))
    throw new GgufDamage(`is cut off (${percent} % of it is missing)`)
  }
  return data_at + reach
}
