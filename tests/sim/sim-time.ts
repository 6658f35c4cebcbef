import type { Clock, Undo } from '../../src/main/lib/clock.ts'

/** Whose timers these are: they go with it. */
export interface Owner {
  name: string
  armed: number
  gone: boolean
}

export function newOwner(name: string): Owner {
  return { name, armed: 0, gone: false }
}

interface Timer {
  due: number
  order: number
  owner: Owner
  run: (() => void) | null
}

/** The one time of a simulated world. Nothing in it moves by itself. */
export class SimTime {
  now = 0
  /** What a person's watch shows beside it; jumps. */
  wall_offset_ms = 1_700_000_000_000
  /** Time in which nothing could run, because a thread hung or the machine slept: no deadline can be blamed for it. */
  lost_ms = 0
  #heap: Timer[] = []
  #order = 0

  wall(): number {
    return this.wall_offset_ms + this.now
  }

  /** Time in which everybody could run. */
  get fair(): number {
    return this.now - this.lost_ms
  }

  after(ms: number, owner: Owner, run: () => void): Undo {
    const timer: Timer = { due: this.now + Math.max(0, ms), order: this.#order++, owner, run }
    owner.armed++
    this.#push(timer)
    return () => {
      if (timer.run) owner.armed--
      timer.run = null
    }
  }

  clockOf(owner: Owner): Clock {
    return {
      now: () => this.now,
      wallTime: () => this.wall(),
      after: (ms, run) => this.after(ms, owner, run),
    }
  }

  /** When the next timer is due; Infinity when there is none. */
  get next_due(): number {
    for (let next = this.#heap[0]; next; next = this.#heap[0]) {
      if (next.run && !next.owner.gone) return next.due
      this.#pop()
    }
    return Infinity
  }

  /** Runs the next timer that is due by `until`, and says whose it was; null when there is none. */
  fire(until: number): { owner: Owner; run: () => void } | null {
    if (this.next_due > until) return null
    const timer = this.#pop()
    const run = timer?.run
    if (!timer || !run) return null
    this.now = Math.max(this.now, timer.due)
    timer.run = null
    timer.owner.armed--
    return { owner: timer.owner, run }
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(timer)
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = heap[up]
      if (!parent || !before(timer, parent)) break
      heap[at] = parent
      at = up
    }
    heap[at] = timer
  }

  #pop(): Timer | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (!last || heap.length === 0) return top
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const [one, two] = [heap[left], heap[left + 1]]
      if (!one) break
      const down = two && before(two, one) ? left + 1 : left
      const child = heap[down]
      if (!child || !before(child, last)) break
      heap[at] = child
      at = down
    }
    heap[at] = last
    return top
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order)
}
