import type { Figures, ScenarioVerdict, Verdict } from '../../shared/stability.ts'

const HEADER = [
  'scenario',
  'verdict',
  'stop ms p50',
  'max',
  'first ms p50',
  'max',
  'chances',
  'overlap',
  'stale',
  'leaks',
]

const cell = (value: number | null): string => (value === null ? '–' : String(value))
const pair = ({ p50, max }: Figures): string[] => [cell(p50), cell(max)]

function row(verdict: ScenarioVerdict): string[] {
  const { name, ok, stop_ms, first_token_ms, opportunities, overlap, stale, leaks } = verdict
  const counts = [opportunities, overlap ?? 'n/a', stale, leaks].map(String)
  return [name, ok ? 'holds' : 'BROKEN', ...pair(stop_ms), ...pair(first_token_ms), ...counts]
}

const WIDTHS = HEADER.map((title, column) => Math.max(title.length, column === 0 ? 18 : 7))

function line(cells: string[]): string {
  return cells
    .map((text, i) => (i < 2 ? text.padEnd(WIDTHS[i] ?? 0) : text.padStart(WIDTHS[i] ?? 0)))
    .join('  ')
}

export const tableHead = (): string =>
  `${line(HEADER)}\n${WIDTHS.map((width) => '-'.repeat(width)).join('  ')}`

/** One line for a scenario, and one for each of its problems. */
export function tableRow(verdict: ScenarioVerdict): string {
  return [line(row(verdict)), ...verdict.problems.slice(0, 8).map((problem) => `    ${problem}`)].join('\n')
}

export function tableFoot({ ok, scenarios }: Pick<Verdict, 'ok' | 'scenarios'>, seconds: number): string {
  const held = scenarios.filter((scenario) => scenario.ok).length
  const sentence = ok
    ? 'Stop stops, resend does not mix, nothing is left behind.'
    : 'The promise is BROKEN: see the lines above.'
  return `\n${held} of ${scenarios.length} scenarios hold, in ${seconds.toFixed(0)} s. ${sentence}`
}
