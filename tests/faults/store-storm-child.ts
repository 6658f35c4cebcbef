import { openDatabase } from '../../src/main/store/database.ts'
import { firstSchema } from '../../src/main/store/migrations/0001-first-schema.ts'
import type { Migration } from '../../src/main/store/migrations/migrations.ts'
import { inTransaction } from '../../src/main/store/transaction.ts'
import { say } from '../support/told-store.ts'

/** Does one thing with a database until it is killed, or until it is done. Says on its standard output what is durable. */
const [what = '', file = ''] = process.argv.slice(2)

/** Twenty rows a transaction, as fast as it goes. */
async function storm(): Promise<void> {
  const { db } = await openDatabase({ file, now: 0 })
  const insert = db.prepare('INSERT INTO setting (key, value) VALUES (?, ?)')
  const first = Number(db.prepare('SELECT count(*) AS rows FROM setting').get()?.['rows']) / 20
  for (let commit = first; ; commit++) {
    inTransaction(db, () => {
      for (let row = 0; row < 20; row++) insert.run(`${commit} ${row}`, 'x'.repeat(row * 50))
    })
    say('committed', commit)
  }
}

/** Two versions that change every message, and take their time. */
const SLOW: readonly Migration[] = [
  firstSchema,
  ...[2, 3].map(
    (version) => `ALTER TABLE message ADD COLUMN touched_${version} INTEGER NOT NULL DEFAULT 0;
    UPDATE message SET touched_${version} = ${version}, parts = json_insert(parts, '$[#]', json_object('version', ${version}));
    CREATE INDEX touched_${version} ON message (touched_${version}, parts)`,
  ),
]

async function migrateSlowly(): Promise<void> {
  say('migrating')
  const { db } = await openDatabase({ file, now: 0, migrations: SLOW })
  db.close()
  say('migrated')
}

if (what === 'storm') await storm()
if (what === 'migrate') await migrateSlowly()
