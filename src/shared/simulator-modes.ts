import type { ModelInfo } from './engine-info.ts'

/** Each fault mode is one of the simulator's models, so that a tester provokes it by choosing it. */
export type SimulatorMode =
  | 'normal'
  | 'reasoning'
  | 'long-document'
  | 'flood'
  | 'slow-start'
  | 'slow-cleanup'
  | 'ignores-cancel'
  | 'late-tokens'
  | 'stalls'
  | 'crash-mid-answer'
  | 'crash-at-start'
  | 'blocked-loop'
  | 'garbage'
  | 'empty'
  | 'error'

/** What a mode does, as numbers. All can be set in the model's name: `normal?rate=1000&length=5000&seed=7`. */
export interface SimulatorParameters {
  /** Tokens a second. */
  rate: number
  /** Tokens of the answer. */
  length: number
  seed: number
  /** Time to load the model. */
  load_ms: number
  /** Time before the first token. */
  first_ms: number
  /** Time the engine stays busy after a cancel. */
  cleanup_ms: number
  /** Tokens sent after a cancel was seen. */
  late: number
}

const DEFAULTS: SimulatorParameters = {
  rate: 40,
  length: 320,
  seed: 1,
  load_ms: 0,
  first_ms: 250,
  cleanup_ms: 0,
  late: 0,
}

/** One of the numbers as a field: what it is called, in what it counts, and within which bounds a person may set it. */
export interface ParameterField {
  parameter: keyof SimulatorParameters
  label: string
  /** After the number; empty for a mere number. */
  unit: string
  min: number
  max: number
  /** The step of its slider; `log`: in equal ratios; null: it has none. */
  slider: number | 'log' | null
}

/** In the order in which they stand in a model's name. */
export const PARAMETER_FIELDS: readonly ParameterField[] = [
  { parameter: 'rate', label: 'Rate', unit: 'tokens/s', min: 1, max: 100_000, slider: 'log' },
  { parameter: 'length', label: 'Length', unit: 'tokens', min: 1, max: 1_000_000, slider: 'log' },
  { parameter: 'seed', label: 'Seed', unit: '', min: 0, max: 999_999_999, slider: null },
  { parameter: 'load_ms', label: 'Loading', unit: 'ms', min: 0, max: 30_000, slider: 250 },
  { parameter: 'first_ms', label: 'First token after', unit: 'ms', min: 0, max: 10_000, slider: 50 },
  { parameter: 'cleanup_ms', label: 'Busy after Stop', unit: 'ms', min: 0, max: 30_000, slider: 250 },
  { parameter: 'late', label: 'Late after Stop', unit: 'tokens', min: 0, max: 1_000, slider: 10 },
]

const MODES: Record<SimulatorMode, { label: string; detail: string } & Partial<SimulatorParameters>> = {
  normal: { label: 'Normal', detail: 'Seeded text at 40 tokens a second' },
  reasoning: { label: 'Reasoning', detail: 'Thinks aloud before it answers' },
  'long-document': { label: 'Long document', detail: '10,000 tokens of markdown', rate: 400, length: 10_000 },
  flood: { label: 'Flood', detail: '100,000 tokens a second', rate: 100_000, length: 1_000_000, first_ms: 0 },
  'slow-start': { label: 'Slow start', detail: 'Loads for 5 s before the first token', load_ms: 5_000 },
  'slow-cleanup': { label: 'Slow cleanup', detail: 'Stays busy for 5 s after Stop', cleanup_ms: 5_000 },
  'ignores-cancel': { label: 'Ignores cancel', detail: 'Goes on writing after Stop', length: 100_000 },
  'late-tokens': {
    label: 'Late tokens',
    detail: 'Sends 50 more tokens after Stop',
    late: 50,
    rate: 200,
    length: 100_000,
  },
  stalls: { label: 'Stalls', detail: 'Falls silent after 20 tokens' },
  'crash-mid-answer': { label: 'Crash mid-answer', detail: 'Its process dies after 40 tokens' },
  'crash-at-start': { label: 'Crash at start', detail: 'Its process dies while starting' },
  'blocked-loop': { label: 'Blocked loop', detail: 'Its process hangs after 20 tokens' },
  garbage: { label: 'Garbage', detail: 'Sends nonsense between its messages' },
  empty: { label: 'Empty answer', detail: 'Finishes without a word' },
  error: { label: 'Error', detail: 'Fails after 10 tokens' },
}

