import { statSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { lostRows } from './salvage-lost.ts'
import { eachRowInPages } from './salvage-pages.ts'
import { mendReferences } from './salvage-references.ts'
import type { Row, Table, TableReader } from './salvage-read.ts'
import { quoted, tableReader } from './salvage-read.ts'
import { tablesOf } from './salvage-tables.ts'
import { writeSearchState } from '../search/search-state.ts'
import { StoreError, storeErrorOf } from '../store-error.ts'

export interface Salvaged {
  /** Tables of which something was saved. */
  tables: number
  rows_saved: number
  /** Those, and the ones that are known to have been there. */
  rows_expected: number
  /** Messages among the rows saved. */
  messages: number
}

/** Both: `app_state` of the old database speaks of the old database. A search index is made anew with what was saved. */
const NOT_TAKEN_OVER = `DELETE FROM app_state WHERE key IN ('clean_end', 'damage') OR key LIKE 'search%'`

export interface SalvageFiles {
  /** Where `source` lies, for what SQLite does not find any more. */
  file: string
  source: DatabaseSync
  /** Empty, with the same schema. */
  target: DatabaseSync
}

/** No row of ours, with its entry in the page, is shorter. */
const ROW_BYTES_MIN = 16

/**
 * Copies what can be read of a damaged database: by a scan; behind broken places by the keys that indexes know; and what
 * those know and SQLite cannot reach from the pages themselves. Virtual tables and what lies behind them are left out: they
 * are made from others.
 */
export function salvage({ file, source, target }: SalvageFiles): Salvaged {
  const total: Salvaged = { tables: 0, rows_saved: 0, rows_expected: 0, messages: 0 }
  target.exec('PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; BEGIN')
  // The parts of an answer in `chunk` are looked for by the messages saved, so those come first.
  const tables = tablesOf(target, source).toSorted((a, b) => Number(a.key !== null) - Number(b.key !== null))
  for (const table of tables) {
    const reader = tableReader(source, table, BigInt(Math.ceil(statSync(file).size / ROW_BYTES_MIN)))
    const writer = tableWriter(target, table)
    const lost = salvageTable(file, target, table, reader, writer)
    if (writer.saved > 0) total.tables++
    if (table.name === 'message') total.messages = writer.saved
    total.rows_saved += writer.saved
    total.rows_expected += writer.saved + lost
  }
  target.exec(NOT_TAKEN_OVER)
  mendReferences(target)
  // What can be found is built from the messages there are now.
  writeSearchState(target, 'aside')
  target.exec('COMMIT')
  return total
}

/** Returns how many rows are lost; 1 where that it was not all of them is all that is known. */
function salvageTable(
  file: string,
  target: DatabaseSync,
  table: Table,
  reader: TableReader,
  writer: TableWriter,
): number {
  const whole = reader.scan(writer.take)
  if (table.key !== null) {
    if (!whole) salvageByKeys(target, table, reader, writer)
    return Math.max(writer.refused, whole ? 0 : 1)
  }
  const lost = lostRows(target, table)
  if (whole && writer.refused === 0) return 0
  const all_known = lost.note(reader)
  lost.each((at) => {
    const row = reader.rowAt(at)
    if (Array.isArray(row)) writer.take(row)
    return row === 'none'
  })
  if (lost.count() > 0) {
    eachRowInPages(file, (found) => {
      const row = lost.matching(found)
      if (row) writer.take(row)
    })
    lost.each(() => false)
  }
  return Math.max(lost.count(), all_known ? 0 : 1)
}

interface TableWriter {
  saved: number
  /** Read, and against the rules of the table: damaged inside. */
  refused: number
  take: (row: Row) => void
}

function tableWriter(target: DatabaseSync, { name, columns }: Table): TableWriter {
  const places = columns.map(() => '?').join(', ')
  const insert = target.prepare(
    `INSERT INTO ${quoted(name)} (${columns.map(quoted).join(', ')}) VALUES (${places})`,
  )
  const writer: TableWriter = {
    saved: 0,
    refused: 0,
    take: (row) => {
      const outcome = tryInsert(insert, row)
      if (outcome === 'saved') writer.saved++
      if (outcome === 'refused') writer.refused++
    },
  }
  return writer
}

/** `known`: a row with this key is there already. */
function tryInsert(insert: StatementSync, row: Row): 'saved' | 'known' | 'refused' {
  try {
    insert.run(...row)
    return 'saved'
  } catch (error) {
    const { errcode, kind, detail } = storeErrorOf(error)
    if (errcode !== null && KNOWN_CODES.has(errcode)) return 'known'
    if (errcode !== null && (errcode & 0xff) === CONSTRAINT) return 'refused'
    // Without its code: what goes wrong here is no damage of the source.
    throw new StoreError(kind, undefined, detail)
  }
}

const CONSTRAINT = 19
/** PRIMARYKEY, UNIQUE, ROWID: https://sqlite.org/rescode.html#extrc */
const KNOWN_CODES: ReadonlySet<number> = new Set([1555, 2067, 2579])

/** Between two broken places a table without rowids can be read where the keys are known. */
function salvageByKeys(target: DatabaseSync, table: Table, reader: TableReader, { take }: TableWriter): void {
  const known = KEYS[table.name]
  if (!known) return
  for (const { key } of target.prepare(known.select).all()) reader.scanKey(known.column, String(key), take)
}

const KEYS: Readonly<Record<string, { column: string; select: string }>> = {
  chunk: {
    column: 'stream_id',
    select: 'SELECT stream_id AS key FROM message WHERE stream_id IS NOT NULL AND "end" IS NULL',
  },
  draft: { column: 'key', select: "SELECT session_id AS key FROM session UNION ALL SELECT ''" },
}
