/** How a model is asked to write. What is left out is the engine's own choice. */
export interface Parameters {
  /** 0 to 2; 0 always takes the likeliest token. */
  temperature?: number
  /** 0 to 1: only the likeliest tokens that together have this probability are drawn from. */
  top_p?: number
  /** The answer ends after so many tokens (`finish: length`). */
  max_tokens?: number
  /** The same seed and prompt give the same answer, where the engine can. */
  seed?: number
  /** Only so many of the likeliest tokens are drawn from; 0 means any. This one and those below: not every engine takes them. */
  top_k?: number
  /** 0 to 1: tokens less likely than this share of the likeliest are left out. */
  min_p?: number
  /** Above 1, words already said become less likely; 1 is off. */
  repeat_penalty?: number
  /** The answer ends before any of these. */
  stop?: string[]
  /** Tokens a model can have before it; changing it loads the model anew. */
  context_size?: number
  /** How many of a model's layers the graphics card takes; 0 is none. Changing it loads the model anew. */
  gpu_layers?: number
}

/** Those of one number; the others are texts. */
export type NumberParameter = Exclude<keyof Parameters, 'stop'>

/** The bounds of each parameter, for the form and for main's schema. `step` is of the form. */
export const PARAMETER_BOUNDS: Record<NumberParameter, { min: number; max: number; step: number }> = {
  temperature: { min: 0, max: 2, step: 0.1 },
  top_p: { min: 0, max: 1, step: 0.05 },
  max_tokens: { min: 1, max: 1_000_000, step: 1 },
  seed: { min: 0, max: 2_147_483_647, step: 1 },
  top_k: { min: 0, max: 1_000, step: 1 },
  min_p: { min: 0, max: 1, step: 0.01 },
  repeat_penalty: { min: 1, max: 2, step: 0.05 },
  context_size: { min: 256, max: 1_048_576, step: 256 },
  gpu_layers: { min: 0, max: 1_000, step: 1 },
}

/** How many texts may end an answer, and how long each may be, in UTF-16 units. */
export const STOP_BOUNDS = { count: 16, chars: 256 }
