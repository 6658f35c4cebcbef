// @vitest-environment node
import { expect, test } from 'vitest'
import {
  factsWords,
  listWords,
  memoryNeeded,
  memoryWords,
  sizeWords,
} from '../../../../../src/renderer/state/models/model-words.ts'
import { CURATED_MODELS } from '../../../../../src/shared/curated-models.ts'
import { REPOSITORY } from '../../../../../src/shared/model-library.ts'
import { modelOf } from '../../support/fake-models.ts'

test('sizes are in powers of ten, as model files are offered everywhere', () => {
  const sizes = [22, 12_000, 999_600, 3_000_000, 386_000_000, 999_600_000, 5_027_783_488, 120_000_000_000]
  expect(sizes.map(sizeWords)).toEqual([
    '22 bytes',
    '12 kB',
    '1.0 MB',
    '3.0 MB',
    '386 MB',
    '1.0 GB',
    '5.0 GB',
    '120 GB',
  ])
})

test('what a file does not say is left out', () => {
  const facts = modelOf('x').facts!
  const plain = { ...facts, size_label: null, quantization: null, context_length: null, licence: 'mit' }
  expect(factsWords(modelOf('x', { facts: plain }))).toBe('1.8 GB · MIT')
  expect(factsWords(modelOf('x', { facts: null }))).toBe('1.8 GB')
})

test('memory is held against what this computer has, where that is known', () => {
  expect(memoryWords(3e9, 16e9)).toEqual({
    fits: true,
    text: 'Needs about 3.0 GB of the 16.0 GB of memory here',
  })
  expect(memoryWords(17e9, 16e9)).toEqual({
    fits: false,
    text: 'Needs about 17.0 GB of memory, more than the 16.0 GB this computer has',
  })
  expect(memoryWords(3e9, 0)).toEqual({ fits: true, text: 'Needs about 3.0 GB of memory' })
  expect(memoryNeeded(1e9)).toBe(1e9 + 1024 ** 3)
})

test('names are listed as people do', () => {
  expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(listWords)).toEqual(['a', 'a and b', 'a, b and c'])
})

test('every model of the list names a repository, a file of it, and the page it comes from; the smallest first', () => {
  for (const { repository, file, page, licence } of CURATED_MODELS) {
    expect(repository).toMatch(REPOSITORY)
    expect(file).toMatch(/^[\w.-]+\.gguf$/)
    expect(page).toBe(`https://huggingface.co/${repository}`)
    expect(['Apache-2.0', 'MIT']).toContain(licence)
  }
  const sizes = CURATED_MODELS.map(({ bytes }) => bytes ?? Infinity)
  expect(sizes).toEqual(sizes.toSorted((one, other) => one - other))
  expect(new Set(CURATED_MODELS.map(({ file }) => file)).size).toBe(CURATED_MODELS.length)
})
