// @vitest-environment node
import { expect, test } from 'vitest'
import { addOpened, afterLoading, earlierThan } from '../../../../../src/renderer/state/sessions/messages.ts'
import type { MessageId } from '../../../../../src/shared/ids.ts'
import type { Message } from '../../../../../src/shared/session.ts'
import type { StreamOpened } from '../../../../../src/shared/stream-opened.ts'
import { SESSION, identityOf } from '../../support/stream-events.ts'

function message(name: string, parent: string | null = null): Message {
  return {
    message_id: name as MessageId,
    session_id: SESSION,
    parent_id: parent as MessageId | null,
    role: 'user',
    parts: [],
    created_at: 0,
    model: null,
    stream_id: null,
    end: null,
  }
}

function opened(parent: string | null, ...messages: Message[]): StreamOpened {
  return { ...identityOf(1), parent_id: parent as MessageId | null, messages }
}

const names = (messages: readonly Message[] | null) => messages?.map((one) => one.message_id)
const branch = [message('a'), message('b', 'a'), message('c', 'b')]

test('new messages follow their parent; what followed it gives way', () => {
  expect(names(addOpened(branch, opened('c', message('d', 'c'))))).toEqual(['a', 'b', 'c', 'd'])
  expect(names(addOpened(branch, opened('a', message('x', 'a'))))).toEqual(['a', 'x'])
  expect(names(addOpened(branch, opened(null, message('x'))))).toEqual(['x'])
})

test('an opening that is known already changes nothing', () => {
  expect(addOpened(branch, opened('b', message('c', 'b')))).toBe(branch)
})

// Found by seed 30000000107983 of the simulation.
test('an opening whose answer is known already changes nothing, also where its prompt stands above the page', () => {
  const page = [message('answer', 'prompt'), message('next', 'answer')]
  expect(addOpened(page, opened(null, message('prompt'), message('answer', 'prompt')))).toBe(page)
})

// Found by seed 30000000202579 of the simulation.
test('only what begins at the top has nothing above it', () => {
  expect(earlierThan([message('b', 'a')], 3)).toBe(3)
  expect(earlierThan([message('a')], 3)).toBe(0)
  expect(earlierThan([], 3)).toBe(3)
})

test('an opening after an unknown message asks to read again', () => {
  expect(addOpened(branch, opened('elsewhere', message('x')))).toBeNull()
})

test('what was opened while the messages were on their way is not lost', () => {
  const late = [opened('c', message('d', 'c')), opened('d', message('e', 'd'))]
  const { messages, unfit } = afterLoading(branch, late, undefined)
  expect(names(messages)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(unfit).toBeNull()
})

test('what does not fit what was read is said so, and the rest is taken', () => {
  const told = [opened('elsewhere', message('x')), opened('b', message('y', 'b'))]
  const { messages, unfit } = afterLoading(branch, told, undefined)
  expect(names(messages)).toEqual(['a', 'b', 'y'])
  expect(unfit).toBe(identityOf(1).stream_id)
})
