/** What a tester sends by one click: prompts in plain words, at their time, into one chat or into several. */
export type Provocation = 'one' | 'two' | 'five' | 'then_stop' | 'three_chats'

export interface ProvocationPlan {
  provocation: Provocation
  label: string
  /** null: the chat on screen. Otherwise so many new ones. */
  new_chats: number | null
  /** `chat`: which of the new chats, from 0. `at_ms`: from the first one. */
  prompts: { at_ms: number; chat: number; words: string }[]
  /** When the answer is stopped, if it still runs; null: never. */
  stop_at_ms: number | null
  /** Afterwards, in words. */
  sent: string
}

const GAP_MS = 50
const STOP_MS = 1_000

function apart(count: number): ProvocationPlan['prompts'] {
  return Array.from({ length: count }, (_, index) => ({
    at_ms: index * GAP_MS,
    chat: 0,
    words: `number ${index + 1} of ${count}, ${GAP_MS} ms apart.`,
  }))
}

export const PROVOCATIONS: readonly ProvocationPlan[] = [
  {
    provocation: 'one',
    label: 'Send one',
    new_chats: null,
    prompts: [{ at_ms: 0, chat: 0, words: 'one prompt, to be answered to its end.' }],
    stop_at_ms: null,
    sent: 'Sent one prompt.',
  },
  {
    provocation: 'then_stop',
    label: 'Send, then stop after 1 s',
    new_chats: null,
    prompts: [{ at_ms: 0, chat: 0, words: 'to be stopped after 1 s.' }],
    stop_at_ms: STOP_MS,
    sent: 'Sent one prompt and stopped it after 1 s.',
  },
  {
    provocation: 'two',
    label: `Send two, ${GAP_MS} ms apart`,
    new_chats: null,
    prompts: apart(2),
    stop_at_ms: null,
    sent: 'Sent two prompts; the second one is to be answered.',
  },
  {
    provocation: 'five',
    label: `Send five, ${GAP_MS} ms apart`,
    new_chats: null,
    prompts: apart(5),
    stop_at_ms: null,
    sent: 'Sent five prompts; the fifth one is to be answered.',
  },
  {
    provocation: 'three_chats',
    label: 'Send in three chats',
    new_chats: 3,
    prompts: [0, 1, 2].map((chat) => ({ at_ms: 0, chat, words: `chat ${chat + 1} of three at once.` })),
    stop_at_ms: null,
    sent: 'Sent one prompt in each of three new chats.',
  },
]

/** A series of test prompts that is being sent, or was sent last. */
export interface Series {
  provocation: Provocation
  running: boolean
  /** Prompts that main took. */
  sent: number
  /** Why the rest was not sent; null otherwise. */
  refused: string | null
  /** Ended before its end, by a person. */
  ended: boolean
  /** When the stop was due, nothing of it ran any more. */
  nothing_to_stop: boolean
}

/** How a series stands, in a sentence; empty before the first one. */
export function seriesSentence(series: Series | null): string {
  const plan = PROVOCATIONS.find((one) => one.provocation === series?.provocation)
  if (!series || !plan) return ''
  if (series.refused !== null) return series.refused
  const of = plan.prompts.length
  if (series.ended) return `Ended after ${series.sent} of ${of}.`
  if (series.nothing_to_stop) return 'Sent one prompt. After 1 s it ran no more, so nothing was stopped.'
  if (!series.running) return plan.sent
  return series.sent < of ? `Sending ${series.sent + 1} of ${of}…` : 'Sent; stopping it after 1 s…'
}
