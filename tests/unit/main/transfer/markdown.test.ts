import { expect, test } from 'vitest'
import type { StreamEnd } from '../../../../src/shared/stream-end.ts'
import type { MessageId } from '../../../../src/shared/ids.ts'
import { markdownWriter } from '../../../../src/main/transfer/markdown.ts'
import { tempFolder } from '../store/temp-store.ts'
import { directChats } from './direct-chats.ts'
import { chatOf, DONE, prompt, reply } from './sample-chats.ts'
import { exported } from './transfer-files.ts'

const writer = markdownWriter(({ model }) => model)
const ending = (end: Partial<StreamEnd>): string =>
  writer.message(reply('a', 'b', 'Text', { ...DONE, ...end }), 0)

test('a chat is a heading, and each message stands under who wrote it', async () => {
  const source = await directChats()
  source.put(chatOf('weirs', 'It holds *water*.', { system_prompt: 'Be short.', draft: 'not yet sent' }))
  expect(await exported(source, tempFolder(), 'markdown')).toBe(
    '# About weirs\n\n## Instructions\n\nBe short.\n\n## You\n\nWhat is a sluice for?\n\n## llama3.2\n\nIt holds *water*.\n',
  )
})

test('only the branch shown is in it', async () => {
  const source = await directChats()
  const chat = chatOf('tree', 'The first answer')
  const messages = [
    ...chat.messages,
    reply('tree-3', 'tree-1', 'Another answer'),
    prompt('tree-4', 'tree-3', 'Go on'),
  ]
  source.put({ messages, header: { ...chat.header, leaf_id: 'tree-4' as MessageId } })
  const file = await exported(source, tempFolder(), 'markdown')
  expect(file).toContain('Another answer')
  expect(file).toContain('Go on')
  expect(file).not.toContain('The first answer')
})

test('a branch longer than one look upwards comes whole and in order', async () => {
  const source = await directChats()
  const { header } = chatOf('long')
  const messages = Array.from({ length: 4_500 }, (_, i) =>
    prompt(`m${i}`, i === 0 ? null : `m${i - 1}`, `Number ${i}.`),
  )
  source.put({ header: { ...header, leaf_id: 'm4499' as MessageId }, messages })
  const file = await exported(source, tempFolder(), 'markdown')
  expect(file.match(/Number \d+\./g)).toEqual(messages.map((_, i) => `Number ${i}.`))
})

test.each([
  [{ reason: 'stopped' }, '\n*Stopped by you.*\n'],
  [{ reason: 'superseded' }, '\n*Superseded by your next message.*\n'],
  [{ reason: 'interrupted' }, '\n*Interrupted: the app was closed.*\n'],
  [{ finish: 'length' }, '\n*Cut short at the model’s length limit.*\n'],
  [{ finish: 'filter' }, '\n*Withheld by the server’s content filter.*\n'],
  [
    { reason: 'error', error: { content: 'It *crashed*.', error_type: 'engine_crashed', retryable: true } },
    '\n*Failed: It \\*crashed\\*.*\n',
  ],
] satisfies [Partial<StreamEnd>, string][])('an end that is news is told in words: %o', (end, words) => {
  expect(ending(end).endsWith(words)).toBe(true)
})

test('an ordinary end is not told', () => {
  expect(ending({})).toBe('\n## llama3.2\n\nText\n')
})

test('a fence that was cut is closed, so that the next message is no code', () => {
  const cut = writer.message(reply('a', 'b', 'See:\n\n```js\nconst x =', { ...DONE, reason: 'stopped' }), 0)
  expect(cut).toBe('\n## llama3.2\n\nSee:\n\n```js\nconst x =\n```\n\n*Stopped by you.*\n')
})

test('what the model thought is a quotation', () => {
  const message = reply('a', 'b', 'Yes')
  const parts = [{ channel: 'reasoning' as const, text: 'Hm.\n\n```\nx' }, ...message.parts]
  expect(writer.message({ ...message, parts }, 0)).toBe(
    '\n## llama3.2\n\n> *Thought:*\n>\n> Hm.\n>\n> ```\n> x\n\nYes\n',
  )
})

test('a title and a model’s name are text, whatever they are made of', () => {
  const { header } = chatOf('x', '', { title: '# <b>*one*</b>\n`two` [three](x)' })
  expect(writer.chat(header, 0)).toBe('# \\# \\<b\\>\\*one\\*\\</b\\> \\`two\\` \\[three\\](x)\n')
})
