import type { ModelFacts } from '../../../shared/model-library.ts'
import type { GgufHeader } from './gguf-header.ts'

const TEXT_MAX_CHARS = 120
/** What a model is loaded with where it could have more. */
const USUAL_CONTEXT = 8_192
/** Keys and values are kept as 16-bit numbers. */
const CACHED_BYTES = 2

/**
 * Names of `general.file_type`, as llama.cpp counts them.
 * https://github.com/ggml-org/llama.cpp/blob/master/include/llama.h
 */
const FILE_TYPES: Record<number, string> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  7: 'Q8_0',
  8: 'Q5_0',
  9: 'Q5_1',
  10: 'Q2_K',
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  15: 'Q4_K_M',
  16: 'Q5_K_S',
  17: 'Q5_K_M',
  18: 'Q6_K',
  19: 'IQ2_XXS',
  20: 'IQ2_XS',
  21: 'Q2_K_S',
  22: 'IQ3_XS',
  23: 'IQ3_XXS',
  24: 'IQ1_S',
  25: 'IQ4_NL',
  26: 'IQ3_S',
  27: 'IQ3_M',
  28: 'IQ2_S',
  29: 'IQ2_M',
  30: 'IQ4_XS',
  31: 'IQ1_M',
  32: 'BF16',
  36: 'TQ1_0',
  37: 'TQ2_0',
  38: 'MXFP4',
}

/** What people want to know of a model, from what its file says. `model_bytes`: of all its files. */
export function factsOf({ architecture, metadata }: GgufHeader, model_bytes: number): ModelFacts {
  const text = (key: string): string | null => plain(metadata.get(key))
  const count = (key: string): number | null => {
    const value = metadata.get(`${architecture}.${key}`)
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
  }
  const context_length = count('context_length')
  const file_type = metadata.get('general.file_type')
  return {
    name: text('general.name'),
    architecture: plain(architecture) ?? 'unknown',
    size_label: text('general.size_label'),
    quantization: typeof file_type === 'number' ? (FILE_TYPES[file_type] ?? null) : null,
    context_length,
    licence: text('general.license'),
    memory_bytes: model_bytes + contextBytes(count, Math.min(context_length ?? USUAL_CONTEXT, USUAL_CONTEXT)),
  }
}

/** What the keys and values of a context take; 0 where the file does not say what would be needed to tell. */
function contextBytes(count: (key: string) => number | null, tokens: number): number {
  const [layers, heads, width] = [
    count('block_count'),
    count('attention.head_count'),
    count('embedding_length'),
  ]
  if (layers === null || heads === null || width === null) return 0
  const of_key = count('attention.key_length') ?? width / heads
  const of_value = count('attention.value_length') ?? of_key
  const cached = (count('attention.head_count_kv') ?? heads) * (of_key + of_value) * CACHED_BYTES
  const bytes = Math.ceil(tokens * layers * cached)
  return Number.isSafeInteger(bytes) ? bytes : 0
}

/** One short line, without what could play tricks on a screen. */
function plain(value: number | string | boolean | undefined): string | null {
  if (typeof value !== 'string') return null
  const line = value
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, TEXT_MAX_CHARS)
  return line === '' ? null : line
}
