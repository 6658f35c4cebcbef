import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelInfo } from '../../../shared/engine-info.ts'

const MODEL = /\.gguf$/i
/** A model in several files is loaded by its first. */
const LATER_PART = /-(?!0*1-of-)\d{5}-of-\d{5}\.gguf$/i
const FIRST_PART = /-0*1-of-(\d{5})\.gguf$/i

/** A file that was added where it lies: no name of a file in the folder can look like this. */
const ADDED = /^added-[0-9a-f]{12}\/[^\\/\0]+\.gguf$/i

export interface ModelFile extends ModelInfo {
  path: string
  bytes: number
}

/**
 * The model files of a folder by name, then those added where they lie; none when it is not there. Only their names and
 * sizes are looked at.
 */
export async function listModelFiles(folder: string, added: readonly string[] = []): Promise<ModelFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])
  const names = entries
    .filter((entry) => !entry.isDirectory() && MODEL.test(entry.name) && !LATER_PART.test(entry.name))
    .map(({ name }) => name)
    .toSorted((a, b) => a.localeCompare(b))
  const files = await Promise.all([
    ...names.map((name) => describe(name, join(folder, name))),
    ...added.map((path) => describe(addedModel(path), path)),
  ])
  return files.filter((file) => file !== null)
}

/** The name of a model that was added where it lies. The path itself, which may tell about the person, stays out of logs. */
export function addedModel(path: string): string {
  return `added-${createHash('sha256').update(path).digest('hex').slice(0, 12)}/${basename(path)}`
}

/** The path of a model; null for a name that is neither a file of this folder nor added. */
export function modelPath(folder: string, model: string, added: readonly string[] = []): string | null {
  if (ADDED.test(model)) return added.find((path) => addedModel(path) === model) ?? null
  const isName = model === basename(model) && !/[\\/\0]/.test(model) && MODEL.test(model)
  return isName ? join(folder, model) : null
}

async function describe(model: string, path: string): Promise<ModelFile | null> {
  try {
    const name = basename(path)
    const info = await stat(path)
    if (!info.isFile()) return null
    const parts = Number(FIRST_PART.exec(name)?.[1] ?? 1)
    const bytes = info.size * parts
    return { model, path, label: name.replace(MODEL, ''), detail: sizeText(bytes), continues: true, bytes }
  } catch {
    return null
  }
}

function sizeText(bytes: number): string {
  const gb = bytes / 1_000_000_000
  return gb >= 1 ? `${gb.toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1_000_000))} MB`
}
