import type { DownloadId } from './ids.ts'

/** What a model file says of itself, checked but not trusted. */
export interface ModelFacts {
  name: string | null
  architecture: string
  /** As its makers write it: “7B”. */
  size_label: string | null
  /** As llama.cpp names it: “Q4_K_M”. */
  quantization: string | null
  context_length: number | null
  licence: string | null
  /** About what it needs in memory with the usual context: file and context. */
  memory_bytes: number
}

export interface LibraryModel {
  /** The name engines know it by (`ModelInfo.model`). */
  model: string
  label: string
  /** Of all its parts, where it comes in several files. */
  bytes: number
  /** false: a file added where it lies, which is only forgotten when removed. */
  in_folder: boolean
  /** Where it lies, for people. */
  path: string
  /** null while it is read, and where it could not be. */
  facts: ModelFacts | null
  /** Why it cannot be used, in a sentence; null: it can, as far as is known. */
  problem: string | null
  /** Of its (first) file; null: not (yet) known. */
  sha256: string | null
  /** Whether that is still found out: not of a file that cannot be used, nor of one that could not be read to its end. */
  hashing: boolean
  /** Where it was downloaded from, without what may be a secret in the address. */
  source: string | null
}

/**
 * `waiting`: for its turn, or for another try (then `problem` says why). `checking`: all of it is here and is read once more.
 * `paused` and `failed` go on by `download:resume`.
 */
export type DownloadState = 'waiting' | 'running' | 'paused' | 'checking' | 'failed'

export interface ModelDownload {
  download_id: DownloadId
  file_name: string
  /** Without what may be a secret in the address. */
  url: string
  state: DownloadState
  received_bytes: number
  /** null: the server does not say. */
  total_bytes: number | null
  /** Smoothed; null while nothing runs. */
  bytes_per_second: number | null
  left_ms: number | null
  /** What it must be, where known. */
  sha256: string | null
  /** A sentence: what happened, what to do. */
  problem: string | null
}

export interface ModelLibrary {
  /** Where the model files are. */
  folder: string
  /** The app's own folder, not one the person chose. */
  own_folder: boolean
  /** What is left on the folder's disk; null: not known. */
  free_bytes: number | null
  /** By name; those of the folder first. */
  models: LibraryModel[]
  /** In the order they were asked for. */
  downloads: ModelDownload[]
}

/** A file of a repository that can be downloaded. */
export interface RepositoryFile {
  file: string
  bytes: number | null
  sha256: string | null
}

/** What became of files that were to be added where they lie. */
export interface AddedModels {
  /** Labels. */
  added: string[]
  /** `why`: a sentence for people. */
  refused: { name: string; why: string }[]
}

/** Where to download from. */
export interface DownloadRequest {
  /** An https address of a .gguf file (http only on this computer), or a repository of the hub, `owner/name`. */
  source: string
  /** The file of a repository. */
  file?: string | undefined
  /** What its SHA-256 must be, in hex, where the person knows it. */
  sha256?: string | undefined
}

/** A repository of the hub: `owner/name`. */
export const REPOSITORY = /^[\w-][\w.-]{0,95}\/[\w-][\w.-]{0,95}$/

/** Files added where they lie: more are refused. */
export const ADDED_FILES_MAX = 500
export const DEFAULT_HUB_URL = 'https://huggingface.co'

/** Why this cannot be the address of a hub, in a sentence for people; null: it can. */
export function hubUrlProblem(text: string): string | null {
  const url = URL.parse(text)
  if (!url) return `That is not an address; it looks like ${DEFAULT_HUB_URL}.`
  const local = url.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'https:' && !local)
    return 'The address of a hub must begin with https:// (http:// only on this computer).'
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'The address of a hub must not hold a name, a password or anything from a ? or # on.'
  return null
}
