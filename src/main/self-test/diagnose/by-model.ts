import { isFaultMode, parseSimulatorModel } from '../../../shared/simulator-modes.ts'

const MODELS_MAX = 100
const NAMED_MAX = 3
const NAME_MAX_CHARS = 60

/** Whether a model is a fault mode of the simulator: what it does wrong is meant. */
export function isMeantSo(model: string | null): boolean {
  const parsed = model === null ? null : parseSimulatorModel(model)
  return parsed !== null && isFaultMode(parsed.mode)
}

/** How often something happened with which model. Bounded: past a hundred names they share one place. */
export class ByModel {
  total = 0
  /** How many of them are meant. */
  meant = 0
  #counts = new Map<string, number>()

  /** `model`: null when the log does not tell. */
  add(model: string | null): void {
    this.total++
    if (isMeantSo(model)) this.meant++
    const name = nameOf(model)
    const place = this.#counts.has(name) || this.#counts.size < MODELS_MAX ? name : 'others'
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1)
  }

  get allMeant(): boolean {
    return this.total > 0 && this.meant === this.total
  }

  /** “stalls (3), llama3 (1) and 2 more models”. */
  words(): string {
    const sorted = [...this.#counts].toSorted((a, b) => b[1] - a[1])
    const named = sorted.slice(0, NAMED_MAX).map(([name, count]) => `${name} (${count})`)
    const rest = sorted.length - named.length
    return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  }
}

/** The model's name as it can stand in a sentence; a mode of the simulator without its parameters. */
export function nameOf(model: string | null): string {
  if (model === null) return 'a model the log does not name'
  const name = parseSimulatorModel(model)?.mode ?? model
  return name.length > NAME_MAX_CHARS ? `${name.slice(0, NAME_MAX_CHARS)}…` : name
}
