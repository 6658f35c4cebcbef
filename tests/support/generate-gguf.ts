import type { MetadataValue, Tensor, TensorType } from './gguf/gguf-writer.ts'
import { tensorBytes, writeGgufFile } from './gguf/gguf-writer.ts'
import { SeededBytes } from './gguf/seeded-bytes.ts'
import type { Vocabulary } from './gguf/test-vocabulary.ts'
import { trainVocabulary, weightOf } from './gguf/test-vocabulary.ts'

interface Preset {
  width: number
  layers: number
  heads: number
  kv_heads: number
  inner: number
  type: TensorType
}

/** `tiny`: 0.2 million weights, half a megabyte, fast. `mid`: 20 million, 22 MB; reading 4,000 tokens takes it seconds. */
const PRESETS = {
  tiny: { width: 64, layers: 2, heads: 4, kv_heads: 2, inner: 192, type: 'F16' },
  mid: { width: 512, layers: 6, heads: 8, kv_heads: 4, inner: 1_536, type: 'Q8_0' },
} satisfies Record<string, Preset>

export interface GgufOptions {
  preset?: keyof typeof PRESETS
  seed?: number
  /** How likely each token is the last one. */
  end?: number
  /** How likely each token begins a thought, and as likely ends one. */
  thinks?: number
  /** Draws single bytes too, so that its text is no valid UTF-8. */
  raw_bytes?: boolean
  context?: number
  architecture?: string
}

const SPECIAL = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<think>', '</think>']
/** The residual stream's dimension 0 is this everywhere: it carries how likely each token is, whatever was said before. */
const BIAS = 4
const LIKED = 10
const UNWANTED = -20
/** Above the sum of all that is liked, so that the wanted probability of an end comes out at temperature 1. */
const SPREAD = 2

/**
 * Writes a model that was never trained: random weights of the llama architecture that say readable words in an order of
 * their own. The same options give the same bytes. It loads wherever llama.cpp does.
 */
export function generateGguf(file: string, options: GgufOptions = {}): void {
  const { model, name } = randomModel(options)
  writeGgufFile(file, model.metadata(name), model.tensors())
}

/** The same in several files, as large models come. `partFile`: the file of a part, from 1. Each begins where the last ended. */
export function generateGgufParts(
  partFile: (part: number) => string,
  parts: number,
  options: GgufOptions = {},
): void {
  const { model, name } = randomModel(options)
  const tensors = model.tensors()
  const each = Math.ceil(tensors.length / parts)
  for (let no = 0; no < parts; no++) {
    const metadata = {
      ...(no === 0 && model.metadata(name)),
      'split.no': { u16: no },
      'split.count': { u16: parts },
      'split.tensors.count': { i32: tensors.length },
    }
    writeGgufFile(partFile(no + 1), metadata, tensors.slice(no * each, (no + 1) * each))
  }
}

function randomModel(options: GgufOptions): { model: RandomModel; name: string } {
  const { preset = 'tiny', seed = 1 } = options
  const model = new RandomModel(PRESETS[preset], trainVocabulary(), new SeededBytes(seed), options)
  return { model, name: `sluice-test-${preset}-${seed}` }
}

class RandomModel {
  #preset: Preset
  #tokens: string[]
  #vocabulary: Vocabulary
  #random: SeededBytes
  #options: GgufOptions

  constructor(preset: Preset, vocabulary: Vocabulary, random: SeededBytes, options: GgufOptions) {
    this.#preset = preset
    this.#vocabulary = vocabulary
    this.#tokens = [...vocabulary.tokens, ...SPECIAL]
    this.#random = random
    this.#options = options
  }

