/** How a model is loaded; a process keeps to what it was loaded with. */
export interface LoadSetup {
  /** The model's file; empty for engines without files. */
  path: string
  /** Tokens; null is the engine's own choice, as below. */
  context_size: number | null
  /** Layers on the graphics card. */
  gpu_layers: number | null
}

/** What a process found out while loading that spares the next one the search. */
export interface LoadFindings {
  /** Which of its chat formats the model speaks. */
  chat_format?: string
}

export const NO_SETUP: LoadSetup = { path: '', context_size: null, gpu_layers: null }

export const sameSetup = (a: LoadSetup, b: LoadSetup): boolean =>
  a.path === b.path && a.context_size === b.context_size && a.gpu_layers === b.gpu_layers
