import { median } from '../figure.ts'
import type { Drawn } from './page/measured.ts'
import type { Sample } from './run-once.ts'
import type { Contestant, Scenario } from './scenarios.ts'

type Quantity = Exclude<keyof Sample, 'drawn'>

/** What was measured, by scenario and contestant. */
export class Samples {
  readonly #runs = new Map<string, Sample[]>()
  readonly #stops = new Map<string, number[]>()

  add(scenario: Scenario, contestant: Contestant, sample: Sample): void {
    push(this.#runs, key(scenario.id, contestant), sample)
  }

  addStop(scenario: Scenario, contestant: Contestant, last_change_ms: number): void {
    push(this.#stops, key(scenario.id, contestant), last_change_ms)
  }

  count(id: string, contestant: Contestant): number {
    const at = key(id, contestant)
    return Math.max(this.#runs.get(at)?.length ?? 0, this.#stops.get(at)?.length ?? 0)
  }

  median(id: string, contestant: Contestant, quantity: Quantity): number {
    return median(this.#of(id, contestant).map((sample) => sample[quantity]))
  }

  /** Of each run its own quotient, and of those the median. */
  perUpdate_ms(id: string, contestant: Contestant): number {
    return median(this.#of(id, contestant).map(({ cpu_ms, updates }) => cpu_ms / updates))
  }

  most(id: string, contestant: Contestant, quantity: Quantity): number {
    return Math.max(...this.#of(id, contestant).map((sample) => sample[quantity]))
  }

  drawn(id: string, contestant: Contestant): Drawn | undefined {
    return this.#of(id, contestant).at(-1)?.drawn
  }

  stop_ms(id: string, contestant: Contestant): number {
    return median(this.#stops.get(key(id, contestant)) ?? [])
  }

  /** The newest sample, for someone who watches. */
  line({ id }: Scenario, contestant: Contestant): string {
    const stop_ms = this.#stops.get(key(id, contestant))?.at(-1)
    if (stop_ms !== undefined) return `${stop_ms.toFixed(1)} ms`
    const newest = this.#of(id, contestant).at(-1)
    if (!newest) return ''
    const { cpu_ms, updates, longest_ms, dropped, heap_mib, mount_ms } = newest
    return (
      `CPU ${cpu_ms.toFixed(0)} ms, ${updates} updates, ${(cpu_ms / updates).toFixed(1)} ms each, longest ${longest_ms.toFixed(0)} ms, ` +
      `dropped ${(dropped * 100).toFixed(0)} %, ${heap_mib.toFixed(1)} MiB, mounted in ${mount_ms.toFixed(0)} ms, ${JSON.stringify(newest.drawn)}`
    )
  }

  #of(id: string, contestant: Contestant): Sample[] {
    return this.#runs.get(key(id, contestant)) ?? []
  }
}

const key = (id: string, contestant: Contestant): string => `${id} ${contestant}`

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  map.set(key, [...(map.get(key) ?? []), value])
}
