import { expect, test } from 'vitest'
import type { Memory } from '../../../../../src/main/engines/llama/llama-memory.ts'
import {
  llamaMemoryRules,
  mappedBytes,
  systemMemory,
} from '../../../../../src/main/engines/llama/llama-memory.ts'

const GIB = 1024 ** 3
const SIZES: Record<string, number> = { small: GIB, large: 4 * GIB, '': GIB }

function rulesWith(memory: Partial<Memory>, mapped = (_pid: number, _bytes: number) => 0) {
  const told = { total_bytes: 32 * GIB, available_bytes: 16 * GIB, ...memory }
  return llamaMemoryRules({
    memory: () => told,
    bytesOf: (model) => SIZES[model] ?? 0,
    idle_ms: () => null,
    mapped,
  })
}

test('a model fits when a gibibyte is left beside it', () => {
  expect(rulesWith({ available_bytes: 5 * GIB }).hasRoomFor('large', [])).toBe(true)
  expect(rulesWith({ available_bytes: 5 * GIB - 1 }).hasRoomFor('large', [])).toBe(false)
})

test('one that is being loaded counts as taken, one in memory by what the system calls available of it', () => {
  const loading = { model: 'small', pid: 1, ready: false }
  const loaded = { model: 'small', pid: 1, ready: true }
  const rules = rulesWith({ available_bytes: 5 * GIB }, (_pid, bytes) => bytes / 2)
  expect(rules.hasRoomFor('small', [loading, loading, loading])).toBe(true)
  expect(rules.hasRoomFor('small', [loading, loading, loading, loading])).toBe(false)
  expect(rules.hasRoomFor('large', [])).toBe(true)
  expect(rules.hasRoomFor('large', [loaded])).toBe(false)
  expect(rules.hasRoomFor('small', [loaded, loaded, loaded, loaded, loaded, loaded])).toBe(true)
})

test('there is no spare on a computer with 8 GiB, nor where the model loaded last would not fit again', () => {
  expect(rulesWith({ total_bytes: 8 * GIB }).mayKeepSpare([])).toBe(false)
  expect(rulesWith({ total_bytes: 8 * GIB + 1 }).mayKeepSpare([])).toBe(true)
  const rules = rulesWith({ available_bytes: 4 * GIB })
  expect(rules.mayKeepSpare([])).toBe(true)
  rules.hasRoomFor('large', [])
  expect(rules.mayKeepSpare([])).toBe(false)
})

test('memory is short below half a gibibyte', () => {
  expect(rulesWith({ available_bytes: GIB / 2 }).isShort()).toBe(false)
  expect(rulesWith({ available_bytes: GIB / 2 - 1 }).isShort()).toBe(true)
})

test('what is mapped of a process that is gone is nothing', () => {
  const none = process.platform === 'darwin' ? GIB : 0
  expect(mappedBytes(2 ** 30, GIB)).toBe(none)
})

test.runIf(process.platform === 'linux')('what is mapped of a living process is read from the system', () => {
  expect(mappedBytes(process.pid, GIB)).toBeGreaterThan(1_000_000)
})

test('models may be held to less memory than there is; what is no number of mebibytes holds them to nothing', () => {
  const all = systemMemory('')
  expect(systemMemory('64')).toEqual({ total_bytes: 64 * 1024 ** 2, available_bytes: 64 * 1024 ** 2 })
  for (const limit of ['lots', '0', '-1', '64 GB']) {
    expect(systemMemory(limit).total_bytes).toBe(all.total_bytes)
  }
})
