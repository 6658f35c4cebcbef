import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importChats } from '../../../../src/main/transfer/import-chats.ts'
import { tempFolder } from '../store/temp-store.ts'
import { directChats } from './direct-chats.ts'
import { chatOf } from './sample-chats.ts'
import { exported, imported } from './transfer-files.ts'

/** A good file of two chats in both formats, for each fault to spoil. */
async function goodFiles(): Promise<{ json: string; ndjson: string; folder: string }> {
  const folder = tempFolder()
  const source = await directChats()
  source.put(chatOf('one'), chatOf('two', 'Locks.'))
  const json = await exported(source, folder, 'json')
  return { json, ndjson: await exported(source, folder, 'ndjson'), folder }
}

type Spoil = (file: string) => string | Uint8Array

const replaced =
  (what: string | RegExp, by: string): Spoil =>
  (file) => {
    const spoilt = file.replace(what, () => by)
    if (spoilt === file) throw new Error(`the file does not hold ${String(what)}`)
    return spoilt
  }
const whole =
  (content: string | Uint8Array): Spoil =>
  () =>
    content

const FAULTS: [name: string, format: 'json' | 'ndjson', spoil: Spoil, sentence: RegExp][] = [
  ['an empty file', 'json', whole(''), /file is empty/],
  ['blank lines', 'json', whole(' \n\n \n'), /file is empty/],
  ['words', 'json', whole('hello\nworld'), /not a file of chats/],
  ['a number', 'json', whole('42'), /not a file of chats/],
  ['null', 'json', whole('null\n'), /not a file of chats/],
  ['a list', 'json', whole('[1, 2]'), /not a file of chats/],
  ['somebody else’s object', 'json', whole('{"name": "sluice", "version": 1}'), /not a file of chats/],
  ['somebody else’s lines', 'ndjson', whole('{"type":"header","format":"x"}\n'), /not a file of chats/],
  ['a picture', 'json', whole(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff)), /not text in UTF-8/],
  [
    'bytes that are no UTF-8 in the middle',
    'json',
    (file) => spoiltBytes(file),
    /not text in UTF-8 \(near byte/,
  ],
  ['no version', 'json', replaced('"version":1,', ''), /no version of the format/],
  ['a newer version', 'json', replaced('"version":1', '"version":2'), /version 2.*newer Sluice/],
  ['a newer version of lines', 'ndjson', replaced('"version":1', '"version":7'), /version 7.*newer Sluice/],
  [
    'a version of the wrong type',
    'json',
    replaced('"version":1', '"version":"1"'),
    /no version of the format/,
  ],
  [
    'a beginning that never ends',
    'json',
    whole(`{"format":"${'x'.repeat(2_000_000)}`),
    /beginning is too long/,
  ],
  [
    'a first line that never ends',
    'ndjson',
    whole(`{"type":"${'x'.repeat(2_000_000)}`),
    /beginning is too long/,
  ],
  [
    'cut in a message',
    'json',
    (file) => file.slice(0, file.indexOf('Locks')),
    /ends before its end, in chat 2, message 2/,
  ],
  [
    'cut between two messages',
    'json',
    (file) => file.slice(0, file.lastIndexOf('\n{"message_id"')),
    /ends before its end, in chat 2, message 1/,
  ],
  ['cut before its last bracket', 'json', (file) => file.slice(0, -2), /ends before its end/],
  ['a cut line', 'ndjson', (file) => file.slice(0, file.indexOf('Locks')), /Line 7 is not JSON/],
  [
    'lines missing at the end',
    'ndjson',
    (file) => file.slice(0, file.indexOf('{"type":"end"')),
    /ends after line 7, before its end/,
  ],
  [
    'a line missing in the middle',
    'ndjson',
    replaced(/.*Locks.*\n/, ''),
    /Line 7 says that the file has 2 chats and 4 messages, but there are 2 and 3/,
  ],
  [
    'a chat missing in the middle',
    'ndjson',
    (file) => file.split('\n').toSpliced(4, 3).join('\n'),
    /Line 5 says that the file has 2 chats and 4 messages, but there are 1 and 2/,
  ],
  [
    'a line after the end',
    'ndjson',
    (file) => `${file}{"type":"session"}\n`,
    /Line 9 comes after the line that ends/,
  ],
  [
    'a line of no known type',
    'ndjson',
    replaced('"type":"session"', '"type":"sessions"'),
    /Line 2 is neither a chat/,
  ],
  ['a line that is a number', 'ndjson', (file) => file.replace('\n', '\n7\n'), /Line 2 is neither a chat/],
  [
    'a message before any chat',
    'ndjson',
    (file) => file.split('\n').toSpliced(1, 1).join('\n'),
    /Line 2 is a message that belongs to no chat/,
  ],
  ['something after the end', 'json', (file) => `${file}{}`, /comes after the end of the file/],
  [
    'a list that is not last',
    'json',
    replaced(/\n\]\}\n$/, '\n],"more":1}\n'),
    /its? .*“sessions” has to come last|“sessions” has to come last/,
  ],
  [
    'messages that are not last',
    'json',
    replaced('\n]},', '\n],"more":1},'),
    /In chat 1, message 2, the list “messages” has to come last/,
  ],
  ['no messages', 'json', replaced('"messages":[', '"letters":['), /Chat 1 has no list “messages”/],
  ['two commas', 'json', replaced('\n]},', '\n]},,'), /After chat 1.* comes something/],
  ['a comma too many', 'json', replaced('\n]},', ',\n]},'), /After chat 1, message 2 comes something/],
  [
    'a number among the messages',
    'json',
    replaced('"messages":[', '"messages":[1,'),
    /After chat 1 comes something/,
  ],
  [
    'a message that is no JSON',
    'json',
    replaced('"role":"user"', '"role":user'),
    /Chat 1, message 1 is not JSON/,
  ],
  ['a chat that is no JSON', 'json', replaced('"pinned":false', '"pinned":False'), /Chat 1 is not JSON/],
  [
    'a parent that is missing',
    'json',
    replaced('"parent_id":"one-1"', '"parent_id":"nobody"'),
    /Chat 1, message 2 follows a message that does not come before it/,
  ],
  [
    'a parent in another chat',
    'json',
    replaced('"parent_id":"two-1"', '"parent_id":"one-1"'),
    /Chat 2, message 2 follows a message/,
  ],
  [
    'a circle',
    'json',
    replaced('"message_id":"one-1","parent_id":null', '"message_id":"one-1","parent_id":"one-2"'),
    /Chat 1, message 1 follows a message.*circle/,
  ],
  [
    'a message that follows itself',
    'json',
    replaced('"message_id":"one-1","parent_id":null', '"message_id":"one-1","parent_id":"one-1"'),
    /message 1 .*it follows itself/,
  ],
  [
    'one id twice in a chat',
    'json',
    replaced('"message_id":"one-2","parent_id":"one-1"', '"message_id":"one-1","parent_id":null'),
    /Chat 1, message 2 has the id of an earlier message/,
  ],
  [
    'one stream twice in a chat',
    'ndjson',
    (file) =>
      file.replace(
        /(.*"message_id":"one-2".*\n)/,
        (line: string) => line + line.replace('"one-2"', '"one-3"'),
      ),
    /Line 5 has the “stream_id” of an earlier message/,
  ],
  ['one id in two chats', 'json', replaced(/"two-1"/g, '"one-1"'), /Chat .* has an id twice/],
  [
    'one queued prompt twice',
    'json',
    replaced(
      '"queue":[]',
      `"queue":[${'{"queue_id":"q","text":"","created_at":1},'.repeat(2).slice(0, -1)}]`,
    ),
    /Chat 1 queues one prompt twice/,
  ],
  [
    'a leaf that is nobody',
    'json',
    replaced('"leaf_id":"one-2"', '"leaf_id":"nobody"'),
    /“leaf_id” of the chat at chat 1/,
  ],
  [
    'a title that is an object',
    'json',
    replaced('"title":"About one"', '"title":{"toString":1}'),
    /Chat 1 is no chat of Sluice: “title” is missing or cannot be this/,
  ],
  [
    'a time that is a text',
    'ndjson',
    replaced('"created_at":1000', '"created_at":"1000"'),
    /Line 2 .*“created_at”/,
  ],
  ['a time that no calendar has', 'json', replaced('"created_at":1000', '"created_at":9e15'), /“created_at”/],
  [
    'an infinite time',
    'json',
    replaced('"total_ms":1204', '"total_ms":1e999'),
    /Chat 1, message 2 .*“end.timings.total_ms”/,
  ],
  [
    'an id that is a path',
    'json',
    replaced('"session_id":"one"', '"session_id":"../../etc"'),
    /“session_id”/,
  ],
  [
    'an id of 1,000 characters',
    'json',
    replaced('"session_id":"one"', `"session_id":"${'x'.repeat(1_000)}"`),
    /“session_id”/,
  ],
  ['a role of its own', 'json', replaced('"role":"assistant"', '"role":"system"'), /“role”/],
  ['parts that are a text', 'json', replaced(/"parts":\[[^\]]*\]/, '"parts":"hi"'), /“parts”/],
  ['a channel of its own', 'json', replaced('"channel":"answer"', '"channel":"tool"'), /“parts.0.channel”/],
  ['an answer without an end', 'json', replaced(/"end":\{.*?\}\}/, '"end":null'), /an answer needs an “end”/],
  [
    'a prompt with a stream',
    'json',
    replaced('"stream_id":null', '"stream_id":"s"'),
    /a message of yours has no/,
  ],
  [
    'an error without its words',
    'json',
    replaced('"reason":"success"', '"reason":"error"'),
    /“end.error” goes with/,
  ],
  [
    'a temperature of the sun',
    'json',
    replaced('"parameters":{}', '"parameters":{"temperature":5778}'),
    /“parameters.temperature”/,
  ],
  [
    'a field nobody knows',
    'json',
    replaced('"pinned":false', '"pinned":false,"key":"secret"'),
    /“key” is not known/,
  ],
  [
    '__proto__ in a chat',
    'json',
    replaced('"pinned":false', '"pinned":false,"__proto__":{"polluted":1}'),
    /“__proto__” is not known/,
  ],
  [
    '__proto__ in a message',
    'ndjson',
    replaced('"role":"user"', '"role":"user","__proto__":{"polluted":1}'),
    /Line 3 .*“__proto__” is not known/,
  ],
  [
    '__proto__ deep inside',
    'json',
    replaced('"timings":{', '"timings":{"__proto__":{"polluted":1},'),
    /“end.timings.__proto__” is not known/,
  ],
  [
    'a constructor',
    'json',
    replaced('"parameters":{}', '"parameters":{"constructor":{"prototype":1}}'),
    /“parameters.constructor” is not known/,
  ],
  [
    'brackets in brackets without end',
    'json',
    replaced('"parameters":{}', `"parameters":${'['.repeat(200_000)}`),
    /Chat 1 has no list|ends before its end|is not JSON/,
  ],
]

