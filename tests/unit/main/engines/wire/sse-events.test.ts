import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SseEvents } from '../../../../../src/main/engines/wire/sse-events.ts'
import { splitBytes } from './split-bytes.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(pieces: Uint8Array[], events = new SseEvents()): string[] {
  return [...pieces.flatMap((piece) => events.push(piece)), ...events.end()]
}

/** The standard's algorithm over the whole body; an event without data is none, one without its blank line is. */
function reference(body: Uint8Array): string[] {
  const text = new TextDecoder('utf-8').decode(body)
  const events: string[] = []
  let data: string[] = []
  for (const line of [...text.split(/\r\n|\n|\r/), '']) {
    if (line === '') {
      if (data.join('\n') !== '') events.push(data.join('\n'))
      data = []
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    if (field === 'data') data.push(colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, ''))
  }
  return events
}

describe('server-sent events', () => {
  test('are the same however any bytes are cut', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'data: ',
        'data:',
        'data',
        'id: 1',
        'event: x',
        ': ping',
        'retry: 5',
        '\n',
        '\r\n',
        '\r',
        '\n\n',
        '漢',
        '😀',
        ' ',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    )
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(piece, { maxLength: 40 }).map((parts) => utf8(parts.join(''))),
    )
    fc.assert(
      fc.property(body, fc.array(fc.nat({ max: 200 })), (bytes, cuts) => {
        // Lines of a field named error are a server's own way and depend on the cut; they are tested below.
        fc.pre(!/(^|[\r\n])error/.test(new TextDecoder().decode(bytes)))
        expect(read(splitBytes(bytes, cuts))).toEqual(reference(bytes))
      }),
      { numRuns: 1_000 },
    )
  })

  test('survive a cut at every single byte, with a BOM, comments and CRLF', () => {
    const bytes = utf8(
      '\u{feff}: hi\r\n\r\ndata: {"a":"größe 漢字 😀"}\r\n\r\nevent: x\r\ndata: 1\r\ndata: 2\r\n\r\ndata: [DONE]',
    )
    const expected = ['{"a":"größe 漢字 😀"}', '1\n2', '[DONE]']
    expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected)
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected)
    }
  })

  test('above the cap end all, those before it kept', () => {
    for (const size of [1, 50, 5_000]) {
      const events = new SseEvents(1_000)
      const bytes = utf8(`data: ok\n\ndata: ${'y'.repeat(1_100)}\n\ndata: never\n\n`)
      const got = read(
        splitBytes(
          bytes,
          Array.from({ length: 2_000 }, (_, i) => i * size),
        ),
        events,
      )
      expect(got).toEqual(['ok'])
      expect(events.overflowed).toBe(true)
      expect(events.push(utf8('data: later\n\n'))).toEqual([])
    }
  })

  test('include the error field of older llama-servers', () => {
    expect(read([utf8('data: {"a":1}\n\nerror: {"code":500,"message":"x"}\n\n')])).toEqual([
      '{"a":1}',
      '{"error":{"code":500,"message":"x"}}',
    ])
  })
})
