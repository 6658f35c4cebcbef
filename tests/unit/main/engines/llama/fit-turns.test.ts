import { expect, test } from 'vitest'
import { fitTurns } from '../../../../../src/main/engines/llama/fit-turns.ts'
import type { PromptMessage } from '../../../../../src/main/ports.ts'

const said = (role: PromptMessage['role'], content: string): PromptMessage => ({ role, content })
const TALK = [
  said('system', 's'),
  ...['1', '2', '3', '4'].flatMap((n) => [said('user', `q${n}`), said('assistant', `a${n}`)]),
  said('user', 'q5'),
]
const contents = (messages: PromptMessage[] | undefined) => messages?.map(({ content }) => content).join(' ')
const atMost = (count: number) => (messages: PromptMessage[]) => messages.length <= count

test('what fits is left as it is', () => {
  expect(fitTurns(TALK, () => true)).toEqual({ messages: TALK, dropped: 0 })
})

test('whole turns go from the middle; the instructions, the first turn and the last ones stay', () => {
  const fitted = fitTurns(TALK, atMost(6))
  expect(contents(fitted?.messages)).toBe('s q1 a1 q4 a4 q5')
  expect(fitted?.dropped).toBe(4)
})

test('at last only the instructions and the last turn are left', () => {
  expect(contents(fitTurns(TALK, atMost(3))?.messages)).toBe('s q5')
})

test('a last turn that does not fit is not cut', () => {
  expect(fitTurns(TALK, atMost(1))).toBeNull()
})

test('an answer to be continued stays with its question', () => {
  const talk = [...TALK, said('assistant', 'a5')]
  expect(contents(fitTurns(talk, atMost(3))?.messages)).toBe('s q5 a5')
})
