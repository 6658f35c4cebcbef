import { closeSync, fstatSync, openSync } from 'node:fs'
import { EngineFailure } from '../worker/engine-failure.ts'
import { GgufBytes, GgufDamage } from './gguf-bytes.ts'
import { readTensors } from './gguf-tensors.ts'

/** What a model file says of itself. Not to be trusted for paths or sizes. */
export interface GgufHeader {
  /** Empty for a later part of a model in several files. */
  architecture: string
  /** Scalars and short texts; what is long or a list is left out. */
  metadata: ReadonlyMap<string, number | string | boolean>
  tensors: number
  /** Up to where the tensors reach, which the file has been found to. */
  bytes: number
}

/** Far beyond any real model; what says more is damaged or hostile. */
const ENTRIES_MAX = 65_536
const KEY_MAX_BYTES = 65_535
const TEXT_MAX_BYTES = 16 * 1024 * 1024
const KEPT_TEXT_MAX_CHARS = 1_024
const DEPTH_MAX = 4
const ALIGNMENT_MAX = 65_536

const TEXT = 8
const ARRAY = 9
const BOOL = 7
const NUMBER_BYTES: Record<number, number> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
}

/** Parts of a model, which llama.cpp would refuse less kindly. */
const NO_CHAT: Record<string, string> = {
  clip: 'the eyes of another model (a projector)',
  mmproj: 'the eyes of another model (a projector)',
  adapter: 'an adapter for another model',
  imatrix: 'a help for making models',
}

/**
 * Reads and checks the header before llama.cpp may see the file: each length against what is left of the file, each tensor
 * against its end. Throws an EngineFailure with a sentence for people.
 */
export function readGgufHeader(path: string, name: string): GgufHeader {
  const file = open(path, name)
  try {
    return inspectGgufHeader(file)
  } catch (error) {
    if (!(error instanceof GgufDamage)) throw error
    throw new EngineFailure(
      'model_load_failed',
      `The file “${name}” ${error.message}, so it was not loaded. Get it again, or choose another model.`,
    )
  } finally {
    closeSync(file)
  }
}

/** The same of an open file. Throws a GgufDamage. `size`: of the whole file, where only its beginning is here yet. */
export function inspectGgufHeader(file: number, size?: number): GgufHeader {
  const stat = fstatSync(file)
  if (!stat.isFile()) throw new GgufDamage('is no ordinary file')
  return parse(new GgufBytes(file, size ?? stat.size))
}

function open(path: string, name: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') {
      const content = `The file “${name}” is not there. Put it back, or choose another model.`
      throw new EngineFailure('model_not_found', content)
    }
    const content = `The file “${name}” cannot be read (${code ?? String(error)}). Check its permissions, then send again.`
    throw new EngineFailure('model_load_failed', content)
  }
}

function parse(bytes: GgufBytes): GgufHeader {
  if (bytes.rest < 24) throw new GgufDamage('is too short to be a GGUF model')
  if (bytes.take(4).toString('latin1') !== 'GGUF') throw new GgufDamage('is no GGUF model')
  const version = bytes.u32()
  if (version === 1) throw new GgufDamage('is of the first GGUF version, which is no longer read')
  if (version > 0xffff) throw new GgufDamage('was made for another kind of processor')
  if (version > 3) throw new GgufDamage(`is of GGUF version ${version}, which is not known yet`)
  const tensor_count = bytes.u64()
  const entries = bytes.u64()
  if (tensor_count > ENTRIES_MAX || entries > ENTRIES_MAX) throw new GgufDamage('names impossible counts')
  const metadata = new Map<string, number | string | boolean>()
  for (let i = 0; i < entries; i++) {
    const key = bytes.text(KEY_MAX_BYTES)
    const value = readValue(bytes, bytes.u32(), 0)
    if (value !== null) metadata.set(key, value)
  }
  // A later part of a model in several files says nothing but that.
  const later = Number(metadata.get('split.no') ?? 0) > 0
  const architecture = later ? '' : metadata.get('general.architecture')
  if (typeof architecture !== 'string') throw new GgufDamage('does not say what kind of model it is')
  const part = NO_CHAT[String(metadata.get('general.type'))] ?? NO_CHAT[architecture]
  if (part) throw new GgufDamage(`is ${part} and cannot answer by itself`)
  if (tensor_count === 0 && !(Number(metadata.get('split.count') ?? 1) > 1))
    throw new GgufDamage('holds no weights')
  const alignment = metadata.get('general.alignment') ?? 32
  if (typeof alignment !== 'number' || !isAlignment(alignment)) throw new GgufDamage('is laid out impossibly')
  return { architecture, metadata, tensors: tensor_count, bytes: readTensors(bytes, tensor_count, alignment) }
}

const isAlignment = (value: number): boolean =>
  Number.isInteger(value) && value >= 8 && value <= ALIGNMENT_MAX && value % 8 === 0

/** The value, or null for one that is skipped. */
function readValue(bytes: GgufBytes, type: number, depth: number): number | string | boolean | null {
  if (type === TEXT) {
    const text = bytes.text(TEXT_MAX_BYTES)
    return text.length <= KEPT_TEXT_MAX_CHARS ? text : null
  }
  if (type === ARRAY) return skipArray(bytes, depth)
  const size = NUMBER_BYTES[type]
  if (size === undefined) throw new GgufDamage('holds values of an unknown kind')
  return numberOf(bytes.take(size), type)
}

function skipArray(bytes: GgufBytes, depth: number): null {
  if (depth >= DEPTH_MAX) throw new GgufDamage('nests its lists impossibly deep')
  const type = bytes.u32()
  const count = bytes.u64()
  const size = NUMBER_BYTES[type]
  if (size !== undefined) {
    if (count > bytes.rest / size) throw new GgufDamage('ends in the middle of its header')
    bytes.skip(count * size)
    return null
  }
  // Each item takes at least the bytes of its own length.
  if (count > bytes.rest / 8) throw new GgufDamage('ends in the middle of its header')
  for (let i = 0; i < count; i++) {
    if (type === TEXT) bytes.skip(bytes.u64())
    else readValue(bytes, type, depth + 1)
  }
  return null
}

function numberOf(bytes: Buffer, type: number): number | boolean {
  switch (type) {
    case 0:
      return bytes.readUInt8()
    case 1:
      return bytes.readInt8()
    case 2:
      return bytes.readUInt16LE()
    case 3:
      return bytes.readInt16LE()
    case 4:
      return bytes.readUInt32LE()
    case 5:
      return bytes.readInt32LE()
    case 6:
      return bytes.readFloatLE()
    case BOOL:
      return bytes.readUInt8() !== 0
    case 10:
      return Number(bytes.readBigUInt64LE())
    case 11:
      return Number(bytes.readBigInt64LE())
    default:
      return bytes.readDoubleLE()
  }
}
