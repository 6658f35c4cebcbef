import type { ParameterField } from '../../shared/simulator-modes.ts'

/** A slider in equal ratios has so many steps. */
const LOG_STEPS = 100

export interface Slider {
  min: number
  max: number
  step: number
  position: number
}

/** Where a number stands on its slider; null for one without. Beyond the bounds it stands at the end. */
export function sliderOf({ slider, min, max }: ParameterField, value: number): Slider | null {
  if (slider === null) return null
  if (slider !== 'log') return { min, max, step: slider, position: Math.min(max, Math.max(min, value)) }
  const share = Math.log(Math.max(value, min) / min) / Math.log(max / min)
  return { min: 0, max: LOG_STEPS, step: 1, position: Math.round(Math.min(1, share) * LOG_STEPS) }
}

/** The number at a place of the slider; in equal ratios with two digits that count, for people to read. */
export function valueAt({ slider, min, max }: ParameterField, position: number): number {
  if (slider !== 'log') return position
  const value = min * (max / min) ** (position / LOG_STEPS)
  return Math.round(Number(value.toPrecision(2)))
}
