import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../../../../src/main/store/database.ts'
import { MIGRATIONS } from '../../../../../src/main/store/migrations/migrations.ts'
import { recover } from '../../../../../src/main/store/recovery.ts'
import { search } from '../../../../../src/main/store/search/search.ts'
import { tempFolder } from '../temp-store.ts'

/** As the version before the search wrote them. */
const OLD_CHATS = `
INSERT INTO session (position, session_id, title, created_at, updated_at) VALUES (1, 's', 'Alte Schleusen', 1, 2);
INSERT INTO session (position, session_id, title, created_at, updated_at, deleted_at) VALUES (2, 'd', 'Schleusen, gelöscht', 1, 2, 3);
INSERT INTO message (message_id, session_id, role, parts, created_at) VALUES
  ('m1', 's', 'user', '[{"channel":"answer","text":"Wie hoch ist eine Schleuse?"}]', 5);
INSERT INTO message (message_id, session_id, parent_id, role, parts, created_at, stream_id, "end") VALUES
  ('m2', 's', 'm1', 'assistant', '[{"channel":"reasoning","text":"secret"},{"channel":"answer","text":"Zehn Meter, 十米"}]', 6, 'x',
   '{"reason":"success"}'),
  ('m3', 's', 'm1', 'assistant', '[]', 7, 'y', NULL);
INSERT INTO chunk VALUES ('y', 1, 1, 'answer', 'Abgeschnittene Schl');
`

test('the chats of an older version are found after the update, the answer it was cut in as well', async () => {
  const file = join(tempFolder(), 'sluice.db')
  const old = await openDatabase({ file, now: 0, migrations: MIGRATIONS.slice(0, 2) })
  old.db.exec(OLD_CHATS)
  closeDatabase(old.db)
  const { db, migrated_from } = await openDatabase({ file, now: 1 })
  recover(db)
  const found = (query: string) => search(db, { query, limit: 9 }).hits.map((hit) => hit.message_id)
  expect(migrated_from).toBe(2)
  expect(found('schl')).toEqual([null, 'm3', 'm1'])
  expect([found('十米'), found('zehn meter'), found('secret'), found('geloscht')]).toEqual([
    ['m2'],
    ['m2'],
    [],
    [],
  ])
  closeDatabase(db)
})
