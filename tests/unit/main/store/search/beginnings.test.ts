import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../../../src/main/store/database.ts'
import { clauseMatcher } from '../../../../../src/main/store/search/clause-matcher.ts'
import { newestThatFit } from '../../../../../src/main/store/search/newest-that-fit.ts'
import { parseQuery } from '../../../../../src/main/store/search/search-query.ts'
import { insertMessage } from '../../../../../src/main/store/tables/message-table.ts'
import { insertSession } from '../../../../../src/main/store/tables/session-table.ts'
import { inTransaction } from '../../../../../src/main/store/transaction.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import { turn } from '../turns.ts'

/** 3,000 prompts, 30 in each chat; what the n-th says is the test's. */
async function prompts(say: (n: number) => string) {
  const { db } = await openDatabase({ file: ':memory:', now: 0 })
  onTestFinished(() => db.close())
  inTransaction(db, () => {
    for (let chat = 0; chat < 100; chat++) {
      const session_id = `chat-${chat}` as SessionId
      const dates = { created_at: 0, updated_at: 0, deleted_at: null }
      insertSession(db, {
        session_id,
        title: '',
        model: null,
        leaf_id: null,
        pinned: false,
        archived: false,
        ...dates,
      })
      for (let n = 0; n < 30; n++) insertMessage(db, turn(session_id, null, say(chat * 30 + n)).user_message)
    }
  })
  return (query: string, limit = 50) => newestThatFit(db, parseQuery(query), limit)
}

/** What a search must find: at most five of each chat, the newest first. Positions begin at 1. */
function expected(fits: (n: number) => boolean, limit = 50): number[] {
  const of_chat = new Map<number, number>()
  const found: number[] = []
  for (let n = 2_999; n >= 0 && found.length < limit; n--) {
    const chat = Math.floor(n / 30)
    const before = of_chat.get(chat) ?? 0
    if (!fits(n) || before === 5) continue
    of_chat.set(chat, before + 1)
    found.push(n + 1)
  }
  return found
}

test.each([
  ['common', (n: number) => n % 2 === 0],
  ['not so common', (n: number) => n % 19 === 0],
  ['rare', (n: number) => n % 701 === 0],
  ['only old', (n: number) => n < 40],
  ['absent', () => false],
])(
  'the beginning of a word that is %s is found in the newest messages that have it',
  async (_claim, fits) => {
    const find = await prompts(
      (n) => `the ${fits(n) ? 'containers' : 'cobble, é'} of ${n % 3 === 0 ? 'glass' : 'wood'}`,
    )
    for (const query of ['con', 'conta', 'containers', '"the contai', 'the conta']) {
      expect([query, find(query)]).toEqual([query, expected(fits)])
    }
    expect(find('glass conta')).toEqual(expected((n) => fits(n) && n % 3 === 0))
    expect(find('conta', 7)).toEqual(expected(fits, 7))
  },
)

test.each([
  ['gat', 'a floodgate', false],
  ['gat', 'A GATE', true],
  ['gat', 'Ä Gáte', true],
  ['"lock gat', 'the lock,\n gates', true],
  ['"lock gat', 'the lock a gate', false],
  ['gate ', 'gates', false],
  ['gate ', 'the gate.', true],
  ['naï', 'naive', true],
  ['наи', 'naive', false],
  ['智能', '人工智能', true],
])('%s in "%s": %s', (query, text, has) => {
  const [clause] = parseQuery(query)
  expect(clause && clauseMatcher(clause)(text)).toBe(has)
})
