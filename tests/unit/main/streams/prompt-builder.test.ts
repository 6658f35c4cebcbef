import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildPrompt } from '../../../../src/main/streams/prompt-builder.ts'
import type { MessageId, SessionId } from '../../../../src/shared/ids.ts'
import { textOf } from '../../../../src/shared/session.ts'
import type { Message, MessagePart } from '../../../../src/shared/session.ts'

function message(role: Message['role'], parts: MessagePart[] | string): Message {
  return {
    message_id: 'm' as MessageId,
    session_id: 's' as SessionId,
    parent_id: null,
    role,
    parts: typeof parts === 'string' ? [{ channel: 'answer', text: parts }] : parts,
    created_at: 0,
    model: null,
    stream_id: null,
    end: null,
  }
}
const user = (text: string): Message => message('user', text)
const answer = (text: string): Message => message('assistant', text)

describe('what the engine is given', () => {
  test('consecutive messages of one role are joined by a blank line', () => {
    expect(
      buildPrompt([user('one'), user('two'), answer('ok'), answer('more'), user('three')], null),
    ).toEqual({
      messages: [
        { role: 'user', content: 'one\n\ntwo' },
        { role: 'assistant', content: 'ok\n\nmore' },
        { role: 'user', content: 'three' },
      ],
      dropped: 0,
    })
  })

  test('an empty answer is dropped and its neighbours join; a partial one is kept; reasoning is left out', () => {
    const thought: MessagePart[] = [{ channel: 'reasoning', text: 'hm' }]
    const both: MessagePart[] = [...thought, { channel: 'answer', text: 'par' }]
    const { messages } = buildPrompt(
      [
        user('a'),
        answer(' \n'),
        user('b'),
        message('assistant', thought),
        user('c'),
        message('assistant', both),
        user('d'),
      ],
      null,
    )
    expect(messages).toEqual([
      { role: 'user', content: 'a\n\nb\n\nc' },
      { role: 'assistant', content: 'par' },
      { role: 'user', content: 'd' },
    ])
  })

  test('when it does not fit, whole turns go from the middle: the first and the last ones stay', () => {
    const branch = ['1', '2', '3', '4'].flatMap((n) => [user(n.repeat(10)), answer(n.repeat(10))])
    const { messages, dropped } = buildPrompt([...branch, user('now')], 50)
    expect(dropped).toBe(4)
    expect(messages.map(({ content }) => content[0])).toEqual(['1', '1', '4', '4', 'n'])
  })

  test('the instructions go first and are never left out, however little fits', () => {
    const branch = [user('first'), answer('ok'), user('now')]
    const { messages, dropped } = buildPrompt(branch, 10, 'Be brief, whatever comes.')
    expect(messages).toEqual([
      { role: 'system', content: 'Be brief, whatever comes.' },
      { role: 'user', content: 'now' },
    ])
    expect(dropped).toBe(2)
    expect(buildPrompt(branch, null, ' \n').messages[0]).toEqual({ role: 'user', content: 'first' })
  })

  test('a partial answer at the end stays as it is, its last blanks too, with the prompt it answers', () => {
    const branch = [user('first'), answer('x'.repeat(50)), user('now'), answer('Once upon ')]
    const { messages } = buildPrompt(branch, 20)
    expect(messages).toEqual([
      { role: 'user', content: 'now' },
      { role: 'assistant', content: 'Once upon ' },
    ])
  })

  test('at last only the last turn is left, however long it is', () => {
    const { messages, dropped } = buildPrompt([user('first'), answer('ok'), user('x'.repeat(1_000))], 10)
    expect(messages).toEqual([{ role: 'user', content: 'x'.repeat(1_000) }])
    expect(dropped).toBe(2)
  })
})

describe('for any branch that ends in a prompt', () => {
  const part = fc.record({
    channel: fc.constantFrom('answer' as const, 'reasoning' as const),
    text: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('', ' ', '\n')),
  })
  const some = fc.record({
    role: fc.constantFrom('user' as const, 'assistant' as const),
    parts: fc.array(part, { maxLength: 3 }),
  })
  const branch = fc
    .record({ before: fc.array(some, { maxLength: 30 }), last: fc.string({ minLength: 1 }) })
    .filter(({ last }) => last.trim() !== '')
    .map(({ before, last }) => [...before.map(({ role, parts }) => message(role, parts)), user(last)])
  const room = fc.option(fc.nat({ max: 400 }), { nil: null })

  const holds = (
    claim: (branch: Message[], room: number | null, built: ReturnType<typeof buildPrompt>) => void,
  ) =>
    fc.assert(
      fc.property(branch, room, (messages, chars) => claim(messages, chars, buildPrompt(messages, chars))),
    )

  test('roles alternate and nothing is empty', () => {
    holds((_branch, _room, { messages }) => {
      expect(messages.some(({ role }, i) => role === messages[i - 1]?.role)).toBe(false)
      expect(messages.some(({ content }) => content.trim() === '')).toBe(false)
    })
  })

  test('the last prompt is there whole, at the end', () => {
    holds((branch, _room, { messages }) => {
      const prompt = textOf(branch.at(-1) ?? { parts: [] })
      expect(messages.at(-1)).toMatchObject({ role: 'user' })
      expect(messages.at(-1)?.content.endsWith(prompt)).toBe(true)
    })
  })

  test('whatever fits is sent whole, and what is left out is counted', () => {
    fc.assert(
      fc.property(branch, room, (messages, chars) => {
        const said = messages.filter((one) => textOf(one).trim() !== '')
        const size = said.reduce((sum, one) => sum + textOf(one).length, 0)
        const fits = chars === null || size <= chars
        const { dropped, messages: sent } = buildPrompt(messages, chars)
        expect(dropped === 0).toBe(fits || sent.length === buildPrompt(said, null).messages.length)
        expect(dropped).toBeLessThan(said.length)
        const all = said.map((one) => textOf(one)).join('\n\n')
        expect(dropped > 0 || sent.map(({ content }) => content).join('\n\n') === all).toBe(true)
      }),
    )
  })
})
