import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { NdjsonLines } from '../../src/main/engines/wire/ndjson-lines.ts'
import { SseEvents } from '../../src/main/engines/wire/sse-events.ts'
import type { WireDecoder } from '../../src/main/engines/wire/wire-decoder.ts'

const RUNS = Number(process.env['SLUICE_RUNS'] ?? 2_000)

/** Bodies as servers send them, and as they should not: any bytes among what means something to a parser. */
function bodies(pieces: string[]): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces).map((text) => new TextEncoder().encode(text)) },
    {
      weight: 3,
      arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => new TextEncoder().encode(text)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }) },
  )
  return fc
    .array(piece, { maxLength: 30 })
    .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))
}

const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 20 })

function decoded(decoder: WireDecoder, body: Uint8Array, at: readonly number[]): string[] {
  const places = [0, ...at.map((place) => place % (body.length + 1)).toSorted((a, b) => a - b), body.length]
  const payloads = places.slice(1).flatMap((to, index) => decoder.push(body.subarray(places[index], to)))
  return [...payloads, ...decoder.end()]
}

/** What NDJSON means: lines between LF, without a CR at their end and a BOM at the start; blank ones mean nothing. */
function ndjson(body: Uint8Array): string[] {
  const lines: Uint8Array[] = []
  let from = 0
  for (let lf = body.indexOf(10); lf !== -1; lf = body.indexOf(10, from)) {
    lines.push(body.subarray(from, lf))
    from = lf + 1
  }
  lines.push(body.subarray(from))
  const texts = lines.map((line) =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.at(-1) === 13 ? line.subarray(0, -1) : line),
  )
  return texts
    .map((text, index) => (index === 0 ? text.replace(/^\ufeff/, '') : text))
    .filter((text) => text.trim() !== '')
}

/** What the standard says (https://html.spec.whatwg.org/multipage/server-sent-events.html), of `data` alone. */
function sse(body: Uint8Array): string[] {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body).replace(/^\ufeff/, '')
  const events: string[] = []
  let data: string[] = []
  // An event counts at the end of the body, too.
  for (const line of [...text.split(/\r\n|\r|\n/), '']) {
    if (line === '') {
      if (data.join('\n') !== '') events.push(data.join('\n'))
      data = []
    }
    const [, field, value] = /^(.*?)(?:: ?(.*))?$/s.exec(line) ?? []
    if (field === 'data') data.push(value ?? '')
  }
  return events
}

test('NDJSON, cut anywhere, is its lines', () => {
  fc.assert(
    fc.property(bodies(['{"a":1}', '\n', '\n', '\r\n', '\r', '\ufeff', ' ', '🧪']), cuts, (body, at) => {
      expect(decoded(new NdjsonLines(), body, at)).toEqual(ndjson(body))
    }),
    { numRuns: RUNS },
  )
})

test('server-sent events, cut anywhere, are the data of the standard', () => {
  fc.assert(
    fc.property(
      bodies([
        'data: ',
        'data:',
        'data',
        'event: x',
        ': note',
        'id: 1',
        '\n',
        '\n\n',
        '\r\n',
        '\r\n\r\n',
        '\r',
        '\ufeff',
        '🧪',
        ' ',
      ]),
      cuts,
      (body, at) => {
        expect(decoded(new SseEvents(), body, at)).toEqual(sse(body))
      },
    ),
    { numRuns: RUNS },
  )
})
