import { closeSync, openSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { TempStore } from '../temp-store.ts'
import { tempStore } from '../temp-store.ts'
import { ended, text, turn } from '../turns.ts'

/** A damage as a program that knows nothing of Sluice could do it: not through Sluice's connection, which would refuse. */
const PAGES = 'pages'
const DAMAGES: Record<string, string> = {
  'the pages of the file it is in are overwritten': PAGES,
  'its blocks are overwritten':
    'UPDATE message_search_data SET block = zeroblob(length(block)) WHERE id > 10',
  'its table of contents is overwritten':
    "UPDATE message_search_data SET block = x'ffffffffffffffff' WHERE id = 10",
  'some of its blocks are gone': 'DELETE FROM message_search_data WHERE id > 10',
  'its own settings are gone': 'DELETE FROM message_search_config; DELETE FROM title_search_config',
  'its tables are gone': 'DROP TABLE message_search; DROP TABLE title_search',
}

/** The most titles a question finds. */
const TITLES = 10

function overwritePages(db: DatabaseSync, file: string): void {
  const roots = db
    .prepare("SELECT rootpage FROM sqlite_schema WHERE name GLOB '*_search_*' AND type = 'table'")
    .all()
  const handle = openSync(file, 'r+')
  for (const { rootpage } of roots)
    writeSync(handle, Buffer.alloc(4_096, 0xa5), 0, 4_096, (Number(rootpage) - 1) * 4_096)
  closeSync(handle)
}

/** Between two runs of the app. */
async function damaged(store: TempStore, sql: string): Promise<TempStore> {
  await store.dispose()
  const db = new DatabaseSync(store.file)
  db.enableDefensive(false)
  if (sql === PAGES) overwritePages(db, store.file)
  else db.exec(sql)
  db.close()
  return tempStore({ file: store.file })
}

async function talk(store: TempStore, prompt: string, answer: string) {
  const { session_id } = await store.sessions.create(null)
  const opening = turn(session_id, null, prompt)
  await store.journal.open(opening)
  return { session_id, opening, end: () => store.journal.close(ended(opening, text(answer))) }
}

/** Asks until the index is whole again, as a window does that is told that it is built. */
async function foundWhenBuilt(store: TempStore, query: string) {
  for (;;) {
    const { hits, rebuilding } = await store.search.find(query, 50)
    if (!rebuilding) return hits
  }
}

describe.each(Object.entries(DAMAGES))('when %s', (_what, sql) => {
  test('a question is answered with "being rebuilt", and everything is found afterwards', async () => {
    const before = await tempStore()
    for (let n = 0; n < 20; n++) await (await talk(before, `water ${n}`, `an answer ${n}`)).end()
    const store = await damaged(before, sql)
    expect(await store.search.find('water', 50)).toEqual({ hits: [], rebuilding: true })
    expect(await foundWhenBuilt(store, '"answer 7"')).toHaveLength(1)
    expect((await store.search.find('water', 50)).hits).toHaveLength(TITLES + 20)
    expect(store.log.filter(({ event }) => event.startsWith('search_'))).toEqual([
      { event: 'search_index_build', anew: true },
      { event: 'search_index_built' },
    ])
  })

  test('prompts, answers, titles and purges are saved all the same, and found once it is rebuilt', async () => {
    const healthy = await tempStore()
    const before = await talk(healthy, 'before', 'opened before')
    await before.end()
    const store = await damaged(healthy, sql)
    const after = await talk(store, 'afterwards', 'written afterwards')
    await after.end()
    await store.sessions.rename(after.session_id, 'Renamed afterwards')
    await store.sessions.purge((await talk(store, 'purged', '-')).session_id)
    const { messages } = (await store.sessions.load(after.session_id)) ?? { messages: [] }
    expect(messages.map(({ parts }) => parts)).toEqual([text('afterwards'), text('written afterwards')])
    expect((await store.sessions.load(before.session_id))?.messages[1]?.parts).toEqual(text('opened before'))
    expect((await foundWhenBuilt(store, 'afterwards')).map(({ role }) => role)).toEqual([
      null,
      'assistant',
      'user',
    ])
    expect(await foundWhenBuilt(store, 'purged')).toEqual([])
  })
})

test('what is written while the index is built is in it, and a restart in the middle goes on where it was', async () => {
  const healthy = await tempStore()
  const long = 'lots of words to be looked at '.repeat(3_000)
  for (let n = 0; n < 12; n++) await (await talk(healthy, `oldest ${n}`, long)).end()
  const store = await damaged(healthy, DAMAGES['its tables are gone'] ?? '')
  expect(await store.search.find('oldest', 50)).toMatchObject({ rebuilding: true })
  await (await talk(store, 'meanwhile', 'meanwhile')).end()
  await store.dispose()
  const again = await tempStore({ file: store.file })
  const first = await again.search.find('meanwhile', 50)
  expect(first.hits).toHaveLength(3)
  expect(await foundWhenBuilt(again, 'oldest')).toHaveLength(TITLES + 12)
  expect(await foundWhenBuilt(again, 'lots')).toHaveLength(12)
})
