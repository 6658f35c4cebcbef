import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelInfo } from '../../../shared/engine-info.ts'

const MODEL = /\.gguf$/i
/** A model in several files is loaded by its first. */
const LATER_PART = /-(?!0*1-of-)\d{5}-of-\d{5}\.gguf$/i
const FIRST_PART = /-0*1-of-(\d{5})\.gguf$/i

export interface ModelFile extends ModelInfo {
  bytes: number
}

/** The model files of a folder by name; none when it is not there. Only their names and sizes are looked at. */
export async function listModelFiles(folder: string): Promise<ModelFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])
  const names = entries
    .filter((entry) => !entry.isDirectory() && MODEL.test(entry.name) && !LATER_PART.test(entry.name))
    .map(({ name }) => name)
    .toSorted((a, b) => a.localeCompare(b))
  const files = await Promise.all(names.map((name) => describe(folder, name)))
  return files.filter((file) => file !== null)
}

/** The path of a model; null for a name that is no file of this folder. */
export function modelPath(folder: string, model: string): string | null {
  const isName = model === basename(model) && !/[\\/\0]/.test(model) && MODEL.test(model)
  return isName ? join(folder, model) : null
}

async function describe(folder: string, name: string): Promise<ModelFile | null> {
  try {
    const info = await stat(join(folder, name))
    if (!info.isFile()) return null
    const parts = Number(FIRST_PART.exec(name)?.[1] ?? 1)
    const bytes = info.size * parts
    return { model: name, label: name.replace(MODEL, ''), detail: sizeText(bytes), continues: true, bytes }
  } catch {
    return null
  }
}

function sizeText(bytes: number): string {
  const gb = bytes / 1_000_000_000
  return gb >= 1 ? `${gb.toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1_000_000))} MB`
}
