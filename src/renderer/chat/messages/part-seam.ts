import type { MessagePart } from '../../../shared/session.ts'
import { joinParts } from '../../../shared/session.ts'

/** What an answer held, and what its stream adds, as one list. A part that is finished stays the same object for good. */
export class PartSeam {
  #before: readonly MessagePart[] = []
  #first: MessagePart | undefined
  #begun: readonly MessagePart[] = []

  join(before: readonly MessagePart[], added: readonly MessagePart[]): readonly MessagePart[] {
    const [first, ...rest] = added
    if (!first) return before
    // Only the first added part may join the last one before it, and it stays the same once others follow.
    if (before !== this.#before || first !== this.#first) this.#begun = joinParts(before, [first])
    this.#before = before
    this.#first = first
    return rest.length > 0 ? [...this.#begun, ...rest] : this.#begun
  }
}
