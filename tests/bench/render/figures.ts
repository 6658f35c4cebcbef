import type { Figure, Measure, Table } from '../figure.ts'
import type { Drawn } from './page/measured.ts'
import type { Samples } from './samples.ts'
import type { Contestant, Goals, Scenario } from './scenarios.ts'
import { CONTESTANTS, FLOOR, SLUICE } from './scenarios.ts'

const FRAME_MS = 1_000 / 60
const LONG_TASK_MS = 50
const DROPPED_PERCENT = 1
const EXPONENT = 0.25
const GROWTH = ['mixed-2k', 'mixed-10k', 'mixed-40k']

/** One scenario: Sluice's share of what the others cost beside the goals, and a table of what all of them cost. */
export function figureOf(scenario: Scenario, samples: Samples): Figure {
  const { id, title, plan } = scenario
  const rate = `${plan.rate.toLocaleString('en')} tokens/s`
  const present = CONTESTANTS.filter((one) => samples.count(id, one) > 0)
  const shared = {
    id: `render-${id}`,
    title: `${title}, at ${rate}`,
    n: Math.min(...present.map((one) => samples.count(id, one))),
  }
  const measured = scenario.stop_after_ms === undefined ? wholeAnswer : stopClick
  return { ...shared, ...measured(scenario, samples, present) }
}

type Measured = Pick<Figure, 'measures' | 'table'>

function wholeAnswer(scenario: Scenario, samples: Samples, present: readonly Contestant[]): Measured {
  const { id, goals, update_goals } = scenario
  const cpu = (one: Contestant): number => samples.median(id, one, 'cpu_ms')
  const update = (one: Contestant): number => samples.perUpdate_ms(id, one)
  return {
    measures: [
      ...shares('CPU time', present, cpu, goals),
      ...(update_goals ? shares('CPU time of an update', present, update, update_goals) : []),
      ...(present.includes(SLUICE) ? smoothness(id, samples) : []),
      ...sameDrawn(id, samples, present),
    ],
    table: tableOf(scenario, samples, present),
  }
}

function stopClick({ id, goals }: Scenario, samples: Samples, present: readonly Contestant[]): Measured {
  const stop = (one: Contestant): number => samples.stop_ms(id, one)
  const both = present.includes(SLUICE) && present.includes(FLOOR)
  const later: Measure[] = both
    ? [
        {
          what: `Sluice later than ${FLOOR}`,
          unit: 'frames',
          value: Math.max(0, stop(SLUICE) - stop(FLOOR)) / FRAME_MS,
          limit: 1,
        },
      ]
    : []
  return {
    measures: [...later, ...shares('time to the last change', present, stop, goals)],
    table: {
      head: ['', 'to the last change, p50'],
      rows: present.map((one) => [one, `${digits(stop(one))} ms`]),
    },
  }
}

function shares(
  what: string,
  present: readonly Contestant[],
  of: (one: Contestant) => number,
  goals: Goals,
): Measure[] {
  if (!present.includes(SLUICE)) return []
  return present
    .filter((one) => one !== SLUICE)
    .map((one) => ({
      what: `${what}, Sluice to ${one}`,
      unit: 'x',
      value: of(SLUICE) / of(one),
      ...(goals[one] !== undefined && { limit: goals[one] }),
    }))
}

function smoothness(id: string, samples: Samples): Measure[] {
  return [
    {
      what: 'longest task over 50 ms, Sluice',
      unit: 'ms',
      value: samples.most(id, SLUICE, 'longest_ms'),
      limit: LONG_TASK_MS,
    },
    {
      what: 'frames dropped of a hundred, Sluice',
      unit: '',
      value: samples.median(id, SLUICE, 'dropped') * 100,
      limit: DROPPED_PERCENT,
    },
  ]
}

const COUNTED = ['h2', 'pre', 'table', 'li', 'characters'] as const

