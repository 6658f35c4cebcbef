import { availableParallelism, loadavg } from 'node:os'
import type { Figure, Measure, Table } from './figure.ts'

/** Where and when a run was made: figures without it say nothing. */
export interface Machine {
  cores: number
  platform: string
  node: string
  /** What stands in for Electron's executable in the figures of the app: 'electron' or 'chromium'. */
  host: string
  /** Averages over the last minute. */
  load_before: number
  load_after: number
}

export interface Report {
  ok: boolean
  quick: boolean
  made_at: string
  seconds: number
  machine: Machine
  figures: (Figure & { measures: (Measure & { ratio?: number })[] })[]
  /** Measurements that broke off. */
  failures: string[]
}

export const load = (): number => loadavg()[0] ?? 0

export function describeMachine(host: string, load_before: number): Machine {
  const platform = `${process.platform} ${process.arch}`
  const node = process.versions.node
  return { cores: availableParallelism(), platform, node, host, load_before, load_after: load() }
}

/** Every limit beside how far the value is from it; `ok` when nothing broke off and all that must be 0 is. */
export function reportOf(figures: readonly Figure[], rest: Omit<Report, 'ok' | 'figures'>): Report {
  const broken = figures.flatMap(({ measures }) => measures).filter(isBroken)
  return {
    ok: rest.failures.length === 0 && broken.length === 0 && figures.length > 0,
    ...rest,
    figures: figures.map((figure) => ({
      ...figure,
      measures: figure.measures.map((measure) =>
        measure.limit === undefined ? measure : { ...measure, ratio: measure.value / measure.limit },
      ),
    })),
  }
}

export const machineLine = ({ cores, platform, node, host, load_before, load_after }: Machine): string =>
  `${platform}, ${cores} cores, Node ${node}, host ${host}, load ${load_before.toFixed(1)} before and ${load_after.toFixed(1)} after`

const isBroken = ({ must_be_zero, value }: Measure): boolean => must_be_zero === true && value !== 0

const HEADER = ['measured', 'value', 'limit', 'of the limit']

function cells(measure: Measure): string[] {
  const { what, value, unit, limit, must_be_zero } = measure
  if (must_be_zero) return [what, quantity(value, unit), '0', value === 0 ? 'holds' : 'BROKEN']
  if (limit === undefined) return [what, quantity(value, unit), '', '']
  return [what, quantity(value, unit), quantity(limit, unit), `${amount(value / limit)}x`]
}

function quantity(value: number, unit: Measure['unit']): string {
  if (unit === '' || unit === 'x' || unit === '/s') return `${amount(value)}${unit}`
  return `${amount(value)} ${unit}`
}

/** Three digits that mean something; counts as they are. */
function amount(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en')
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(value < 0.1 ? 1 : 2 + Number(value >= 10))
}

const WIDTHS = [58, 12, 10, 12]

/** One figure for the terminal. */
export function figureText({ title, n, measures, table }: Figure): string {
  const line = ([what = '', ...numbers]: string[]): string =>
    `  ${what.padEnd(WIDTHS[0] ?? 0)}${numbers.map((text, i) => text.padStart(WIDTHS[i + 1] ?? 0)).join('  ')}`
  return [
    `\n${title} (n = ${n.toLocaleString('en')})`,
    ...measures.map((one) => line(cells(one)).trimEnd()),
    ...(table ? ['', ...tableLines(table)] : []),
  ].join('\n')
}

function tableLines({ head, rows }: Table): string[] {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length)))
  return [head, ...rows].map((row) => {
    const [name = '', ...others] = row
    const padded = others.map((text, i) => text.padStart(widths[i + 1] ?? 0))
    return `  ${[name.padEnd(widths[0] ?? 0), ...padded].join('  ')}`.trimEnd()
  })
}

export const headText = (): string =>
  `  ${(HEADER[0] ?? '').padEnd(WIDTHS[0] ?? 0)}${HEADER.slice(1)
    .map((text, i) => text.padStart(WIDTHS[i + 1] ?? 0))
    .join('  ')}`

export function footText({ ok, figures, failures, seconds, machine }: Report): string {
  const broken = figures.flatMap(({ title, measures }) =>
    measures.filter(isBroken).map(({ what, value }) => `BROKEN: ${title}: ${what} is ${value} and must be 0`),
  )
  const verdict = ok ? 'Everything that must be 0 is 0.' : [...broken, ...failures].join('\n')
  return `\n${verdict}\n${seconds.toFixed(0)} s on ${machineLine(machine)}`
}

/** The figures for docs/performance.md. */
export function figuresMarkdown({ figures, machine, made_at, quick }: Report): string {
  const tables = figures.map(({ title, n, measures, table }) =>
    [
      `### ${title}`,
      '',
      `n = ${n.toLocaleString('en')}`,
      ...(measures.length > 0 ? ['', ...markdownRows({ head: HEADER, rows: measures.map(cells) })] : []),
      ...(table ? ['', ...markdownRows(table)] : []),
    ].join('\n'),
  )
  const kind = quick ? ' A smoke run (`--quick`): few samples.' : ''
  return [`Made on ${made_at.slice(0, 10)}: ${machineLine(machine)}.${kind}`, ...tables].join('\n\n')
}

function markdownRows({ head, rows }: Table): string[] {
  const row = (cells: string[]): string => `| ${cells.join(' | ')} |`
  return [row(head), `|---|${'---:|'.repeat(head.length - 1)}`, ...rows.map(row)]
}
