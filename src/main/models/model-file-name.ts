import { isReservedName } from '../lib/reserved-name.ts'

const EXTENSION = '.gguf'
/** Every file system takes 255 bytes; `.part` and a number come on top. */
const STEM_MAX_BYTES = 200
/** One of a model that comes in several files, which are only found by their names. */
const PART = /-(\d{5})-of-(\d{5})\.gguf$/i

export const isModelName = (name: string): boolean => /\.gguf$/i.test(name)

/** A name from the network as a file's name on every system: no path, nothing hidden, no device. */
export function safeModelName(text: string): string {
  const stem = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\.gguf$/i, '')
  const plain = trimmed(stem.replace(/[^\p{L}\p{N} ._+()[\]-]+/gu, '_').replace(/\s+/g, ' '))
  const short = trimmed(firstBytes(plain, STEM_MAX_BYTES))
  if (short === '') return `model${EXTENSION}`
  return isReservedName(short) ? `model-${short}${EXTENSION}` : `${short}${EXTENSION}`
}

/** “x (2).gguf” */
export function numberedName(name: string, number: number): string {
  return `${name.replace(/\.gguf$/i, '')} (${number})${EXTENSION}`
}

/** The names of all files of a model, this one included; just the one for most. */
export function seriesOf(name: string): string[] {
  const count = Number(PART.exec(name)?.[2] ?? 1)
  if (count <= 1 || count > 999) return [name]
  return Array.from({ length: count }, (_, at) =>
    name.replace(PART, (whole) => whole.replace(/^-\d{5}/, `-${String(at + 1).padStart(5, '0')}`)),
  )
}

/** Whether the file has the header of the whole model: every file but the second and later ones of a series. */
export function hasOwnHeader(name: string): boolean {
  return Number(PART.exec(name)?.[1] ?? 1) === 1
}

/** Windows drops dots and blanks at the end, Unix hides what begins with a dot, and a leading dash is an option to programs. */
const trimmed = (text: string): string => text.replace(/^[\s._~-]+|[\s.]+$/g, '')

function firstBytes(text: string, max: number): string {
  let kept = ''
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > max) break
    kept += character
  }
  return kept
}
