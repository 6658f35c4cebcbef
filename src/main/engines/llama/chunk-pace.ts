/** A Stop is looked at between chunks, so no chunk may take longer than this. */
export const CHUNK_MAX_MS = 150
/** What is aimed at: the next chunk may be slower than the last, as the computer is shared. */
const AIM_MS = 105
/** Up to here one row is still taken rather than less than one, which takes longer for each token. */
const AIM_OF_A_ROW_MS = 130
/** On the processor llama.cpp computes attention for so many tokens at once. 64 take a quarter of the time of 63. */
const ROW = 64
const TOKENS_MAX = 512
/** The first chunk of a process that was not measured yet. */
const FIRST_TOKENS = 8
/** A fast chunk may have been luck. */
const GROWTH_MAX = 4
/** From so far back in the context on, the time of a token is taken to grow with its place. */
const GROWS_FROM = 128
/** So many chunks of less than a row, and a row is tried again: the last one may have been slow by chance. Each time twice as many. */
const TRY_AGAIN_AFTER = 16

/** How many tokens of a prompt are read in one go: as many as are expected to take less than the limit. */
export class ChunkPace {
  #rows: Measured | null = null
  #few: Measured | null = null
  #last = FIRST_TOKENS / GROWTH_MAX
  #since_rows = 0
  #try_after = TRY_AGAIN_AFTER

  /** For the chunk that begins at this place of the context and has at most so many tokens. */
  tokensAt(place: number, left: number): number {
    const most = Math.min(left, TOKENS_MAX, this.#last * GROWTH_MAX)
    const rows = this.#rows ?? this.#few
    for (let tokens = most - (most % ROW); tokens > 0; tokens -= ROW) {
      const aim_ms = tokens === ROW ? AIM_OF_A_ROW_MS : AIM_MS
      if (expected(rows, place, tokens) <= aim_ms) return tokens
    }
    if (most >= ROW && this.#rows && this.#since_rows >= this.#try_after) return ROW
    const newest = this.#since_rows === 0 ? this.#rows : null
    const fewMs = (tokens: number): number =>
      Math.max(expected(this.#few, place, tokens), expected(newest, place, tokens))
    let few = Math.max(1, Math.min(most, ROW - 1))
    while (few > 1 && fewMs(few) > AIM_MS) few--
    return few
  }

  /** The chunk of so many tokens took so long. */
  took(place: number, tokens: number, ms: number): void {
    const measured = { middle: place + tokens / 2, token_ms: ms / tokens }
    // A prompt that ends soon says nothing against long chunks.
    this.#last = ms * 2 > AIM_MS ? tokens : Math.max(this.#last, tokens)
    if (tokens < ROW) {
      this.#few = measured
      this.#since_rows++
      return
    }
    if (ms > AIM_OF_A_ROW_MS && this.#since_rows >= this.#try_after) this.#try_after *= 2
    else if (ms <= AIM_OF_A_ROW_MS) this.#try_after = TRY_AGAIN_AFTER
    this.#rows = measured
    this.#since_rows = 0
  }
}

interface Measured {
  /** The middle of the chunk. */
  middle: number
  token_ms: number
}

/** At most so long, if the computer is as fast as it was: each token looks at all before it. */
function expected(measured: Measured | null, place: number, tokens: number): number {
  if (!measured) return 0
  const growth = (place + tokens / 2 + GROWS_FROM) / (measured.middle + GROWS_FROM)
  return tokens * measured.token_ms * Math.max(1, growth)
}
