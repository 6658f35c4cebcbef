import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { allChatsName, chatName } from '../../../../src/main/transfer/file-names.ts'

test('all chats are named after the day', () => {
  expect(allChatsName('json', new Date(2026, 10, 30))).toBe('Sluice chats 2026-11-30.json')
  expect(allChatsName('ndjson', new Date(2026, 0, 2))).toBe('Sluice chats 2026-01-02.ndjson')
})

test.each([
  ['Why sluices leak', 'Why sluices leak.md'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j.md'],
  ['../../etc/passwd', 'etc passwd.md'],
  ['.hidden', 'hidden.md'],
  ['-rf', 'rf.md'],
  ['ends with dots...', 'ends with dots.md'],
  ['two\nlines\tand a tab', 'two lines and a tab.md'],
  ['CON', 'Chat CON.md'],
  ['nul.tar', 'Chat nul.tar.md'],
  ['COM¹', 'Chat COM¹.md'],
  ['console', 'console.md'],
  ['photo \u202egpj.exe', 'photo gpj.exe.md'],
  ['zero\u200bwidth', 'zero width.md'],
  ['', 'Sluice chat.md'],
  ['???', 'Sluice chat.md'],
  ['\ud83d', '\ufffd.md'],
])('%j becomes %j', (title, name) => {
  expect(chatName(title, 'markdown')).toBe(name)
})

test('a long title is cut between two characters, at 80', () => {
  const name = chatName(`${'x'.repeat(75)}👩‍👩‍👧 and more`, 'ndjson')
  expect(name).toBe(`${'x'.repeat(73)}.ndjson`)
  expect(chatName('👩🏽‍🚀'.repeat(40), 'json').length).toBeLessThanOrEqual(80)
})

test('no title makes a name that a system cannot take', () => {
  const unit = fc.oneof(
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
    fc.constantFrom('.', ' ', '/', '\\', 'CON', '~', '-'),
  )
  fc.assert(
    fc.property(
      fc.array(unit, { maxLength: 120 }),
      fc.constantFrom('markdown' as const, 'json', 'ndjson'),
      (units, format) => {
        const name = chatName(units.join(''), format)
        expect(name.length).toBeLessThanOrEqual(85)
        expect(Buffer.byteLength(`${name}.part`)).toBeLessThanOrEqual(255)
        // oxlint-disable-next-line no-control-regex -- they are what must not be there
        expect(name).not.toMatch(/[/\\:*?"<>|\u0000-\u001f\u202a-\u202e\u2066-\u2069]|^[.\s-]|[.\s]\.\w+$/)
        expect(name.isWellFormed()).toBe(true)
      },
    ),
    { numRuns: 2_000 },
  )
})
