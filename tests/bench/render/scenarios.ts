import type { RunPlan } from './page/measured.ts'

/** The one all are compared with, the floor, and those whose place it takes. */
export const SLUICE = 'Sluice'
export const FLOOR = 'plain text'
export const CONTESTANTS = [FLOOR, SLUICE, 'react-markdown', 'streamdown', 'useChat'] as const

export type Contestant = (typeof CONTESTANTS)[number]

/** The most that Sluice should cost of what another one costs. */
export type Goals = Partial<Record<Contestant, number>>

export interface Scenario {
  id: string
  title: string
  plan: Omit<RunPlan, 'contestant'>
  /** A click on Stop after so many milliseconds, instead of the whole answer. */
  stop_after_ms?: number
  /** Of the CPU time of the whole answer; of a click on Stop, of the time to the last change. */
  goals: Goals
  /** Of the CPU time of one update. */
  update_goals?: Goals
  /** Rounds at most: long runs need fewer. */
  rounds: number
}

const FAST = { rate: 2_000, prefill: 0, history: 0 }
const mixed = (tokens: number): Scenario['plan'] => ({ document: 'mixed', tokens, ...FAST })

/** Sooner than each of them; how much sooner has an end at the next paint, which plain text waits for, too. */
const NOT_LATER: Goals = { 'react-markdown': 1, streamdown: 1, useChat: 1 }

/** What "2.8 times less" is as a share. */
const times = (less: number): number => 1 / less

export const SCENARIOS: Scenario[] = [
  { id: 'mixed-2k', title: 'Mixed answer of 2,000 tokens', plan: mixed(2_000), goals: {}, rounds: 5 },
  {
    id: 'mixed-10k',
    title: 'Mixed answer of 10,000 tokens',
    plan: mixed(10_000),
    goals: {
      [FLOOR]: 1.6,
      'react-markdown': times(2.8),
      streamdown: times(1.5),
      useChat: times(2.3),
    },
    rounds: 5,
  },
  {
    id: 'mixed-40k',
    title: 'Mixed answer of 40,000 tokens',
    plan: mixed(40_000),
    goals: { [FLOOR]: 1.25, 'react-markdown': times(2.2), streamdown: times(1.8), useChat: times(2.1) },
    // Who cannot follow draws fewer updates: their cost in all hides that, the cost of one does not.
    update_goals: { 'react-markdown': times(8), streamdown: 1, useChat: times(8) },
    rounds: 1,
  },
  {
    id: 'list-10k',
    title: 'One list of 10,000 tokens that never closes',
    plan: { document: 'list', tokens: 10_000, ...FAST },
    goals: { [FLOOR]: 1.5, 'react-markdown': times(2.8) },
    rounds: 3,
  },
  {
    id: 'paragraph-10k',
    title: 'One paragraph of 10,000 tokens that never closes',
    plan: { document: 'paragraph', tokens: 10_000, ...FAST },
    goals: { [FLOOR]: 0.8 },
    rounds: 3,
  },
  {
    id: 'code-10k',
    title: 'One block of code of 10,000 tokens',
    plan: { document: 'code', tokens: 10_000, ...FAST },
    goals: { [FLOOR]: 1.2, 'react-markdown': times(2.8), streamdown: times(2.6), useChat: times(2.8) },
    rounds: 3,
  },
  {
    id: 'steady-10k',
    title: '300 tokens at 100 tokens/s, behind 10,000',
    plan: { document: 'mixed', tokens: 10_300, rate: 100, prefill: 10_000, history: 0 },
    goals: { [FLOOR]: 1.25, 'react-markdown': times(4.5), streamdown: times(2), useChat: times(4.5) },
    rounds: 2,
  },
  {
    id: 'conversation',
    title: 'Mixed answer of 4,000 tokens below 500 messages',
    plan: { document: 'mixed', tokens: 4_000, rate: 2_000, prefill: 0, history: 500 },
    goals: { [FLOOR]: 1.2, 'react-markdown': times(2.5), streamdown: times(2.2), useChat: times(2.4) },
    rounds: 3,
  },
  {
    id: 'stop-10k',
    title: 'Stop click to last change, 4,000 tokens into an answer',
    plan: mixed(10_000),
    stop_after_ms: 2_000,
    goals: NOT_LATER,
    rounds: 5,
  },
  {
    id: 'stop-conversation',
    title: 'Stop click to last change, 3,000 tokens into an answer below 500 messages',
    plan: { document: 'mixed', tokens: 6_000, rate: 2_000, prefill: 0, history: 500 },
    stop_after_ms: 1_500,
    goals: NOT_LATER,
    rounds: 3,
  },
]

/** A smoke run: something of each kind. */
export const QUICK_SCENARIOS: Scenario[] = SCENARIOS.filter(({ id }) =>
  ['mixed-2k', 'stop-10k'].includes(id),
).map((scenario) => ({
  ...scenario,
  rounds: 1,
  ...(scenario.stop_after_ms !== undefined && { stop_after_ms: 600 }),
}))
