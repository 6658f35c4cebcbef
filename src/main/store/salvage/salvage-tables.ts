import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Table } from './salvage-read.ts'
import { quoted, throwUnlessDamage } from './salvage-read.ts'

/** The tables of the empty database, with the columns that the damaged one has as well. */
export function tablesOf(target: DatabaseSync, source: DatabaseSync): Table[] {
  const list = target.prepare('PRAGMA main.table_list').all()
  return list.flatMap(({ name, type, wr }): Table[] => {
    if (type !== 'table' || typeof name !== 'string' || name.startsWith('sqlite_')) return []
    const columns = columnsOf(target, name)
    const old = new Set(columnsIn(source, name))
    const alias = wr === 0 ? rowidAlias(target, name) : null
    const wanted = columns.filter((column) => old.has(column) && column !== alias)
    if (wanted.length === 0) return []
    if (wr === 1) return [{ name, columns: wanted, layout: columns, key: keyOf(target, name), indexes: [] }]
    return [
      { name, columns: ['rowid', ...wanted], layout: columns, key: null, indexes: indexesOf(target, name) },
    ]
  })
}

function columnsOf(db: DatabaseSync, table: string): string[] {
  const columns = db.prepare(`PRAGMA table_info(${quoted(table)})`).all()
  return columns.map(({ name }) => String(name))
}

/** None when the damaged database has lost the description of this table. */
function columnsIn(source: DatabaseSync, table: string): string[] {
  try {
    return columnsOf(source, table)
  } catch (error) {
    throwUnlessDamage(error)
    return []
  }
}

function keyOf(db: DatabaseSync, table: string): string[] {
  const columns = db.prepare(`PRAGMA table_info(${quoted(table)})`).all()
  const key = columns.filter(({ pk }) => Number(pk) > 0).toSorted((a, b) => Number(a['pk']) - Number(b['pk']))
  return key.map(({ name }) => String(name))
}

/** The column that is the rowid itself. */
function rowidAlias(db: DatabaseSync, table: string): string | null {
  const columns = db.prepare(`PRAGMA table_info(${quoted(table)})`).all()
  return (
    columns
      .filter(({ pk, type }) => Number(pk) > 0 && type === 'INTEGER')
      .map(({ name }) => String(name))[0] ?? null
  )
}

function indexesOf(db: DatabaseSync, table: string): Table['indexes'] {
  const list = db.prepare(`PRAGMA index_list(${quoted(table)})`).all()
  return list.flatMap(({ name, partial }) => {
    if (partial === 1) return []
    const columns = db.prepare(`PRAGMA index_info(${quoted(String(name))})`).all()
    return [{ name: String(name), columns: columns.map((column) => String(column['name'])) }]
  })
}

/** What a row has in a column that was added after it was written. */
export function defaultsOf(db: DatabaseSync, table: string): Map<string, SQLOutputValue> {
  const columns = db.prepare(`PRAGMA table_info(${quoted(table)})`).all()
  return new Map(
    columns.map(({ name, dflt_value }) => {
      const value =
        dflt_value === null ? null : db.prepare(`SELECT ${String(dflt_value)} AS value`).get()?.['value']
      return [String(name), value ?? null]
    }),
  )
}
