import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { EngineFailure } from '../worker/engine-failure.ts'
import { readGgufHeader } from './gguf-header.ts'

/** `name-00001-of-00003.gguf`: llama.cpp finds the other parts by their names. */
const PART = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i
const PARTS_MAX = 1_000

/** All files of a model, the first one first. */
export function modelParts(path: string): string[] {
  const [, stem, , of = '1'] = PART.exec(path) ?? []
  const count = Number(of)
  if (stem === undefined || count < 2 || count > PARTS_MAX) return [path]
  return Array.from({ length: count }, (_, i) => `${stem}-${String(i + 1).padStart(5, '0')}-of-${of}.gguf`)
}

/** Which files lie there, and in which state; empty when one is not there. */
export async function identityOf(path: string): Promise<string> {
  try {
    const states = await Promise.all(modelParts(path).map((part) => stat(part)))
    return states.map(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`).join(', ')
  } catch {
    return ''
  }
}

/** Reads and checks the headers of all parts before llama.cpp may see them. Throws an EngineFailure with a sentence for people. */
export function checkModelFiles(path: string): void {
  const parts = modelParts(path)
  for (const [index, part] of parts.entries()) {
    const name = basename(part)
    const { metadata } = readGgufHeader(part, name)
    const no = Number(metadata.get('split.no') ?? 0)
    const count = Number(metadata.get('split.count') ?? 1)
    if (no === index && Math.max(1, count) === parts.length) continue
    throw new EngineFailure(
      'model_load_failed',
      `The file “${name}” says that it is part ${no + 1} of ${count}, which is not what its name says. Give it its own name back, beside its other parts, or get it again.`,
    )
  }
}
