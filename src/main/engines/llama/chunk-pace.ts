/** A Stop is looked at between chunks, so no chunk may take longer than this. */
export const CHUNK_MAX_MS = 150
/** What is aimed at: the next chunk may be slower than the last, as the context grows and the computer is shared. */
const AIM_MS = 100
const TOKENS_MAX = 512
/** The first chunk of a process that was not measured yet. */
const FIRST_TOKENS = 8
/** A fast chunk may have been luck. */
const GROWTH_MAX = 4

/** How many tokens of a prompt are read in one go: as many as are expected to take less than the limit. */
export class ChunkPace {
  #tokens = FIRST_TOKENS

  get tokens(): number {
    return this.#tokens
  }

  /** A chunk of so many tokens took so long. */
  took(tokens: number, ms: number): void {
    const fitting = Math.floor((tokens * AIM_MS) / Math.max(ms, 0.01))
    this.#tokens = Math.max(1, Math.min(fitting, Math.max(tokens, this.#tokens) * GROWTH_MAX, TOKENS_MAX))
  }
}
