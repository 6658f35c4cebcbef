// @vitest-environment node
import { expect, test } from 'vitest'
import { interruptedWords, unsavedWords } from '../../../../src/renderer/state/notice-sentence.ts'

test('answers that could not be saved are said to stay, and no cause is guessed', () => {
  expect(unsavedWords(1)).toBe('One answer could not be saved. It stays here while Sluice runs.')
  expect(unsavedWords(3)).toBe('3 answers could not be saved. They stay here while Sluice runs.')
})

test('interrupted answers are those a crash or a kill cut, not an ordinary quit', () => {
  expect(interruptedWords(1)).toBe(
    'One answer was interrupted when Sluice ended unexpectedly. What it had written is kept.',
  )
  expect(interruptedWords(2)).toBe(
    '2 answers were interrupted when Sluice ended unexpectedly. What they had written is kept.',
  )
})
