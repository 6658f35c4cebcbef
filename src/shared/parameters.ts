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
}

/** The bounds of each parameter, for the form and for main's schema. `step` is of the form. */
export const PARAMETER_BOUNDS: Record<keyof Parameters, { min: number; max: number; step: number }> = {
  temperature: { min: 0, max: 2, step: 0.1 },
  top_p: { min: 0, max: 1, step: 0.05 },
  max_tokens: { min: 1, max: 1_000_000, step: 1 },
  seed: { min: 0, max: 2_147_483_647, step: 1 },
}
