// @vitest-environment node
import { expect, test } from 'vitest'
import type { ComposerKey } from '../../../../../src/renderer/chat/composer/composer-keys.ts'
import { enterOf, meaningOf } from '../../../../../src/renderer/chat/composer/composer-keys.ts'

const enter: ComposerKey = {
  key: 'Enter',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 13,
}

test('Enter and Alt Enter are told apart; with Shift, and any other key, it is neither', () => {
  expect(enterOf(enter)).toBe('enter')
  expect(enterOf({ ...enter, ctrlKey: true })).toBe('enter')
  expect(enterOf({ ...enter, altKey: true })).toBe('alt_enter')
  expect(enterOf({ ...enter, shiftKey: true })).toBeNull()
  expect(enterOf({ ...enter, altKey: true, shiftKey: true })).toBeNull()
  expect(enterOf({ ...enter, key: 'a', keyCode: 65 })).toBeNull()
})

test('the Enter that ends a composition is none, however the input method reports it', () => {
  expect(enterOf({ ...enter, isComposing: true })).toBeNull()
  expect(enterOf({ ...enter, keyCode: 229 })).toBeNull()
})

test('Alt Enter queues and Enter sends; the setting swaps them, but only while an answer runs', () => {
  const meanings = (running: boolean, queue_by_default: boolean) =>
    (['enter', 'alt_enter'] as const).map((key) => meaningOf(key, { running, queue_by_default }))
  expect(meanings(false, false)).toEqual(['send', 'queue'])
  expect(meanings(true, false)).toEqual(['send', 'queue'])
  expect(meanings(false, true)).toEqual(['send', 'queue'])
  expect(meanings(true, true)).toEqual(['queue', 'send'])
})
