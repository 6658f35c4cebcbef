import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../../../src/main/store/database.ts'
import { closeStream, openStream } from '../../../../../src/main/store/journal-writes.ts'
import { search } from '../../../../../src/main/store/search/search.ts'
import {
  changeSession,
  insertSession,
  purgeSession,
} from '../../../../../src/main/store/tables/session-table.ts'
import { inTransaction } from '../../../../../src/main/store/transaction.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import { ended, text, turn } from '../turns.ts'

const han = fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code))
const kana = fc.integer({ min: 0x3041, max: 0x30fa }).map((code) => String.fromCodePoint(code))
const hangul = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCodePoint(code))
const unspaced = fc.string({ unit: fc.oneof(han, kana, hangul), minLength: 1, maxLength: 12 })
const anything = fc.string({ unit: 'grapheme', maxLength: 40 })
const latin = fc.string({ unit: fc.constantFrom(...'aäÉñßøcde fgh\n.-_"\'Ωςя'), maxLength: 40 })
const written = fc
  .array(fc.oneof(unspaced, anything, latin), { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.join(' '))

/** The words as a reader sees them: what stands between blanks and signs. */
const wordsOf = (value: string): string[] => value.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? []
/** Neighbours as written, none without a mark that belongs to it. */
const pairsOf = (value: string): string[] =>
  [...value.matchAll(/(?=([\u4e00-\u9fff\u3041-\u3094\u30a1-\u30fa\uac00-\ud7a3]{2})(?!\p{M}))/gu)].flatMap(
    (pair) => pair[1] ?? [],
  )

/** As a whole word, as what is typed of one, or as a phrase. */
const asking = fc.constantFrom(
  (word: string) => `${word} `,
  (word: string) => word,
  (word: string) => `"${word}"`,
)

const MARKS = { pinned: false, archived: false }

test('whatever was written is found by any of its words and by any two neighbours, and by nothing once deleted', async () => {
  const { db } = await openDatabase({ file: ':memory:', now: 0 })
  let looked = 0
  fc.assert(
    fc.property(written, written, asking, (prompt, answer, ask) => {
      const session_id = randomUUID() as SessionId
      const dates = { created_at: 0, updated_at: 0, deleted_at: null }
      inTransaction(db, () =>
        insertSession(db, { session_id, title: prompt, model: null, leaf_id: null, ...MARKS, ...dates }),
      )
      const opening = turn(session_id, null, prompt)
      openStream(db, { ...opening, title: null, now: 1_000 })
      closeStream(db, ended(opening, text(answer)))
      const finds = (query: string) =>
        search(db, { query, limit: 200 }).hits.filter((hit) => hit.session_id === session_id)
      for (const [value, message_id] of [
        [prompt, opening.user_message.message_id],
        [answer, opening.answer.message_id],
        [prompt, null],
      ] as const) {
        for (const query of [...wordsOf(value), ...pairsOf(value)]) {
          const asked = ask(query)
          const hit = finds(asked).find((one) => one.message_id === message_id)
          const marked = hit?.snippet.some((part) => part.hit)
          expect([asked, value, marked]).toEqual([asked, value, true])
          looked++
        }
      }
      inTransaction(db, () => changeSession(db, session_id, { deleted_at: 1 }))
      for (const query of wordsOf(prompt)) expect(finds(query)).toEqual([])
      // How much of many chats is shown is not what is tested here: each run begins with no other one.
      inTransaction(db, () => purgeSession(db, session_id))
    }),
    { numRuns: 100 },
  )
  expect(looked).toBeGreaterThan(300)
  db.close()
})

test('no question fails, whatever is in it', async () => {
  const { db } = await openDatabase({ file: ':memory:', now: 0 })
  const odd = fc.string({ unit: 'binary', maxLength: 200 })
  const syntax = fc.string({ unit: fc.constantFrom(...'"()*^:-+{} ANDORNEAR,0a人\0'), maxLength: 200 })
  fc.assert(
    fc.property(fc.oneof(odd, syntax), (query) => {
      expect(search(db, { query, limit: 5 }).hits).toEqual([])
    }),
    { numRuns: 1_000 },
  )
  db.close()
})
