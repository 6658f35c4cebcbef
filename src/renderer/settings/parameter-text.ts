import type { NumberParameter } from '../../shared/parameters.ts'
import { PARAMETER_BOUNDS } from '../../shared/parameters.ts'

/** As typed, with a point or a comma. null: left to the model; undefined: no such value, see `boundsWords`. */
export function readParameter(key: NumberParameter, text: string): number | null | undefined {
  const typed = text.trim().replace(',', '.')
  if (typed === '') return null
  const value = /^\d*\.?\d+$/.test(typed) ? Number(typed) : NaN
  const { min, max } = PARAMETER_BOUNDS[key]
  const whole = Number.isInteger(PARAMETER_BOUNDS[key].step)
  return value >= min && value <= max && (!whole || Number.isInteger(value)) ? value : undefined
}

export function boundsWords(key: NumberParameter): string {
  const { min, max, step } = PARAMETER_BOUNDS[key]
  const kind = Number.isInteger(step) ? 'A whole number' : 'A number'
  return `${kind} from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}, or nothing.`
}
