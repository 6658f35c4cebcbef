import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  ftruncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import { fileReader } from '../../../support/create-downloads.ts'
import { generateGguf } from '../../../support/generate-gguf.ts'

function reader(header_ms?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-reader-'))
  const clock = new AwakeClock()
  onTestFinished(() => {
    clock.dispose()
    rmSync(folder, { recursive: true })
  })
  const { signal } = new AbortController()
  return { reader: fileReader(clock, header_ms), path: join(folder, 'm.gguf'), signal }
}

const whole = (path: string, model_bytes = 1_000) => ({ path, whole_bytes: null, model_bytes })

/** A list of so many empty texts that reading it takes minutes; the file is sparse and takes no room. */
function writeEndless(path: string): void {
  const key = 'x'
  const head = Buffer.alloc(24 + 8 + key.length + 4 + 4 + 8)
  let at = head.write('GGUF', 0)
  at = head.writeUInt32LE(3, at)
  at = head.writeBigUInt64LE(1n, at)
  at = head.writeBigUInt64LE(1n, at)
  at = head.writeBigUInt64LE(BigInt(key.length), at)
  at += head.write(key, at)
  at = head.writeUInt32LE(9, at)
  at = head.writeUInt32LE(8, at)
  head.writeBigUInt64LE(4_000_000_000n, at)
  const file = openSync(path, 'w')
  writeSync(file, head)
  ftruncateSync(file, 40_000_000_000)
  closeSync(file)
}

test('a model says what it is and what it needs', async () => {
  const { reader: mine, path, signal } = reader()
  generateGguf(path, { context: 2_048 })
  expect(await mine.header(whole(path), signal)).toMatchObject({
    facts: { architecture: 'llama', name: 'sluice-test-tiny-1', context_length: 2_048, quantization: 'F16' },
  })
  const reading = await mine.header(whole(path), signal)
  // 2 layers of 2 heads of 16 keys and 16 values, 2 bytes each, for 2,048 tokens, beside the file.
  expect(reading && 'facts' in reading && reading.facts.memory_bytes).toBe(1_000 + 2_048 * 2 * 2 * 32 * 2)
})

test('a header that does not end is left in time, and the app goes on meanwhile', async () => {
  const { reader: mine, path, signal } = reader(600)
  writeEndless(path)
  let ticks = 0
  const ticking = setInterval(() => ticks++, 5)
  const reading = await mine.header(whole(path), signal)
  clearInterval(ticking)
  expect(reading).toEqual({ problem: 'This file has a header that does not end.' })
  expect(ticks).toBeGreaterThan(5)
})

test('a file that is not all here is unfinished, not damaged; with nonsense in it, it is damaged at once', async () => {
  const { reader: mine, path, signal } = reader()
  generateGguf(path)
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.subarray(0, 2_000))
  const partly = { ...whole(path), whole_bytes: bytes.length }
  expect(await mine.header(partly, signal)).toEqual({ unfinished: true })
  expect(await mine.header(whole(path), signal)).toMatchObject({
    problem: expect.stringMatching(/^This file /),
  })
  writeFileSync(path, Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(2_000, 9)]))
  expect(await mine.header(partly, signal)).toMatchObject({ problem: expect.stringMatching(/^This file /) })
})

test('a hash is the one everybody else computes; called off, there is none', async () => {
  const { reader: mine, path, signal } = reader()
  writeFileSync(path, 'x'.repeat(9_000_000))
  expect(await mine.sha256(path, signal)).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'))
  expect(await mine.sha256(path, AbortSignal.abort())).toBeNull()
  expect(await mine.sha256(`${path}.gone`, signal)).toBeNull()
})
