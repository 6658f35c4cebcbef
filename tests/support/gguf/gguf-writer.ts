import { closeSync, openSync, writeSync } from 'node:fs'

export type TensorType = 'F32' | 'F16' | 'Q8_0'

export interface Tensor {
  name: string
  type: TensorType
  /** The row length first. */
  shape: number[]
  /** Its bytes, made when they are written: a model is larger than what should be held at once. */
  make(): Buffer
}

export type MetadataValue =
  | { u16: number }
  | { u32: number }
  | { i32: number }
  | { f32: number }
  | { bool: boolean }
  | { text: string }
  | { texts: readonly string[] }
  | { i32s: readonly number[] }

const ALIGNMENT = 32
const TENSOR_TYPE_IDS: Record<TensorType, number> = { F32: 0, F16: 1, Q8_0: 8 }
const TYPE_ID = { u16: 2, u32: 4, i32: 5, f32: 6, bool: 7, text: 8, array: 9 }

export function tensorBytes({ type, shape }: Pick<Tensor, 'type' | 'shape'>): number {
  const elements = shape.reduce((product, length) => product * length, 1)
  if (type === 'Q8_0') return (elements / 32) * 34
  return elements * (type === 'F32' ? 4 : 2)
}

/** Writes a GGUF file of version 3. */
export function writeGgufFile(
  file: string,
  metadata: Record<string, MetadataValue>,
  tensors: Tensor[],
): void {
  let offset = 0
  const infos = tensors.map((tensor) => {
    const info = Buffer.concat([
      text(tensor.name),
      u32(tensor.shape.length),
      ...tensor.shape.map(u64),
      u32(TENSOR_TYPE_IDS[tensor.type]),
      u64(offset),
    ])
    offset = aligned(offset + tensorBytes(tensor))
    return info
  })
  const entries = Object.entries(metadata)
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(entries.length),
    ...entries.flatMap(([key, value]) => [text(key), encoded(value)]),
    ...infos,
  ])
  const output = openSync(file, 'w')
  try {
    writeSync(output, padded(head))
    for (const tensor of tensors) {
      const bytes = tensor.make()
      if (bytes.length !== tensorBytes(tensor)) throw new Error(`${tensor.name} has ${bytes.length} bytes`)
      writeSync(output, padded(bytes))
    }
  } finally {
    closeSync(output)
  }
}

function encoded(value: MetadataValue): Buffer {
  if ('u32' in value) return Buffer.concat([u32(TYPE_ID.u32), u32(value.u32)])
  if ('i32' in value) return Buffer.concat([u32(TYPE_ID.i32), u32(value.i32)])
  if ('u16' in value) {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16LE(value.u16)
    return Buffer.concat([u32(TYPE_ID.u16), bytes])
  }
  if ('f32' in value) {
    const bytes = Buffer.alloc(4)
    bytes.writeFloatLE(value.f32)
    return Buffer.concat([u32(TYPE_ID.f32), bytes])
  }
  if ('bool' in value) return Buffer.concat([u32(TYPE_ID.bool), Buffer.from([value.bool ? 1 : 0])])
  if ('text' in value) return Buffer.concat([u32(TYPE_ID.text), text(value.text)])
  const [type, items] =
    'texts' in value ? [TYPE_ID.text, value.texts.map(text)] : [TYPE_ID.i32, value.i32s.map(u32)]
  return Buffer.concat([u32(TYPE_ID.array), u32(type), u64(items.length), ...items])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([u64(bytes.length), bytes])
}

const aligned = (offset: number): number => Math.ceil(offset / ALIGNMENT) * ALIGNMENT

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)])
