// @vitest-environment node
import { expect, test } from 'vitest'
import type { SessionId } from '../../../../src/shared/ids.ts'
import type { Toasts } from '../../../../src/renderer/state/toasts.ts'
import { addToast } from '../../../../src/renderer/state/toasts.ts'

const offer = { session_id: 's' as SessionId }

function shown(...told: [text: string, undoable?: boolean][]): string[] {
  const toasts = told.reduce<Toasts>(
    (all, [text, undoable = false], toast_id) =>
      addToast(all, { toast_id, text, undo: undoable ? offer : null }),
    [],
  )
  return toasts.map(({ text }) => text)
}

test('the oldest gives way to a fourth, and to the same words said again', () => {
  expect(shown(['a'], ['b'], ['c'], ['d'])).toEqual(['b', 'c', 'd'])
  expect(shown(['a'], ['b'], ['a'])).toEqual(['b', 'a'])
})

test('what can bring a chat back gives way to no plain notice, and stands twice where two were deleted', () => {
  expect(shown(['Deleted “A”', true], ['a'], ['b'], ['c'])).toEqual(['Deleted “A”', 'b', 'c'])
  expect(shown(['Deleted “A”', true], ['Deleted “A”', true])).toHaveLength(2)
  expect(shown(['A', true], ['B', true], ['C', true], ['D', true])).toEqual(['B', 'C', 'D'])
  expect(shown(['A', true], ['B', true], ['C', true], ['a'])).toEqual(['A', 'B', 'C', 'a'])
  expect(shown(['A', true], ['B', true], ['C', true], ['a'], ['b'])).toEqual(['A', 'B', 'C', 'b'])
})
