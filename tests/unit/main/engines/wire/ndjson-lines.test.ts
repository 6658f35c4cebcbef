import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NdjsonLines } from '../../../../../src/main/engines/wire/ndjson-lines.ts'
import { splitBytes } from './split-bytes.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(pieces: Uint8Array[], lines = new NdjsonLines()): string[] {
  return [...pieces.flatMap((piece) => lines.push(piece)), ...lines.end()]
}

/** The same, said in one line of code over the whole body. */
function reference(body: Uint8Array): string[] {
  const text = new TextDecoder('utf-8').decode(body)
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '')
}

describe('NDJSON lines', () => {
  test('are the same however any bytes are cut', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(
          fc.oneof(
            fc.constantFrom('\n', '\r\n', '\r', '\u{feff}', '漢', '😀', '{"a":1}'),
            fc.string({ unit: 'grapheme' }),
          ),
        )
        .map((parts) => utf8(parts.join(''))),
    )
    fc.assert(
      fc.property(body, fc.array(fc.nat({ max: 200 })), (bytes, cuts) => {
        expect(read(splitBytes(bytes, cuts))).toEqual(reference(bytes))
      }),
      { numRuns: 1_000 },
    )
  })

  test('survive a cut at every single byte', () => {
    const bytes = utf8('\u{feff}{"a":"größe 漢字 😀👩‍💻"}\r\n\n{"b":2}\r\n{"last":true}')
    const one_by_one = [...bytes].map((byte) => Uint8Array.of(byte))
    expect(read(one_by_one)).toEqual(['{"a":"größe 漢字 😀👩‍💻"}', '{"b":2}', '{"last":true}'])
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(read([bytes]))
    }
  })

  test('below the cap are delivered and above it end all, those before it kept', () => {
    for (const size of [1, 7, 1_000]) {
      const lines = new NdjsonLines(1_000)
      const bytes = utf8(`ok\n${'x'.repeat(1_000)}\n${'y'.repeat(1_001)}\nnever\n`)
      const got = read(
        splitBytes(
          bytes,
          Array.from({ length: 3_000 }, (_, i) => i * size),
        ),
        lines,
      )
      expect(got).toEqual(['ok', 'x'.repeat(1_000)])
      expect(lines.overflowed).toBe(true)
      expect(lines.push(utf8('later\n'))).toEqual([])
    }
  })
})
