import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { storeErrorOf } from '../store-error.ts'

export interface Table {
  name: string
  /** Where the rows of a table lie in the order of their rowid, `rowid` is the first one. */
  columns: readonly string[]
  /** All columns, as they lie in a row on disk. */
  layout: readonly string[]
  /** The columns of the primary key where that is the order of the rows on disk; null where the rowid is. */
  key: readonly string[] | null
  /** Of a table with rowids: the indexes that know every row. */
  indexes: readonly { name: string; columns: readonly string[] }[]
}

/** In the order of the table's columns. Integers come as bigint: a damaged number may be any. */
export type Row = SQLOutputValue[]

/** Reads one table of a damaged database: what cannot be read is left out, and never stops the rest. */
export interface TableReader {
  /** All rows that a scan can reach; false when some place could not be read. */
  scan(take: (row: Row) => void): boolean
  /** Rows of one key, from both ends. */
  scanKey(column: string, value: string, take: (row: Row) => void): void
  /** The rowid and the index's columns of each row, as far as this index can be read; false when that is not all of it. */
  scanIndex(index: Table['indexes'][number], take: (row: Row) => void): boolean
  /** `lost`: it is there and cannot be read. `none`: there is no such row. */
  rowAt(at: bigint): Row | 'lost' | 'none'
}

/** Behind a place that cannot be read a scan is begun anew, so often at most. */
const SCANS_MAX = 50_000
/** So many places over the whole table without a row: it is lost as a whole. */
const SCANS_FOR_NOTHING = 250

/** `rows_max`: more rows than this cannot be in the file. */
export function tableReader(db: DatabaseSync, table: Table, rows_max: bigint): TableReader {
  const from = `FROM ${quoted(table.name)}`
  const select = `SELECT ${table.columns.map(quoted).join(', ')} ${from}`
  let probe: StatementSync | null = null
  const bothWays = (sql: string, order: readonly string[], values: string[], take: (row: Row) => void) => {
    const ordered = (way: string): string =>
      `${sql} ORDER BY ${order.map((name) => `${quoted(name)} ${way}`).join(', ')}`
    if (each(db, ordered('ASC'), values, take)) return true
    each(db, ordered('DESC'), values, take)
    return false
  }
  return {
    scan: (take) =>
      table.key ? bothWays(select, table.key, [], take) : scanRanges(db, table, select, rows_max, take),
    scanKey: (column, value, take) =>
      void bothWays(`${select} WHERE ${quoted(column)} = ?`, table.key ?? ['rowid'], [value], take),
    scanIndex({ name, columns }, take) {
      const wanted = ['rowid', ...columns].map(quoted).join(', ')
      return bothWays(`SELECT ${wanted} ${from} INDEXED BY ${quoted(name)}`, columns, [], take)
    },
    rowAt(at) {
      try {
        probe ??= prepared(db, `${select} WHERE rowid = ?`)
        return (probe.get(at) as unknown as Row | undefined) ?? 'none'
      } catch (error) {
        throwUnlessDamage(error)
        probe = null
        return 'lost'
      }
    },
  }
}

/** Halves what lies behind a place that cannot be read until only that place is left out. */
function scanRanges(
  db: DatabaseSync,
  table: Table,
  select: string,
  rows_max: bigint,
  take: (row: Row) => void,
): boolean {
  const sql = `${select} WHERE rowid BETWEEN ? AND ? ORDER BY rowid`
  const ranges: [bigint, bigint][] = [[0n, lastRowid(db, table) ?? 2n ** 63n - 1n]]
  let any = false
  // Halves are added while the list is walked: wide ranges come first, and with them most of the rows.
  for (const [low, high] of ranges) {
    let last = low - 1n
    const whole = each(db, sql, [low, high], (row) => {
      const [at] = row
      // Pages that lead in circles would never end.
      if (typeof at !== 'bigint' || at <= last || at > high) throw new Broken()
      last = at
      any = true
      take(row)
    })
    if (whole) continue
    const next = last + 1n
    const end = high > next + rows_max ? next + rows_max : high
    if (next >= end || ranges.length > (any ? SCANS_MAX : SCANS_FOR_NOTHING)) continue
    const middle = (next + end) / 2n
    ranges.push([middle + 1n, end], [next, middle])
  }
  return ranges.length === 1
}

/** From the end of the table; where that cannot be read, the last one that any part of an index knows. null: there is no telling. */
function lastRowid(db: DatabaseSync, { name, indexes }: Table): bigint | null {
  let last: bigint | null = null
  const look = ([at]: Row): void => {
    if (typeof at === 'bigint' && (last === null || at > last)) last = at
  }
  if (each(db, `SELECT max(rowid) FROM ${quoted(name)}`, [], look)) return last
  for (const index of indexes) {
    each(db, `SELECT rowid FROM ${quoted(name)} INDEXED BY ${quoted(index.name)}`, [], look)
  }
  return last
}

/** False when the scan broke off at a damaged place. */
function each(db: DatabaseSync, sql: string, values: (bigint | string)[], take: (row: Row) => void): boolean {
  try {
    // Prepared each time: after an error a statement tells of it once more (https://sqlite.org/c3ref/reset.html).
    for (const row of prepared(db, sql).iterate(...values)) take(row as unknown as Row)
    return true
  } catch (error) {
    throwUnlessDamage(error)
    return false
  }
}

function prepared(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  return statement
}

/** Rows in an order that no whole table has. */
class Broken extends Error {}

/** ERROR (its description is lost), CORRUPT, TOOBIG, NOTADB: https://sqlite.org/rescode.html */
const DAMAGE_CODES: ReadonlySet<number> = new Set([1, 11, 18, 26])

/** A full disk, a failing one and a lock say nothing about the rows. */
export function throwUnlessDamage(error: unknown): void {
  if (error instanceof Broken) return
  const { errcode } = storeErrorOf(error)
  if (errcode === null || !DAMAGE_CODES.has(errcode & 0xff)) throw error
}

/** A name for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
