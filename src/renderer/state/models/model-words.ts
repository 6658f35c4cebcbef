import type { LibraryModel } from '../../../shared/model-library.ts'

/** As model files are sold everywhere, in powers of ten: “22 bytes”, “512 kB”, “386 MB”, “1.8 GB”. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} bytes`
  if (bytes < 999_500) return `${Math.round(bytes / 1e3)} kB`
  if (bytes < 999_500_000) return `${tenths(bytes / 1e6)} MB`
  return `${bytes < 99.95e9 ? (bytes / 1e9).toFixed(1) : Math.round(bytes / 1e9)} GB`
}

function tenths(number: number): string {
  return number < 9.95 ? number.toFixed(1) : Math.round(number).toString()
}

/** “1.7B · Q8_0 · 1.8 GB · context of 32,768 tokens · Apache-2.0”. */
export function factsWords({ bytes, facts }: LibraryModel): string {
  const context = facts?.context_length
  const words = [
    facts?.size_label,
    facts?.quantization,
    sizeWords(bytes),
    context ? `context of ${context.toLocaleString('en')} tokens` : null,
    facts?.licence ? licenceWords(facts.licence) : null,
  ]
  return words.filter((word) => word != null && word !== '').join(' · ')
}

/** Beside the file: its context, and what everybody else needs to go on well. */
const BESIDE_BYTES = 1024 ** 3

/** About what a model whose facts are not known needs: the engine loads one when there is so much. */
export function memoryNeeded(file_bytes: number): number {
  return file_bytes + BESIDE_BYTES
}

/** “apache-2.0” as people write it: “Apache-2.0”; “mit”: “MIT”. */
function licenceWords(licence: string): string {
  return licence.length <= 4 ? licence.toUpperCase() : licence.charAt(0).toUpperCase() + licence.slice(1)
}

export interface MemoryWords {
  fits: boolean
  text: string
}

/** What it needs against what this computer has; 0 is not known. */
export function memoryWords(needs_bytes: number, has_bytes: number): MemoryWords {
  const needs = `Needs about ${sizeWords(needs_bytes)} of memory`
  if (has_bytes <= 0) return { fits: true, text: needs }
  const has = sizeWords(has_bytes)
  return needs_bytes <= has_bytes
    ? { fits: true, text: `Needs about ${sizeWords(needs_bytes)} of the ${has} of memory here` }
    : { fits: false, text: `${needs}, more than the ${has} this computer has` }
}

/** “a”, “a and b”, “a, b and c”. */
export function listWords(names: readonly string[]): string {
  const [last = '', ...before] = names.toReversed()
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`
}
