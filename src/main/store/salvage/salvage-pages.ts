import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import type { SQLOutputValue } from 'node:sqlite'

/**
 * Rows read from the pages themselves, past SQLite: where the page that led to others is lost, those others are not. The
 * format: https://sqlite.org/fileformat2.html#b_tree_pages. What comes from here is to be compared with what an index knows:
 * pages that are no longer in use hold rows that were deleted.
 */

/** SQLite's default, which no database of ours changes. */
const PAGE_BYTES = 4_096
const WAL_HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const LEAF_OF_ROWS = 13
const ROW_BYTES_MAX = 1_000_000_000

export interface FoundRow {
  at: bigint
  /** In the order of the table's columns, the last ones missing where they were added later; a column that is the rowid is null. */
  values: () => SQLOutputValue[] | null
}

/** Goes through all pages; of a page written again lately that version alone. */
export function eachRowInPages(file: string, take: (row: FoundRow) => void): void {
  const pages = openPages(file)
  try {
    for (let number = 2; number <= pages.count; number++) {
      const page = pages.read(number)
      if (page?.[0] !== LEAF_OF_ROWS) continue
      const cells = page.readUInt16BE(3)
      for (let cell = 0; cell < cells && 10 + 2 * cell <= PAGE_BYTES; cell++) {
        const row = rowIn(pages, page, page.readUInt16BE(8 + 2 * cell))
        if (row) take(row)
      }
    }
  } finally {
    pages.close()
  }
}

interface Pages {
  count: number
  /** Numbered from 1. */
  read(number: number): Buffer | null
  close(): void
}

function openPages(file: string): Pages {
  const main = openSync(file, 'r')
  const log = existsSync(`${file}-wal`) ? openSync(`${file}-wal`, 'r') : null
  const newer = log === null ? new Map<number, number>() : framesOf(log)
  const in_file = Math.floor(statSync(file).size / PAGE_BYTES)
  return {
    count: newer.keys().reduce((most, number) => Math.max(most, number), in_file),
    read(number) {
      const page = Buffer.alloc(PAGE_BYTES)
      const place = newer.get(number)
      const [handle, at] =
        log !== null && place !== undefined ? [log, place] : [main, (number - 1) * PAGE_BYTES]
      return readSync(handle, page, 0, PAGE_BYTES, at) === PAGE_BYTES ? page : null
    },
    close() {
      closeSync(main)
      if (log !== null) closeSync(log)
    },
  }
}

/** Where in the write-ahead log the newest committed version of each page lies: https://sqlite.org/fileformat2.html#walformat */
function framesOf(log: number): Map<number, number> {
  const committed = new Map<number, number>()
  const salts = Buffer.alloc(8)
  if (readSync(log, salts, 0, 8, 16) < 8) return committed
  const head = Buffer.alloc(FRAME_HEADER_BYTES)
  let open: [number, number][] = []
  for (let at = WAL_HEADER_BYTES; ; at += FRAME_HEADER_BYTES + PAGE_BYTES) {
    if (readSync(log, head, 0, FRAME_HEADER_BYTES, at) < FRAME_HEADER_BYTES) return committed
    if (!head.subarray(8, 16).equals(salts)) return committed
    open.push([head.readUInt32BE(0), at + FRAME_HEADER_BYTES])
    if (head.readUInt32BE(4) === 0) continue
    for (const [number, place] of open) committed.set(number, place)
    open = []
  }
}

/** null where the bytes make no row. */
function rowIn(pages: Pages, page: Buffer, cell: number): FoundRow | null {
  return unlessOutside(() => {
    const [length, behind] = varint(page, cell)
    const [at, start] = varint(page, behind)
    if (length > ROW_BYTES_MAX) return null
    const values = (): SQLOutputValue[] | null => {
      const record = payload(pages, page, start, Number(length))
      return record && valuesIn(record)
    }
    return { at, values: () => unlessOutside(values) }
  })
}

/** null where damaged numbers lead out of the page. */
function unlessOutside<Result>(run: () => Result | null): Result | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** What does not fit into the page goes on in others. */
function payload(pages: Pages, page: Buffer, start: number, length: number): Buffer | null {
  const most = PAGE_BYTES - 35
  if (length <= most) return page.subarray(start, start + length)
  const least = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23
  const wanted = least + ((length - least) % (PAGE_BYTES - 4))
  const here = wanted <= most ? wanted : least
  const parts = [page.subarray(start, start + here)]
  let left = length - here
  for (let next = page.readUInt32BE(start + here); left > 0;) {
    const more = next === 0 ? null : pages.read(next)
    if (!more) return null
    parts.push(more.subarray(4, 4 + Math.min(left, PAGE_BYTES - 4)))
    left -= PAGE_BYTES - 4
    next = more.readUInt32BE(0)
  }
  return Buffer.concat(parts)
}

/** https://sqlite.org/fileformat2.html#record_format */
function valuesIn(record: Buffer): SQLOutputValue[] {
  const [head_bytes, first] = varint(record, 0)
  const values: SQLOutputValue[] = []
  let at = Number(head_bytes)
  for (let head = first; head < Number(head_bytes);) {
    const [type, behind] = varint(record, head)
    head = behind
    const { value, bytes } = valueAt(record, at, Number(type))
    values.push(value)
    at += bytes
  }
  if (at !== record.length) throw new RangeError('the record has another length')
  return values
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8]

function valueAt(record: Buffer, at: number, type: number): { value: SQLOutputValue; bytes: number } {
  if (type === 0) return { value: null, bytes: 0 }
  if (type === 7) return { value: record.readDoubleBE(at), bytes: 8 }
  if (type === 8 || type === 9) return { value: BigInt(type - 8), bytes: 0 }
  const bytes = INTEGER_BYTES[type]
  if (bytes !== undefined) return { value: BigInt.asIntN(8 * bytes, bigEndian(record, at, bytes)), bytes }
  const length = Math.floor((type - 12) / 2)
  if (type < 12 || at + length > record.length) throw new RangeError('no such type')
  const part = record.subarray(at, at + length)
  return { value: type % 2 === 1 ? part.toString('utf8') : Uint8Array.from(part), bytes: length }
}

function bigEndian(buffer: Buffer, at: number, bytes: number): bigint {
  return BigInt(`0x${buffer.toString('hex', at, at + bytes).padEnd(2 * bytes, '0')}`)
}

/** The number and where it ends: seven bits a byte, all eight of the ninth. */
function varint(buffer: Buffer, at: number): [bigint, number] {
  let value = 0n
  for (let byte = 0; byte < 9; byte++) {
    const bits = buffer.readUInt8(at + byte)
    if (byte === 8) return [BigInt.asIntN(64, (value << 8n) | BigInt(bits)), at + 9]
    value = (value << 7n) | BigInt(bits & 0x7f)
    if (bits < 0x80) return [value, at + byte + 1]
  }
  return [value, at]
}