  metadata(name: string): Record<string, MetadataValue> {
    const { width, layers, heads, kv_heads, inner, type } = this.#preset
    const { architecture = 'llama', context = 32_768 } = this.#options
    const arch = (key: string): string => `${architecture}.${key}`
    return {
      'general.architecture': { text: architecture },
      'general.name': { text: name },
      'general.file_type': { u32: type === 'F16' ? 1 : 7 },
      [arch('vocab_size')]: { u32: this.#tokens.length },
      [arch('context_length')]: { u32: context },
      [arch('embedding_length')]: { u32: width },
      [arch('block_count')]: { u32: layers },
      [arch('feed_forward_length')]: { u32: inner },
      [arch('attention.head_count')]: { u32: heads },
      [arch('attention.head_count_kv')]: { u32: kv_heads },
      [arch('rope.dimension_count')]: { u32: width / heads },
      [arch('attention.layer_norm_rms_epsilon')]: { f32: 1e-5 },
      [arch('rope.freq_base')]: { f32: 10_000 },
      'tokenizer.ggml.model': { text: 'gpt2' },
      'tokenizer.ggml.pre': { text: 'gpt-2' },
      'tokenizer.ggml.tokens': { texts: this.#tokens },
      'tokenizer.ggml.token_type': { i32s: this.#tokens.map((_, id) => (this.#isSpecial(id) ? 3 : 1)) },
      'tokenizer.ggml.merges': { texts: this.#vocabulary.merges },
      'tokenizer.ggml.bos_token_id': { u32: this.#id('<|endoftext|>') },
      'tokenizer.ggml.eos_token_id': { u32: this.#id('<|im_end|>') },
      'tokenizer.ggml.padding_token_id': { u32: this.#id('<|endoftext|>') },
      'tokenizer.ggml.add_bos_token': { bool: false },
      'tokenizer.chat_template': { text: chatTemplate() },
    }
  }

  tensors(): Tensor[] {
    const { width, layers, heads, kv_heads, inner } = this.#preset
    const kv_width = (width / heads) * kv_heads
    const even = 1 / Math.sqrt(width)
    // Small beside what flows past it, so that the text stays readable.
    const out = 0.15 / Math.sqrt(width)
    const words: [number, number] = [width, this.#tokens.length]
    return [
      { name: 'token_embd.weight', type: 'F16', shape: words, make: () => this.#embedding() },
      ...Array.from({ length: layers }, (_, layer) => [
        this.#ones(`blk.${layer}.attn_norm.weight`),
        this.#matrix(`blk.${layer}.attn_q.weight`, [width, width], even),
        this.#matrix(`blk.${layer}.attn_k.weight`, [width, kv_width], even),
        this.#matrix(`blk.${layer}.attn_v.weight`, [width, kv_width], even),
        this.#matrix(`blk.${layer}.attn_output.weight`, [width, width], out),
        this.#ones(`blk.${layer}.ffn_norm.weight`),
        this.#matrix(`blk.${layer}.ffn_gate.weight`, [width, inner], even),
        this.#matrix(`blk.${layer}.ffn_up.weight`, [width, inner], even),
        this.#matrix(`blk.${layer}.ffn_down.weight`, [inner, width], out),
      ]).flat(),
      this.#ones('output_norm.weight'),
      { name: 'output.weight', type: 'F16', shape: words, make: () => this.#output() },
    ]
  }

  #id(token: string): number {
    return this.#tokens.indexOf(token)
  }

  #isSpecial(id: number): boolean {
    return id >= this.#vocabulary.tokens.length
  }

  #ones(name: string): Tensor {
    const make = (): Buffer => Buffer.from(new Float32Array(this.#preset.width).fill(1).buffer)
    return { name, type: 'F32', shape: [this.#preset.width], make }
  }

  #matrix(name: string, shape: [number, number], deviation: number): Tensor {
    const { type } = this.#preset
    const make = (): Buffer => {
      if (type !== 'Q8_0') {
        return halves(this.#random.normals(shape[0] * shape[1]).map((value) => value * deviation))
      }
      // Blocks of 32 random bytes and a scale; such bytes deviate by 73.9.
      const bytes = this.#random.bytes(tensorBytes({ type, shape }))
      for (let at = 0; at < bytes.length; at += 34) bytes.writeUInt16LE(half(deviation / 73.9), at)
      return bytes
    }
    return { name, type, shape, make }
  }

  #embedding(): Buffer {
    const { width } = this.#preset
    const values = this.#random.normals(width * this.#tokens.length)
    for (let token = 0; token < this.#tokens.length; token++) values[token * width] = BIAS
    return halves(values)
  }

  #output(): Buffer {
    const { width } = this.#preset
    const values = this.#random.normals(width * this.#tokens.length)
    const deviation = 2 / Math.sqrt(width)
    /** Dimension 0 after the last norm. */
    const carried = BIAS / Math.sqrt((BIAS * BIAS + width - 1) / width)
    for (const [id, token] of this.#tokens.entries()) {
      const noise = this.#isSpecial(id) ? 0 : deviation
      for (let i = 1; i < width; i++) values[id * width + i] = (values[id * width + i] ?? 0) * noise
      values[id * width] = this.#liking(id, token) / carried
    }
    return halves(values)
  }

  /** The logit of a token, the random part aside. */
  #liking(id: number, token: string): number {
    const { end = 1 / 200, thinks = 0, raw_bytes = false } = this.#options
    const all = LIKED + Math.log(this.#vocabulary.favoured.size) + SPREAD
    if (token === '<|im_end|>') return all + Math.log(end)
    if (/^<.?think>$/.test(token) && thinks > 0) return all + Math.log(thinks)
    if (this.#vocabulary.favoured.has(id)) return LIKED + Math.log(weightOf(token))
    return raw_bytes && id < 256 ? LIKED : UNWANTED
  }
}

/** ChatML, as many models have it. */
function chatTemplate(): string {
  const message = `'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'`
  const begin = `{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`
  return `{% for message in messages %}{{ ${message} }}{% endfor %}${begin}`
}

function halves(values: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(2 * values.length)
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(half(value), 2 * i)
  return bytes
}

const SCRATCH = new DataView(new ArrayBuffer(4))

/** IEEE 754 half precision, rounded down; what is too small becomes 0. */
function half(value: number): number {
  SCRATCH.setFloat32(0, value)
  const bits = SCRATCH.getUint32(0)
  const sign = (bits >>> 16) & 0x8000
  const exponent = ((bits >>> 23) & 255) - 112
  if (exponent <= 0) return sign
  if (exponent >= 31) return sign | 0x7c00
  return sign | (exponent << 10) | ((bits >>> 13) & 1_023)
}
