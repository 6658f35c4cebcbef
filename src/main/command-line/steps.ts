/** One thing tried, with what came of it. */
export interface Step {
  name: string
  ok: boolean
  ms: number
  /** What was seen, or why it failed; null when there is nothing to say. */
  detail: string | null
}

/** Tries one thing after another and notes each. The first failure is the last step, unless more are asked for. */
export class Steps {
  readonly noted: Step[] = []
  #cut: Promise<never>

  /** `cut` rejects when nothing shall be waited for any longer: each step under way fails with it. */
  constructor(cut: Promise<never>) {
    this.#cut = cut
    // Between two steps nobody listens.
    cut.catch(() => {})
  }

  get ok(): boolean {
    return this.noted.length > 0 && this.noted.every((step) => step.ok)
  }

  /** The work's outcome; rejects with what it rejected with, once that is noted. */
  async run<T>(
    name: string,
    work: () => T | Promise<T>,
    detailOf?: (outcome: T) => string,
    cut = this.#cut,
  ): Promise<T> {
    const from = performance.now()
    const note = (ok: boolean, detail: string | null): void => {
      this.noted.push({ name, ok, ms: Math.round(performance.now() - from), detail })
    }
    try {
      const outcome = await Promise.race([(async () => work())(), cut])
      note(true, detailOf?.(outcome) ?? null)
      return outcome
    } catch (error) {
      note(false, error instanceof Error ? error.message : String(error))
      throw error
    }
  }
}
