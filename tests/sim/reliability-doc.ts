import type { FaultRow } from '../faults/fault-matrix.ts'
import type { TestFigure } from '../support/figure-file.ts'
import type { SimFinding, SimRun } from './sim-figures.ts'

/** What the runs left behind; null for one that was not made. */
export interface Reliability {
  simulation: (SimRun & { steps_a_seed: number }) | null
  bugs: SimFinding[] | null
  out_of_reach: Record<string, string>
  faults: TestFigure[] | null
  matrix: readonly FaultRow[]
}

const NOT_RUN = 'Not run.'
const number = (value: number): string => value.toLocaleString('en')

/** The figures of docs/reliability.md, from the last runs. */
export function reliabilityMarkdown({ simulation, bugs, out_of_reach, faults, matrix }: Reliability): string {
  return [
    '## Simulated lives',
    simulation ? simulated(simulation) : NOT_RUN,
    '## Bugs planted and found',
    bugs ? planted(bugs) : NOT_RUN,
    '### Out of its reach',
    'The simulation does not find these; the claims do (`tests/properties/planted-bugs.test.ts`).',
    table(['bug', 'why'], Object.entries(out_of_reach)),
    '## Faults',
    faults
      ? `${faults.filter(({ file }) => file.startsWith('faults/')).length} tests with real processes, sockets and disks, and those of the units and of the built app that the rows name.`
      : 'The tests behind these rows were not run for this page.',
    table(
      ['#', 'what goes wrong', 'what comes of it', 'shown by', 'last run'],
      matrix.map((one, index) => faultCells(one, index, faults)),
    ),
  ].join('\n\n')
}

function simulated({
  seeds,
  steps,
  steps_a_seed,
  cpu_ms,
  met,
  failed,
}: SimRun & { steps_a_seed: number }): string {
  const rate = Math.round(steps / (cpu_ms / 1_000))
  const rows = Object.entries(met)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => [what, number(times)])
  return [
    `${number(seeds)} seeds of ${steps_a_seed} steps: ${number(steps)} steps, ${number(rate)} a second of one processor. ` +
      (failed === null ? 'Every promise was kept.' : `**Seed ${failed} breaks one.**`),
    'What came up in them:',
    table(['what', 'how often'], rows),
  ].join('\n\n')
}

function planted(bugs: readonly SimFinding[]): string {
  const found = bugs.filter(({ seed }) => seed !== null)
  const rows = bugs.map(({ bug, seed, broken }) => [
    bug,
    seed === null ? 'not found' : number(seed),
    broken.split(':')[0] ?? '',
  ])
  return [`${found.length} of ${bugs.length} found.`, table(['bug', 'by seed', 'promise'], rows)].join('\n\n')
}

function faultCells(
  { fault, outcome, shown_by, open }: FaultRow,
  index: number,
  faults: TestFigure[] | null,
): string[] {
  const files = [...new Set(shown_by.map((named) => `\`tests/${named.split(': ')[0]}\``))]
  return [String(index + 1), fault, outcome, open ?? files.join(', '), lastRun(shown_by, faults)]
}

/** A title as it stands in its file, where the cases of a table have their names in it. */
function asRun(title: string): RegExp {
  const plain_title = title.replaceAll("'", '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(plain_title.replaceAll('%s', '.*'))
}

/** How the tests of a row went, and what they printed. */
function lastRun(shown_by: readonly string[], faults: TestFigure[] | null): string {
  const own = (faults ?? []).filter(({ file, title }) =>
    shown_by.some((named) => {
      const [path, ...rest] = named.split(': ')
      return path === file && asRun(rest.join(': ')).test(title)
    }),
  )
  if (own.length === 0)
    return faults && shown_by.length > 0 ? 'not run for this page; `npm test` runs it' : ''
  const count = (wanted: string): number => own.filter(({ state }) => state === wanted).length
  const states = [
    count('failed') > 0 && `**${count('failed')} failed**`,
    count('passed') > 0 && `${count('passed')} passed`,
    count('skipped') > 0 && `${count('skipped')} cannot be run on this computer`,
  ]
  return [states.filter(Boolean).join(', '), ...own.flatMap(({ figures }) => figures)].join('; ')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Fit for a cell, and nothing in it a link. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('[', '(').replaceAll(']', ')')
}
