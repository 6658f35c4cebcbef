import type { NumberParameter, Parameters } from '../../shared/parameters.ts'
import { PARAMETER_BOUNDS, STOP_BOUNDS } from '../../shared/parameters.ts'

/** What stands in the fields; '' is left to the model. */
export type ParameterTexts = Record<keyof Parameters, string>

const NUMBERS = Object.keys(PARAMETER_BOUNDS) as NumberParameter[]

export function textsOf(parameters: Parameters): ParameterTexts {
  const text = (key: NumberParameter): string => parameters[key]?.toString() ?? ''
  return {
    temperature: text('temperature'),
    top_p: text('top_p'),
    max_tokens: text('max_tokens'),
    seed: text('seed'),
    top_k: text('top_k'),
    min_p: text('min_p'),
    repeat_penalty: text('repeat_penalty'),
    stop: (parameters.stop ?? []).map(writtenStop).join('\n'),
    context_size: text('context_size'),
    gpu_layers: text('gpu_layers'),
  }
}

/** null while something typed is no value. */
export function parametersFrom(texts: ParameterTexts): Parameters | null {
  const parameters: Parameters = {}
  for (const key of NUMBERS) {
    const value = readParameter(key, texts[key])
    if (value === undefined) return null
    if (value !== null) parameters[key] = value
  }
  const stop = readStops(texts.stop)
  if (stop === undefined) return null
  return stop.length === 0 ? parameters : { ...parameters, stop }
}

/** As typed, with a point or a comma. null: left to the model; undefined: no such value, see `boundsWords`. */
export function readParameter(key: NumberParameter, text: string): number | null | undefined {
  const typed = text.trim().replace(',', '.')
  if (typed === '') return null
  const value = /^\d*\.?\d+$/.test(typed) ? Number(typed) : NaN
  const { min, max } = PARAMETER_BOUNDS[key]
  const whole = Number.isInteger(PARAMETER_BOUNDS[key].step)
  return value >= min && value <= max && (!whole || Number.isInteger(value)) ? value : undefined
}

/** One text a line; `\n` in it is a line break. Spaces count. undefined: too many or too long, see `STOPS_WORDS`. */
export function readStops(text: string): string[] | undefined {
  const stops = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/\\([n\\])/g, (_, escaped) => (escaped === 'n' ? '\n' : '\\')))
  const { count, chars } = STOP_BOUNDS
  return stops.length <= count && stops.every((stop) => stop.length <= chars) ? stops : undefined
}

function writtenStop(stop: string): string {
  return stop.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

export const STOPS_WORDS = `At most ${STOP_BOUNDS.count} texts of ${STOP_BOUNDS.chars} characters.`

export function boundsWords(key: NumberParameter): string {
  const { min, max, step } = PARAMETER_BOUNDS[key]
  const kind = Number.isInteger(step) ? 'A whole number' : 'A number'
  return `${kind} from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}, or nothing.`
}
