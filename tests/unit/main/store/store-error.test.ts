import { expect, test } from 'vitest'
import { StoreError, storeErrorOf } from '../../../../src/main/store/store-error.ts'

test.each([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'readonly'],
  [1032, 'readonly'],
  [10, 'io'],
  [778, 'io'],
  [11, 'corrupt'],
  [13, 'full'],
  [14, 'unopenable'],
  [26, 'not_a_database'],
  [787, 'other'],
])('code %i, extended or not, is of kind %s', (errcode, kind) => {
  const error = storeErrorOf(Object.assign(new Error('what SQLite said'), { errcode }))
  expect(error).toMatchObject({ kind, errcode, detail: 'what SQLite said' })
  expect(error.message).toMatch(/^[A-Z].*\.$/)
})

test('anything else that is thrown becomes a StoreError, and one stays itself', () => {
  expect(storeErrorOf('odd')).toMatchObject({ kind: 'other', detail: 'odd', errcode: null })
  const error = new StoreError('missing', 'Gone.')
  expect(storeErrorOf(error)).toBe(error)
})
