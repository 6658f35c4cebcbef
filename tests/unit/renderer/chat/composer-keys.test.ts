// @vitest-environment node
import { expect, test } from 'vitest'
import type { ComposerKey } from '../../../../src/renderer/chat/composer-keys.ts'
import { sends } from '../../../../src/renderer/chat/composer-keys.ts'

const enter: ComposerKey = {
  key: 'Enter',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 13,
}

test('Enter sends; with Shift or Alt it does not, and no other key does', () => {
  expect(sends(enter)).toBe(true)
  expect(sends({ ...enter, ctrlKey: true })).toBe(true)
  expect(sends({ ...enter, shiftKey: true })).toBe(false)
  expect(sends({ ...enter, altKey: true })).toBe(false)
  expect(sends({ ...enter, key: 'a', keyCode: 65 })).toBe(false)
})

test('the Enter that ends a composition does not send, however the input method reports it', () => {
  expect(sends({ ...enter, isComposing: true })).toBe(false)
  expect(sends({ ...enter, keyCode: 229 })).toBe(false)
})
