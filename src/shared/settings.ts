import { DEFAULT_HUB_URL } from './model-library.ts'
import type { ModelRef } from './session.ts'

export type Theme = 'system' | 'light' | 'dark'

/** Everything a person may set. One object, saved as one row per key; a damaged row falls back to its default. */
export interface Settings {
  theme: Theme
  /** The model a new chat starts with; null means the simulator's normal mode. */
  default_model: ModelRef | null
  sidebar_hidden: boolean
  /** While an answer streams, Enter queues and Alt Enter supersedes; else the other way round. */
  queue_by_default: boolean
  /** Once a day, where the build has a feed of newer versions. */
  look_for_updates: boolean
  timeouts: Timeouts
  local_models: LocalModels
}

/** The model files of this computer. */
export interface LocalModels {
  /** Where they are; null means the folder `models` among the app's own data. */
  folder: string | null
  /** A model nobody talks to is unloaded after so long; null is never. */
  unload_after_ms: number | null
  /** Where repositories are downloaded from: Hugging Face, or a mirror of it. */
  hub_url: string
  /** Paths of model files that were added where they lie. */
  files: string[]
}

/** Durations in milliseconds. Progress is model output or a reported percentage, not bytes. */
export interface Timeouts {
  /** TCP connect of an HTTP engine. */
  connect_ms: number
  /** Without progress for this long, the status says `stalled`. */
  stalled_notice_ms: number
  /** No first token on loopback or Ollama (they load the model and read the prompt first, headers included). */
  first_token_local_ms: number
  /** No first token anywhere else. */
  first_token_remote_ms: number
  /** Silence between tokens. */
  between_tokens_ms: number
}

/** docs/checklist.md, “Timeouts and limits”, says why. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  default_model: null,
  sidebar_hidden: false,
  queue_by_default: false,
  look_for_updates: false,
  timeouts: {
    connect_ms: 3_000,
    stalled_notice_ms: 5_000,
    first_token_local_ms: 600_000,
    first_token_remote_ms: 120_000,
    between_tokens_ms: 120_000,
  },
  local_models: { folder: null, unload_after_ms: 10 * 60_000, hub_url: DEFAULT_HUB_URL, files: [] },
}
