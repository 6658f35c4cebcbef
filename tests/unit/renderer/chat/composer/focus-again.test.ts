import { fireEvent } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { focusAgain } from '../../../../../src/renderer/chat/composer/focus-again.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

test('the focus is asked for once more after what asked for it has closed', () => {
  const focus = vi.fn<() => void>()
  focusAgain(focus)
  expect(focus).not.toHaveBeenCalled()
  vi.runAllTimers()
  expect(focus).toHaveBeenCalledOnce()
  fireEvent.keyDown(document.body, { key: 'F6' })
  vi.runAllTimers()
  expect(focus).toHaveBeenCalledOnce()
})

test('a key that is pressed meanwhile keeps the focus where it moves it', () => {
  const focus = vi.fn<() => void>()
  focusAgain(focus)
  fireEvent.keyDown(document.body, { key: 'F6' })
  vi.runAllTimers()
  expect(focus).not.toHaveBeenCalled()
})

test('whoever is gone asks for no focus any more', () => {
  const focus = vi.fn<() => void>()
  const undo = focusAgain(focus)
  undo()
  vi.runAllTimers()
  expect(focus).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})
