import { DatabaseSync } from 'node:sqlite'
import { writeSync } from 'node:fs'

/** Another program that holds the database until it is killed. */
const [file = ''] = process.argv.slice(2)
const db = new DatabaseSync(file, { timeout: 20_000 })
db.exec('BEGIN IMMEDIATE')
writeSync(1, 'holds\n')
setInterval(() => db.isTransaction, 60_000)
