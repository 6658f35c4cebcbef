import { expect, test } from 'vitest'
import { assertNever } from '../../../src/shared/assert-never.ts'

test('a member nobody handles is named in the error', () => {
  expect(() => assertNever({ type: 'new' } as never)).toThrow('{"type":"new"}')
})
