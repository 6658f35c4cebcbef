/** A promise that was not kept, found by the simulation. */
export class Broken extends Error {
  override readonly name = 'Broken'
  readonly invariant: string

  constructor(invariant: string, what: string) {
    super(`${invariant}: ${what}`)
    this.invariant = invariant
  }
}

export function demand(holds: boolean, invariant: string, what: () => string): asserts holds {
  if (!holds) throw new Broken(invariant, what())
}