export const SIMULATOR_MODELS: ModelInfo[] = Object.entries(MODES).map(([model, { label, detail }]) => ({
  model,
  label,
  detail,
  continues: true,
}))

/** Modes that do what a good engine does, fast or slow; all others break something on purpose. */
const HONEST_MODES: ReadonlySet<SimulatorMode> = new Set([
  'normal',
  'reasoning',
  'long-document',
  'flood',
  'slow-start',
])

/** Whether a mode fails on purpose, so that a tester sees that nothing else does. */
export const isFaultMode = (mode: SimulatorMode): boolean => !HONEST_MODES.has(mode)

export interface ModeInfo {
  mode: SimulatorMode
  label: string
  detail: string
  /** Whether it breaks something on purpose. */
  fault: boolean
}

export const SIMULATOR_MODES: readonly ModeInfo[] = (Object.keys(MODES) as SimulatorMode[]).map((mode) => {
  const { label, detail } = MODES[mode]
  return { mode, label, detail, fault: isFaultMode(mode) }
})

export function isSimulatorMode(name: string): name is SimulatorMode {
  return Object.hasOwn(MODES, name)
}

/** Reads a simulator model's name; null when there is no such mode or a parameter is not a number from 0 up. */
export function parseSimulatorModel(
  model: string,
): { mode: SimulatorMode; parameters: SimulatorParameters } | null {
  const [mode = '', query = ''] = model.split('?', 2)
  if (!isSimulatorMode(mode)) return null
  const parameters = modeParameters(mode)
  for (const [key, text] of new URLSearchParams(query)) {
    const value = Number(text)
    if (!Object.hasOwn(DEFAULTS, key) || text.trim() === '' || !Number.isFinite(value) || value < 0)
      return null
    parameters[key as keyof SimulatorParameters] = value
  }
  return { mode, parameters }
}

/** The mode's own numbers. */
export function modeParameters(mode: SimulatorMode): SimulatorParameters {
  const { label: _label, detail: _detail, ...own } = MODES[mode]
  return { ...DEFAULTS, ...own }
}

/** The numbers that are not the mode's own, in the order of the fields. */
export function changedParameters(
  mode: SimulatorMode,
  parameters: SimulatorParameters,
): { field: ParameterField; value: number }[] {
  const own = modeParameters(mode)
  return PARAMETER_FIELDS.flatMap((field) => {
    const value = parameters[field.parameter]
    return value === own[field.parameter] ? [] : [{ field, value }]
  })
}

/** The model's name for a mode with these numbers; what `parseSimulatorModel` reads back. The mode's own are left out. */
export function formatSimulatorModel(mode: SimulatorMode, parameters: SimulatorParameters): string {
  const changed = changedParameters(mode, parameters)
  if (changed.length === 0) return mode
  // Not joined by hand: 1e21 is written "1e+21", and a bare + would be read as a blank.
  const query = new URLSearchParams(
    Object.fromEntries(changed.map(({ field, value }) => [field.parameter, String(value)])),
  )
  return `${mode}?${query.toString()}`
}

/** How many changed numbers are named one by one. */
const NAMED_MAX = 2

/** What is set in a model's name, for people: "rate 1,000, seed 7", "3 numbers set"; empty where nothing is. */
export function parameterWords(model: string): string {
  const parsed = parseSimulatorModel(model)
  const changed = parsed ? changedParameters(parsed.mode, parsed.parameters) : []
  if (changed.length > NAMED_MAX) return `${changed.length} numbers set`
  const words = changed.map(({ field: { label, unit }, value }) => {
    const number = value.toLocaleString('en')
    return `${label.toLowerCase()} ${unit === 'ms' ? `${number} ms` : number}`
  })
  return words.join(', ')
}
