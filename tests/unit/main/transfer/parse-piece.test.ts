import { expect, test } from 'vitest'
import { parsePiece } from '../../../../src/main/transfer/format.ts'
import { TransferFault } from '../../../../src/main/transfer/transfer-fault.ts'

test('a piece of more values than any chat has is refused before it takes the memory of the app', () => {
  const lists = ['{}', '[]', '1', '""', '{"a":1}'].map((value) => `[${`${value},`.repeat(400_000)}${value}]`)
  for (const hostile of [...lists, '['.repeat(400_000) + ']'.repeat(400_000)]) {
    expect(() => parsePiece(hostile, 'Line 2')).toThrow(TransferFault)
    expect(() => parsePiece(hostile, 'Line 2')).toThrow(/^Line 2 has more values than/)
  }
})

test('a long text of brackets, commas and quotes is one value like any other', () => {
  const text = '{[,"\\'.repeat(1_000_000)
  expect(parsePiece(JSON.stringify({ text }), 'Line 2')).toEqual({ text })
})
