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
}))

export function isSimulatorMode(name: string): name is SimulatorMode {
  return Object.hasOwn(MODES, name)
}

/** Reads a simulator model's name; null when there is no such mode or a parameter is not a number from 0 up. */
export function parseSimulatorModel(
  model: string,
): { mode: SimulatorMode; parameters: SimulatorParameters } | null {
  const [mode = '', query = ''] = model.split('?', 2)
  if (!isSimulatorMode(mode)) return null
  const { label: _label, detail: _detail, ...own } = MODES[mode]
  const parameters = { ...DEFAULTS, ...own }
  for (const [key, text] of new URLSearchParams(query)) {
    const value = Number(text)
    if (!Object.hasOwn(DEFAULTS, key) || text.trim() === '' || !Number.isFinite(value) || value < 0)
      return null
    parameters[key as keyof SimulatorParameters] = value
  }
  return { mode, parameters }
}
