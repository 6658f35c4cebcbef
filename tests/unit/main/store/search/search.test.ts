import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../../../src/main/store/database.ts'
import { appendChunks, closeStream, openStream } from '../../../../../src/main/store/journal-writes.ts'
import { recover } from '../../../../../src/main/store/recovery.ts'
import { search } from '../../../../../src/main/store/search/search.ts'
import {
  changeSession,
  insertSession,
  purgeSession,
  readSession,
} from '../../../../../src/main/store/tables/session-table.ts'
import { inTransaction } from '../../../../../src/main/store/transaction.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import { ended, text, turn } from '../turns.ts'

async function database(): Promise<DatabaseSync> {
  const { db } = await openDatabase({ file: ':memory:', now: 0 })
  onTestFinished(() => db.close())
  return db
}

const MARKS = { pinned: false, archived: false }

function session(db: DatabaseSync, title = ''): SessionId {
  const session_id = randomUUID() as SessionId
  const dates = { created_at: 1, updated_at: 2, deleted_at: null }
  inTransaction(db, () =>
    insertSession(db, { session_id, title, model: null, leaf_id: null, ...MARKS, ...dates }),
  )
  return session_id
}

/** One prompt and its answer, saved as the core saves them. */
function said(db: DatabaseSync, session_id: SessionId, prompt: string, answer: string, at = 1_000) {
  const opening = turn(session_id, readSession(db, session_id)?.leaf_id ?? null, prompt, at)
  openStream(db, { ...opening, title: null, now: 1_000 })
  closeStream(db, ended(opening, text(answer)))
  return opening
}

function found(db: DatabaseSync, query: string, limit = 50): string[] {
  const { hits, index } = search(db, { query, limit })
  expect(index).toBe('whole')
  return hits.map(({ snippet }) => snippet.map((part) => part.text).join(''))
}

describe('a message is found', () => {
  test('by its words in any order, by a beginning while it is typed, and by a phrase only where it stands', async () => {
    const db = await database()
    said(db, session(db), 'How tall is a lock gate?', 'A gate of the lock: ten metres')
    expect(found(db, 'GATE tall')).toEqual(['How tall is a lock gate?'])
    expect(found(db, 'gat')).toHaveLength(2)
    expect(found(db, 'gat ')).toEqual([])
    expect(found(db, '"lock gate"')).toEqual(['How tall is a lock gate?'])
    expect(found(db, 'tall metres')).toEqual([])
  })

  test('with all a window needs to show it', async () => {
    const db = await database()
    const session_id = session(db, 'Locks')
    const { answer } = said(db, session_id, 'Prompt', 'Ten metres', 77)
    expect(search(db, { query: 'met', limit: 5 }).hits).toEqual([
      {
        session_id,
        title: 'Locks',
        message_id: answer.message_id,
        role: 'assistant',
        created_at: 77,
        snippet: [
          { text: 'Ten ', hit: false },
          { text: 'metres', hit: true },
        ],
      },
    ])
  })

  test('the newest first, at most five of one chat, and no more than asked for', async () => {
    const db = await database()
    const [talkative, quiet] = [session(db), session(db)]
    said(db, quiet, 'water, the oldest', '-')
    for (let n = 1; n <= 9; n++) said(db, talkative, `water ${n}`, '-')
    expect(found(db, 'water')).toEqual([
      'water 9',
      'water 8',
      'water 7',
      'water 6',
      'water 5',
      'water, the oldest',
    ])
    expect(found(db, 'water', 2)).toEqual(['water 9', 'water 8'])
  })

  test('after the titles that fit', async () => {
    const db = await database()
    const session_id = session(db, 'Boats and water')
    said(db, session(db), 'water', '-')
    expect(found(db, 'water')).toEqual(['Boats and water', 'water'])
    expect(search(db, { query: 'water', limit: 5 }).hits[0]).toMatchObject({
      session_id,
      message_id: null,
      role: null,
      created_at: 2,
    })
  })
})