function spoiltBytes(file: string): Uint8Array {
  const bytes = Buffer.from(file)
  bytes[file.indexOf('Locks')] = 0xff
  return bytes
}

test.each(FAULTS)(
  '%s (%s) is told in a sentence, and nothing is imported',
  async (_name, format, spoil, sentence) => {
    const { folder, ...files } = await goodFiles()
    const store = await directChats()
    store.put(chatOf('here'))
    const before = store.rows()
    const content = spoil(files[format])
    const told: Error = await imported(store, folder, content).then(
      () => expect.fail('it was imported'),
      (error: unknown) => error as Error,
    )
    expect(told.name).toBe('TransferFault')
    expect(told.message).toMatch(sentence)
    expect(told.message).toMatch(/^[A-Z“].*[.]$/s)
    expect(told.message.length).toBeLessThan(300)
    expect(store.rows()).toEqual(before)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  },
)

test('the same files without a fault are imported, so each fault is one', async () => {
  const { folder, json, ndjson } = await goodFiles()
  for (const file of [
    json,
    ndjson,
    JSON.stringify(JSON.parse(json), null, 2),
    `\ufeff${json}`,
    ndjson.replaceAll('\n', '\r\n'),
  ]) {
    const store = await directChats()
    expect((await imported(store, folder, file)).counts).toEqual({ imported: 2, copied: 0, skipped: 0 })
  }
})

test.each([
  ['of zeros', ''],
  ['that begins well', '{"format":"sluice-chats","version":1,"sessions":['],
])('a file of 1 GiB %s is refused after its first pieces', async (_name, beginning) => {
  const path = join(tempFolder(), 'large.json')
  writeFileSync(path, beginning)
  truncateSync(path, 1024 ** 3)
  let read = 0
  const job = { path, staged_at: 1, signal: new AbortController().signal, takeBack: () => true }
  const importing = importChats({ ...job, store: await directChats(), onProgress: (done) => (read = done) })
  await expect(importing).rejects.toMatchObject({ name: 'TransferFault' })
  expect(read).toBeLessThan(2 * 1024 ** 2)
})
