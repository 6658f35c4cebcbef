/** Undoes a list of things in reverse order. Whoever creates something adds its undoing beside it. */
export class Disposer {
  #undos: { name: string; undo: () => void | Promise<void> }[] = []
  #disposing: Promise<Error[]> | null = null

  add(name: string, undo: () => void | Promise<void>): void {
    this.#undos.push({ name, undo })
  }

  /** Every step runs, whatever the others do; returns what failed. A second call gets the first one's outcome. */
  dispose(): Promise<Error[]> {
    this.#disposing ??= this.#run()
    return this.#disposing
  }

  async #run(): Promise<Error[]> {
    const failures: Error[] = []
    for (let step = this.#undos.pop(); step; step = this.#undos.pop()) {
      try {
        await step.undo()
      } catch (error) {
        failures.push(new Error(`disposing ${step.name}: ${String(error)}`, { cause: error }))
      }
    }
    return failures
  }
}
