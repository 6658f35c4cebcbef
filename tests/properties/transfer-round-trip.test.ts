import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatHeader, ChatMessage } from '../../src/shared/chat-record.ts'
import type { ConnectionId, MessageId, SessionId, StreamId } from '../../src/shared/ids.ts'
import { ERROR_TYPES } from '../../src/shared/stream-end.ts'
import type { StreamEnd } from '../../src/shared/stream-end.ts'
import { tempFolder } from '../unit/main/store/temp-store.ts'
import { directChats } from '../unit/main/transfer/direct-chats.ts'
import type { Chat } from '../unit/main/transfer/sample-chats.ts'
import { exported, imported } from '../unit/main/transfer/transfer-files.ts'

const RUNS = Number(process.env['SLUICE_RUNS'] ?? 300)

/** Any UTF-16 at all, half pairs and NUL among it, and what files are made of. */
const anyText = fc.oneof(
  fc.array(fc.nat(0xffff), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    '水门 “quoted” \\ \n\r\n\t\u2028',
    '\ud83d',
    '\udc00x',
    '👩‍👩‍👧',
    '"messages":[',
    '}]}',
    '\0',
    '{"sessions":[',
  ),
)
const moment = fc.oneof(fc.nat(), fc.constantFrom(0, 8.64e15))
const model = fc.record({ connection_id: fc.uuid().map((id) => id as ConnectionId), model: anyText })
const timings = fc.record({
  first_token_ms: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
  total_ms: fc.double({ min: 0, max: 1e9, noNaN: true }),
  tokens: fc.nat(),
})
const usage = fc.record(
  { prompt_tokens: fc.nat(), kept_tokens: fc.nat(), completion_tokens: fc.nat() },
  { requiredKeys: [] },
)
const ends: fc.Arbitrary<StreamEnd> = fc.oneof(
  fc.record(
    {
      reason: fc.constant('success' as const),
      finish: fc.constantFrom('stop' as const, 'length', 'filter'),
      usage,
      timings,
    },
    { requiredKeys: ['reason', 'timings'] },
  ),
  fc.record({ timings, reason: fc.constantFrom('stopped' as const, 'superseded', 'interrupted') }),
  fc.record({
    reason: fc.constant('error' as const),
    error: fc.record({
      content: anyText,
      error_type: fc.constantFrom(...ERROR_TYPES),
      retryable: fc.boolean(),
    }),
    timings,
  }),
)
const parts = fc.array(
  fc.record({ channel: fc.constantFrom('answer' as const, 'reasoning'), text: anyText }),
  {
    maxLength: 4,
  },
)

/** A message below any that came before it in its chat, or at the top. */
const limb = fc.record({
  below: fc.nat(),
  answer: fc.boolean(),
  id: fc.uuid(),
  stream: fc.option(fc.uuid()),
  created_at: moment,
  model: fc.option(model),
  end: ends,
  parts,
})

function grown(limbs: (typeof limb extends fc.Arbitrary<infer Limb> ? Limb : never)[]): ChatMessage[] {
  const messages: ChatMessage[] = []
  for (const { below, answer, id, stream, created_at, model: by, end, parts: written } of limbs) {
    const above = messages.length === 0 ? undefined : messages[below % (messages.length + 1)]
    messages.push({
      message_id: id as MessageId,
      parent_id: above?.message_id ?? null,
      role: answer ? 'assistant' : 'user',
      created_at,
      model: answer ? by : null,
      stream_id: answer ? (stream as StreamId | null) : null,
      end: answer ? end : null,
      parts: written,
    })
  }
  return messages
}

const header = fc.record({
  session_id: fc.uuid().map((id) => id as SessionId),
  title: anyText,
  created_at: moment,
  updated_at: moment,
  pinned: fc.boolean(),
  archived: fc.boolean(),
  model: fc.option(model),
  system_prompt: anyText,
  parameters: fc.record(
    {
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      top_p: fc.constant(0.05),
      max_tokens: fc.constant(7),
      seed: fc.nat({ max: 2 ** 31 - 1 }),
      top_k: fc.nat({ max: 1_000 }),
      min_p: fc.double({ min: 0, max: 1, noNaN: true }),
      repeat_penalty: fc.constant(1.1),
      stop: fc.array(
        anyText.filter((text) => text !== ''),
        { maxLength: 3 },
      ),
      context_size: fc.integer({ min: 256, max: 1_048_576 }),
      gpu_layers: fc.nat({ max: 1_000 }),
    },
    { requiredKeys: [] },
  ),
  draft: fc.option(anyText),
  queue: fc.array(fc.record({ queue_id: fc.uuid(), text: anyText, created_at: moment }), { maxLength: 3 }),
})
const chats: fc.Arbitrary<Chat[]> = fc.array(
  fc
    .record({ header, limbs: fc.array(limb, { maxLength: 8 }), leaf: fc.nat() })
    .map(({ header: head, limbs, leaf }) => {
      const messages = grown(limbs)
      const leaf_id = messages[leaf % (messages.length + 1)]?.message_id ?? null
      return { header: { ...head, leaf_id } satisfies ChatHeader, messages }
    }),
  { maxLength: 4 },
)

test(
  `chats exported, imported into an empty database and exported again give the same bytes (${RUNS} random libraries, both formats)`,
  { timeout: 60_000 + RUNS * 100 },
  async () => {
    const folder = tempFolder()
    const met = { chats: 0, messages: 0, siblings: 0, halves: 0, queued: 0 }
    await fc.assert(
      fc.asyncProperty(chats, fc.constantFrom('json' as const, 'ndjson'), async (library, format) => {
        const [first, second] = [await directChats(), await directChats()]
        first.put(...library)
        const file = await exported(first, folder, format)
        const { counts } = await imported(second, folder, file)
        expect(counts).toEqual({ imported: library.length, copied: 0, skipped: 0 })
        expect(await exported(second, folder, format)).toBe(file)
        expect(second.rows()).toEqual(first.rows())
        const again = await imported(second, folder, file)
        expect(again.counts).toEqual({ imported: 0, copied: 0, skipped: library.length })
        met.chats += library.length
        for (const { header: head, messages } of library) {
          met.messages += messages.length
          met.queued += head.queue.length
          met.siblings += messages.length - new Set(messages.map((message) => message.parent_id)).size
          met.halves += messages.filter((message) =>
            message.parts.some((part) => !part.text.isWellFormed()),
          ).length
        }
        first.db.close()
        second.db.close()
      }),
      { numRuns: RUNS },
    )
    console.log(`${RUNS} libraries: ${JSON.stringify(met)}`)
    expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([])
  },
)