describe('the index follows every write', () => {
  test('a prompt is found at once, its answer when it has ended, and never what was only thought', async () => {
    const db = await database()
    const opening = turn(session(db), null, 'Why do locks leak?')
    openStream(db, { ...opening, title: null, now: 1_000 })
    const chunk = {
      stream_id: opening.stream_id,
      first_seq: 1,
      last_seq: 1,
      channel: 'answer',
      text: 'Seals wear',
    } as const
    appendChunks(db, [chunk])
    expect([found(db, 'leak'), found(db, 'seals')]).toEqual([['Why do locks leak?'], []])
    const parts = [{ channel: 'reasoning', text: 'The user pondered' } as const, ...text('Seals wear out')]
    closeStream(db, ended(opening, parts))
    expect([found(db, 'seals'), found(db, 'pondered')]).toEqual([['Seals wear out'], []])
  })

  test('an answer that a crash cut is found after the next start', async () => {
    const db = await database()
    const opening = turn(session(db), null, 'Prompt')
    openStream(db, { ...opening, title: null, now: 1_000 })
    const chunk = {
      stream_id: opening.stream_id,
      first_seq: 1,
      last_seq: 1,
      channel: 'answer',
      text: 'Half an ans',
    } as const
    appendChunks(db, [chunk])
    recover(db)
    expect(found(db, 'half')).toEqual(['Half an ans'])
  })

  test('a title is found as it is now: the first prompt, then the name a person gave', async () => {
    const db = await database()
    const session_id = session(db)
    openStream(db, { ...turn(session_id, null, '-'), title: 'Sluices of Delft', now: 1_000 })
    expect(found(db, 'delft')).toEqual(['Sluices of Delft'])
    inTransaction(db, () => changeSession(db, session_id, { title: 'Weirs of Leiden' }))
    expect([found(db, 'delft'), found(db, 'leiden')]).toEqual([[], ['Weirs of Leiden']])
    inTransaction(db, () => changeSession(db, session_id, { updated_at: 5 }))
    expect(found(db, 'leiden')).toHaveLength(1)
  })

  test('a deleted chat is not found, nor its title; taken back, it is again', async () => {
    const db = await database()
    const session_id = session(db, 'Secret water')
    said(db, session_id, 'water', 'water')
    inTransaction(db, () => changeSession(db, session_id, { deleted_at: 9 }))
    expect(found(db, 'water')).toEqual([])
    inTransaction(db, () => changeSession(db, session_id, { deleted_at: null }))
    expect(found(db, 'water')).toHaveLength(3)
  })

  test('a purged chat leaves nothing in the index, though its rows are used again', async () => {
    const db = await database()
    const session_id = session(db, 'Old water')
    said(db, session_id, 'old water', 'old water')
    inTransaction(db, () => purgeSession(db, session_id))
    const left = ['message_search', 'title_search'].flatMap((table) =>
      db.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH 'old'`).all(),
    )
    expect(left).toEqual([])
    said(db, session(db, 'New fire'), 'new fire', 'new fire')
    expect([found(db, 'water'), found(db, 'old'), found(db, 'fire').length]).toEqual([[], [], 3])
  })

  test('what is undone is not found', async () => {
    const db = await database()
    const session_id = session(db)
    const opening = turn(session_id, 'nowhere' as never, 'water')
    expect(() => openStream(db, { ...opening, title: 'water', now: 1_000 })).toThrow('not saved')
    expect(() =>
      inTransaction(db, () => {
        changeSession(db, session_id, { title: 'water' })
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(found(db, 'water')).toEqual([])
  })
})

test('hostile questions find nothing or words, and never fail', async () => {
  const db = await database()
  said(db, session(db), 'near or not and', 'x')
  const hostile = [
    '"',
    '""',
    "'",
    'a"b"c"',
    'NEAR(',
    'AND',
    'a AND',
    'words:x',
    'characters : "x"',
    '-x',
    '^x',
    '*',
    '(((',
    '{a b} : c',
    '\0',
    'a\0b',
    '\ud800',
    'x'.repeat(10_000),
    '" '.repeat(5_000),
    '()*^:-+"\''.repeat(1_000),
    '人'.repeat(10_000),
  ]
  for (const query of hostile) expect(() => search(db, { query, limit: 5 })).not.toThrow()
  for (const word of ['NEAR', 'OR', 'NOT', 'AND']) expect(found(db, word)).toHaveLength(1)
})
