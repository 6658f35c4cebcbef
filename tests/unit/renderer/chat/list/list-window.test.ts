// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { ListWindow } from '../../../../../src/renderer/chat/list/list-window.ts'
import type { MessageId, SessionId } from '../../../../../src/shared/ids.ts'
import type { Message } from '../../../../../src/shared/session.ts'

function talk(count: number): Message[] {
  return Array.from({ length: count }, (_, n) => ({
    message_id: `m${n}` as MessageId,
    session_id: 's' as SessionId,
    parent_id: n === 0 ? null : (`m${n - 1}` as MessageId),
    role: n % 2 === 0 ? ('user' as const) : ('assistant' as const),
    parts: [{ channel: 'answer' as const, text: `Text ${n}` }],
    created_at: 0,
    model: null,
    stream_id: null,
    end: null,
  }))
}

test('the end of an answer is drawn, and the page is not asked for that where anything lies', () => {
  const edgeFor = vi.fn<() => null>(() => null)
  const list = new ListWindow({ edgeFor })
  const before = talk(200)
  const drawn = list.rowsFor(before, null)
  expect(edgeFor).toHaveBeenCalledTimes(1)
  const ended = { ...before.at(-1), parts: [{ channel: 'answer', text: 'All of it' }] } as Message
  const rows = list.rowsFor([...before.slice(0, -1), ended], null)
  expect(edgeFor).toHaveBeenCalledTimes(1)
  expect(rows).toHaveLength(drawn.length)
  expect(rows.at(-1)).toEqual({ message: ended, index: 199 })
  // The others are the same, and are not drawn again.
  expect(rows.slice(0, -1)).toEqual(drawn.slice(0, -1))
  expect(rows.at(-2)).toBe(drawn.at(-2))
})

test('another message is drawn around what is looked at', () => {
  const edgeFor = vi.fn<() => null>(() => null)
  const list = new ListWindow({ edgeFor })
  list.rowsFor(talk(200), null)
  const rows = list.rowsFor(talk(201), null)
  expect(edgeFor).toHaveBeenCalledTimes(2)
  expect(rows.at(-1)).toMatchObject({ index: 200 })
})
