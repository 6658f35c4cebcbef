import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChatLines } from '../../../../../src/main/engines/ollama/chat-lines.ts'
import { ChatChunks } from '../../../../../src/main/engines/openai-compatible/chat-chunks.ts'
import type { HttpFailure } from '../../../../../src/main/engines/wire/http-failure.ts'
import { NdjsonLines } from '../../../../../src/main/engines/wire/ndjson-lines.ts'
import type { ByteSource } from '../../../../../src/main/engines/wire/reply-reader.ts'
import { readReplies } from '../../../../../src/main/engines/wire/reply-reader.ts'
import { SseEvents } from '../../../../../src/main/engines/wire/sse-events.ts'
import type { EngineReply } from '../../../../../src/main/ports.ts'
import { splitBytes } from './split-bytes.ts'

const CONTEXT = { label: 'Server at h', model: 'm', missing_model: 'load it', key_given: false }
const LINE = '{"message":{"content":"größe 😀 "}}\n'

/** Bytes, then an end or a failure; remembers what it was told. */
class Source implements ByteSource {
  pieces: Uint8Array[]
  how: HttpFailure | null
  reads = 0
  ends_within: number[] = []
  constructor(pieces: Uint8Array[], how: HttpFailure | null = null) {
    this.pieces = pieces
    this.how = how
  }
  async read() {
    this.reads++
    return this.pieces.shift() ?? this.how
  }
  endWithin(ms: number): void {
    this.ends_within.push(ms)
  }
}

async function read(source: Source, sse = false): Promise<EngineReply[]> {
  const replies: EngineReply[] = []
  const decoder = sse ? new SseEvents() : new NdjsonLines()
  const parser = sse ? new ChatChunks(CONTEXT) : new ChatLines(CONTEXT)
  for await (const reply of readReplies(source, decoder, parser, 'Server at h')) replies.push(reply)
  return replies
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textIn = (replies: EngineReply[]): string =>
  replies.map((reply) => (reply.type === 'text' ? reply.content : '')).join('')
const lastOf = (replies: EngineReply[]): string => {
  const last = replies.at(-1)
  return last?.type === 'failed' ? last.error.error_type : (last?.type ?? 'nothing')
}

describe('reading an answer', () => {
  test('a body cut at any byte keeps the text before the cut and is cut off', async () => {
    const whole = bytes(LINE.repeat(4))
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length }),
        fc.array(fc.nat({ max: whole.length })),
        async (end, cuts) => {
          const replies = await read(new Source(splitBytes(whole.subarray(0, end), cuts)))
          const lines = Math.floor((end + 1) / (whole.length / 4))
          expect(textIn(replies)).toBe('größe 😀 '.repeat(lines))
          expect(lastOf(replies)).toBe('cut_off')
          expect(replies.filter(({ type }) => type === 'failed' || type === 'finish')).toHaveLength(1)
        },
      ),
    )
  })

  test('two unreadable lines are skipped, a third ends it', async () => {
    const bad = 'half a li\n'
    const done = '{"done":true}\n'
    expect(lastOf(await read(new Source([bytes(bad + LINE + bad + LINE + done)])))).toBe('finish')
    const replies = await read(new Source([bytes(bad + LINE + bad + LINE + bad + LINE + done)]))
    expect(lastOf(replies)).toBe('bad_reply')
    expect(textIn(replies)).toBe('größe 😀 '.repeat(2))
    const cut = await read(new Source([bytes(bad + bad + LINE + '{"message":{"cont')]))
    expect([textIn(cut), lastOf(cut)]).toEqual(['größe 😀 ', 'cut_off'])
  })

  test('text held back in case it became a tag comes out before any failure', async () => {
    const held = bytes('{"message":{"content":"<thi"}}\n')
    for (const how of [null, { failure: 'closed', detail: '' } as const]) {
      const replies = await read(new Source([held], how))
      expect([textIn(replies), lastOf(replies)]).toEqual(['<thi', 'cut_off'])
    }
    const tooMuch = await read(new Source([held], { failure: 'too_large', detail: '' }))
    expect([textIn(tooMuch), lastOf(tooMuch)]).toEqual(['<thi', 'too_long'])
  })

  test('an aborted run just ends', async () => {
    const replies = await read(new Source([bytes(LINE)], { failure: 'aborted', detail: '' }))
    expect(lastOf(replies)).toBe('text')
  })

  test('nothing is read after the end, and nothing after it is told', async () => {
    const source = new Source([bytes(`{"done":true}\n${LINE}`), bytes(LINE)])
    expect((await read(source)).map(({ type }) => type)).toEqual(['finish'])
    expect(source.reads).toBe(1)
  })

  test('an answer with its finish_reason is complete without [DONE], and the wait for more is short', async () => {
    const source = new Source([
      bytes('data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}\n\n'),
    ])
    const replies = await read(source, true)
    expect([textIn(replies), lastOf(replies)]).toEqual(['a', 'finish'])
    expect(source.ends_within).toEqual([1_000])
    const cut = new Source([bytes('data: {"choices":[{"delta":{"content":"a"}}]}\n\n')])
    expect(lastOf(await read(cut, true))).toBe('cut_off')
  })

  test('is pulled: bytes are read only when a reply is wanted', async () => {
    const source = new Source([bytes(LINE), bytes(LINE), bytes(LINE)])
    const replies = readReplies(source, new NdjsonLines(), new ChatLines(CONTEXT), 'x')
    await replies.next()
    await new Promise((resolve) => setImmediate(resolve))
    expect(source.reads).toBe(1)
    await replies.return()
  })
})
