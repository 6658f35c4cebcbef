import type { AnswerToken, Block } from './answer-token.ts'

/** Finished blocks per group; a full group is skipped by the browser while it is off screen. */
export const GROUP_BLOCKS = 24

/** The finished blocks in groups. Groups and blocks are replaced, never changed, so identity tells what has to be drawn. */
export class BlockList {
  #full: readonly (readonly Block[])[] = []
  #last: readonly Block[] = []

  get size(): number {
    return this.#full.length * GROUP_BLOCKS + this.#last.length
  }

  add(token: AnswerToken): Block {
    const block = { id: this.size, token }
    this.#last = [...this.#last, block]
    if (this.#last.length === GROUP_BLOCKS) {
      this.#full = [...this.#full, this.#last]
      this.#last = []
    }
    return block
  }

  at(id: number): Block | undefined {
    return (this.#full[Math.floor(id / GROUP_BLOCKS)] ?? this.#last)[id % GROUP_BLOCKS]
  }

  replace(id: number, token: AnswerToken): void {
    const index = Math.floor(id / GROUP_BLOCKS)
    const group = this.#full[index] ?? this.#last
    const changed = group.with(id % GROUP_BLOCKS, { id, token })
    if (index < this.#full.length) this.#full = this.#full.with(index, changed)
    else this.#last = changed
  }

  /** The groups with the still open blocks `tail` behind the finished ones. */
  groupsWith(tail: readonly Block[]): readonly (readonly Block[])[] {
    const open = [...this.#last, ...tail]
    const groups = [...this.#full]
    for (let start = 0; start < open.length; start += GROUP_BLOCKS)
      groups.push(open.slice(start, start + GROUP_BLOCKS))
    return groups
  }
}