/** Who leaves things out is quick: what Sluice draws must be what react-markdown draws. */
function sameDrawn(id: string, samples: Samples, present: readonly Contestant[]): Measure[] {
  const [ours, theirs] = [samples.drawn(id, SLUICE), samples.drawn(id, 'react-markdown')]
  if (!ours || !theirs || !present.includes(SLUICE)) return []
  const wrong = COUNTED.reduce((sum, what) => sum + Math.abs(ours[what] - theirs[what]), 0)
  const what = 'elements and characters too few or too many, Sluice'
  return [{ what, unit: '', value: wrong, must_be_zero: true }]
}

function tableOf({ id, plan }: Scenario, samples: Samples, present: readonly Contestant[]): Table {
  return {
    head: [
      '',
      'CPU',
      'updates',
      'CPU of an update',
      'longest task',
      'dropped',
      'heap',
      ...(plan.history > 0 ? ['messages drawn in'] : []),
      'h2/pre/table/li',
      'characters',
      'colours',
    ],
    rows: present.map((one) => {
      const longest_ms = samples.most(id, one, 'longest_ms')
      const drawn = samples.drawn(id, one)
      return [
        one,
        `${digits(samples.median(id, one, 'cpu_ms'))} ms`,
        digits(samples.median(id, one, 'updates')),
        `${digits(samples.perUpdate_ms(id, one))} ms`,
        longest_ms === 0 ? '≤ 50 ms' : `${digits(longest_ms)} ms`,
        `${digits(samples.median(id, one, 'dropped') * 100)} %`,
        `${digits(samples.median(id, one, 'heap_mib'))} MiB`,
        ...(plan.history > 0 ? [`${digits(samples.median(id, one, 'mount_ms'))} ms`] : []),
        ...(drawn ? drawnCells(one, drawn, samples.drawn(id, 'react-markdown')) : []),
      ]
    }),
  }
}

/** Marked where it is not what react-markdown drew: such a row is not comparable. */
function drawnCells(one: Contestant, drawn: Drawn, wanted: Drawn | undefined): string[] {
  const { h2, pre, table, li, characters, colours } = drawn
  const differs = wanted !== undefined && COUNTED.some((what) => drawn[what] !== wanted[what])
  const note = one !== FLOOR && differs ? ' (differs)' : ''
  return [
    `${[h2, pre, table, li].join('/')}${note}`,
    characters.toLocaleString('en'),
    colours.toLocaleString('en'),
  ]
}

/** How the cost grows with the length of the answer: the k of tokens^k from the shortest to the longest. Null without both. */
export function growthOf(samples: Samples): Figure | null {
  const present = CONTESTANTS.filter((one) => GROWTH.every((id) => samples.count(id, one) > 0))
  if (present.length === 0) return null
  const [short = '', long = ''] = [GROWTH[0], GROWTH.at(-1)]
  const exponent = (of: (id: string) => number): number => Math.log(of(long) / of(short)) / Math.log(20)
  const update = (one: Contestant) => exponent((id) => samples.perUpdate_ms(id, one))
  const total = (one: Contestant) => exponent((id) => samples.median(id, one, 'cpu_ms'))
  const each = (of: (id: string) => number): string => GROWTH.map((id) => digits(of(id))).join(' / ')
  return {
    id: 'render-growth',
    title: 'Growth of the cost from 2,000 to 40,000 tokens, as the exponent of the length',
    n: Math.min(...present.flatMap((one) => GROWTH.map((id) => samples.count(id, one)))),
    measures: present.includes(SLUICE)
      ? [{ what: 'CPU time of an update, Sluice', unit: '', value: update(SLUICE), limit: EXPONENT }]
      : [],
    table: {
      head: [
        '',
        'exponent, an update',
        'CPU of an update at 2k / 10k / 40k',
        'exponent, in all',
        'CPU in all',
      ],
      rows: present.map((one) => [
        one,
        update(one).toFixed(2),
        `${each((id) => samples.perUpdate_ms(id, one))} ms`,
        total(one).toFixed(2),
        `${each((id) => samples.median(id, one, 'cpu_ms'))} ms`,
      ]),
    },
  }
}

function digits(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 0 : 1)
}
