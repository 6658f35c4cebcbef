import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { readGgufHeader } from '../../../../../src/main/engines/llama/gguf-header.ts'
import { EngineFailure } from '../../../../../src/main/engines/worker/engine-failure.ts'
import { ModelFolder } from '../../../../support/run-llama.ts'

const folder = new ModelFolder()
let whole: Buffer
beforeAll(() => {
  folder.add('tiny.gguf')
  whole = readFileSync(folder.file('tiny.gguf'))
})
afterAll(() => folder.remove())

const read = (name: string) => readGgufHeader(folder.file(name), name)

/** The sentence with which these bytes are refused, or null. */
function refusal(bytes: Buffer): string | null {
  writeFileSync(folder.file('bad.gguf'), bytes)
  try {
    read('bad.gguf')
    return null
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error
    return error.message
  }
}

/** A header with these entries, each as its bytes, and no tensors behind it. */
function header(
  entries: Buffer[],
  { version = 3, tensors = 1n, count = BigInt(Math.min(1, entries.length)) } = {},
): Buffer {
  const head = Buffer.alloc(24)
  head.write('GGUF')
  head.writeUInt32LE(version, 4)
  head.writeBigUInt64LE(tensors, 8)
  head.writeBigUInt64LE(count, 16)
  return Buffer.concat([head, ...entries])
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}
const text = (value: string): Buffer => Buffer.concat([u64(BigInt(value.length)), Buffer.from(value)])
const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer)

test('a good file says what it is', () => {
  const { architecture, metadata, tensors, bytes } = read('tiny.gguf')
  expect(architecture).toBe('llama')
  expect(metadata.get('llama.context_length')).toBe(32_768)
  expect(metadata.get('general.name')).toBe('sluice-test-tiny-1')
  expect(tensors).toBe(21)
  expect(bytes).toBe(whole.length)
})

test.each([
  ['no GGUF', Buffer.from('<!doctype html><title>404 Not Found</title>'), /is no GGUF model/],
  ['empty', Buffer.alloc(0), /too short/],
  ['an unknown version', header([], { version: 9 }), /version 9/],
  ['another byte order', header([], { version: 0x03000000 }), /another kind of processor/],
  ['a thousand million entries', header([], { count: 1_000_000_000n }), /impossible counts/],
  ['a key of 2^62 bytes', header([u64(2n ** 62n)]), /impossible sizes/],
  ['a text of a gigabyte', header([text('k'), u32(8), u64(2n ** 30n)]), /impossible length/],
  [
    'a list longer than the file',
    header([text('k'), u32(9), u32(4), u64(2n ** 40n)]),
    /middle of its header/,
  ],
  [
    'a list of lists of lists …',
    header([text('k'), ...Array.from({ length: 99 }, () => Buffer.concat([u32(9), u64(1n)]))]),
    /nests its lists|unknown kind|middle/,
  ],
  ['a value of no known kind', header([text('k'), u32(77)]), /unknown kind/],
  ['no architecture', header([]), /what kind of model/],
  ['a projector', header([text('general.architecture'), u32(8), text('clip')]), /eyes of another model/],
])('%s is refused with a sentence', (_, bytes, sentence) => {
  expect(refusal(bytes)).toMatch(sentence)
})

test('a file cut off anywhere is refused, and says how much is missing', () => {
  for (const share of [0.01, 0.1, 0.5, 0.99]) {
    expect(refusal(whole.subarray(0, Math.floor(share * whole.length)))).toMatch(
      /cut off|middle of its header|impossible/,
    )
  }
  expect(refusal(whole.subarray(0, whole.length / 2))).toContain('50 % of it is missing')
  truncateSync(folder.file('bad.gguf'), 3)
})

test('whatever bytes of the header are changed, it is read or refused, quickly', () => {
  const from = performance.now()
  const outcomes = new Set<boolean>()
  fc.assert(
    fc.property(fc.nat(1_200), fc.uint8Array({ minLength: 1, maxLength: 8 }), (at, bytes) => {
      const changed = Buffer.from(whole)
      changed.set(bytes, at)
      outcomes.add(refusal(changed) === null)
    }),
    { numRuns: 100 },
  )
  expect(outcomes).toEqual(new Set([true, false]))
  console.log(`100 damaged headers in ${(performance.now() - from).toFixed(0)} ms`)
})

test('a file that is not there is told from one that is bad', () => {
  expect(() => read('gone.gguf')).toThrow(expect.objectContaining({ error_type: 'model_not_found' }))
})
