// @vitest-environment node
import { expect, test } from 'vitest'
import type { StatusContext } from '../../../../../src/renderer/state/streams/status-sentence.ts'
import {
  ordinal,
  statusSentence,
  statusWord,
} from '../../../../../src/renderer/state/streams/status-sentence.ts'
import type { StatusFields } from '../../../../../src/shared/stream-event.ts'

const context: StatusContext = {
  model: 'qwen3-8b',
  engine: 'localhost:11434',
  in_line_for: null,
  room_of: null,
  elapsed_ms: 4_200,
  tokens_per_second: null,
  stopping: false,
}

test.each<[StatusFields | null, Partial<StatusContext>, string]>([
  [null, {}, 'Starting · 4.2 s'],
  [{ status: 'waiting', position: 2 }, {}, 'Waiting for another chat · 2nd in line · 4.2 s'],
  [
    { status: 'waiting', position: 2 },
    { in_line_for: 'Qwen3 8B' },
    'Waiting for another chat · 2nd in line for Qwen3 8B · 4.2 s',
  ],
  [
    { status: 'waiting', detail: 'for the previous answer to stop' },
    {},
    'Waiting for the previous answer to stop · 4.2 s',
  ],
  [{ status: 'loading', percent: 62.4 }, { elapsed_ms: 3_000 }, 'Loading qwen3-8b · 62 % · 3.0 s'],
  [{ status: 'thinking' }, {}, 'Thinking · 4.2 s'],
  [{ status: 'thinking', percent: 35 }, {}, 'Reading your prompt · 35 % · 4.2 s'],
  [
    { status: 'thinking', percent: 20, not_sent: 3 },
    {},
    'Reading your prompt · 20 % · 4.2 s · 3 earlier messages not sent',
  ],
  [{ status: 'writing', not_sent: 1 }, {}, 'Writing · 4.2 s · 1 earlier message not sent'],
  [
    { status: 'waiting', position: 1, for_room_of: 'qwen3-8b.gguf' },
    {},
    'Waiting for memory: qwen3-8b.gguf is answering · 4.2 s',
  ],
  [
    { status: 'waiting', position: 1, for_room_of: 'qwen3-8b.gguf' },
    { room_of: 'Qwen3 8B' },
    'Waiting for memory: Qwen3 8B is answering · 4.2 s',
  ],
  [{ status: 'writing' }, { tokens_per_second: 38 }, 'Writing · ≈38 tok/s · 4.2 s'],
  [{ status: 'writing' }, { elapsed_ms: 125_000 }, 'Writing · 2 min 5 s'],
  [{ status: 'stalled', seconds: 8 }, {}, 'No reply from localhost:11434 for 8 s'],
  [{ status: 'writing' }, { stopping: true }, 'Stopping'],
])('%o says what is waited for and for how long', (status, changed, words) => {
  expect(statusSentence(status, { ...context, ...changed })).toBe(words)
})

test('the sidebar has a word for each state', () => {
  const words = (['waiting', 'loading', 'thinking', 'stalled', 'writing'] as const).map((status) =>
    statusWord({ status }),
  )
  expect(words).toEqual(['Waiting', 'Loading', 'Thinking', 'No reply', 'Answering'])
})

test('places in line are counted as people do', () => {
  expect([1, 2, 3, 4, 11, 12, 21, 22].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '21st',
    '22nd',
  ])
})
