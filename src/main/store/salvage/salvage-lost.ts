import type { DatabaseSync } from 'node:sqlite'
import type { FoundRow } from './salvage-pages.ts'
import type { Row, Table, TableReader } from './salvage-read.ts'
import { quoted } from './salvage-read.ts'
import { defaultsOf } from './salvage-tables.ts'

/** The rows of a table that indexes know of and that are not saved, with what the indexes know of each. */
export interface LostRows {
  /** Asks the indexes; false when none of them could be read to its end, so that there may be more. */
  note(reader: TableReader): boolean
  /** Calls `isNone` with each rowid; what is saved by then, or never was there, is lost no more. */
  each(isNone: (at: bigint) => boolean): void
  /** The row to save when what was found is one of them beyond doubt. */
  matching(found: FoundRow): Row | null
  count(): number
}

/** Kept as `temp.lost_TABLE (at, …)`, where references to them are looked up as well. */
export function lostRows(target: DatabaseSync, table: Table): LostRows {
  const lost = `temp.${quoted(`lost_${table.name}`)}`
  const columns = [...new Set(table.indexes.flatMap((index) => index.columns))]
  target.exec(`CREATE TABLE ${lost} (${['at INTEGER PRIMARY KEY', ...columns.map(quoted)].join(', ')})`)
  const has = target.prepare(`SELECT 1 FROM ${quoted(table.name)} WHERE rowid = ?`)
  const forget = target.prepare(`DELETE FROM ${lost} WHERE at = ?`)
  const rowids = target.prepare(`SELECT at FROM ${lost} ORDER BY at`)
  rowids.setReadBigInts(true)
  const known = target.prepare(`SELECT * FROM ${lost} WHERE at = ?`)
  known.setReadBigInts(true)
  const defaults = defaultsOf(target, table.name)
  return {
    note(reader) {
      const whole = table.indexes.map((index) => {
        const note = target.prepare(upsert(lost, index.columns))
        return reader.scanIndex(index, (row) => {
          const [at] = row
          if (typeof at === 'bigint' && !has.get(at)) note.run(...row)
        })
      })
      return whole.includes(true)
    },
    each(isNone) {
      for (const { at } of rowids.all()) {
        if (isNone(at as bigint) || has.get(at as bigint)) forget.run(at as bigint)
      }
    },
    matching(row) {
      const { at } = row
      const wanted = known.get(at)
      const found = wanted && row.values()
      if (!found || found.length > table.layout.length || has.get(at)) return null
      const value = (name: string) => {
        const place = table.layout.indexOf(name)
        return place < found.length ? found[place] : defaults.get(name)
      }
      const certain = columns.filter((name) => wanted[name] !== null)
      if (certain.length === 0 || certain.some((name) => value(name) !== wanted[name])) return null
      return table.columns.map((name) => (name === 'rowid' ? at : (value(name) ?? null)))
    },
    count: () => Number(target.prepare(`SELECT count(*) AS rows FROM ${lost}`).get()?.['rows']),
  }
}

function upsert(lost: string, columns: readonly string[]): string {
  const names = columns.map(quoted)
  return `INSERT INTO ${lost} (${['at', ...names].join(', ')}) VALUES (?${', ?'.repeat(names.length)})
    ON CONFLICT (at) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`
}
