import { closeSync, copyFileSync, existsSync, openSync, readSync, statSync, writeSync } from 'node:fs'

/** SQLite's default, which no database of ours changes. */
const PAGE_BYTES = 4_096

/**
 * Copies a database whose first page is damaged to `copy`, with the first page of `donor`, which says the same: a backup of
 * it, or a new one, whose tables begin on the same pages. False when the donor has none.
 */
export function withFirstPageOf(donor: string, file: string, copy: string): boolean {
  const page = Buffer.alloc(PAGE_BYTES)
  const from = openSync(donor, 'r')
  try {
    if (readSync(from, page, 0, PAGE_BYTES, 0) < PAGE_BYTES) return false
  } finally {
    closeSync(from)
  }
  // https://sqlite.org/fileformat2.html#the_database_header: its size, valid for this change, and no list of free pages.
  page.writeUInt32BE(Math.ceil(statSync(file).size / PAGE_BYTES), 28)
  page.copy(page, 92, 24, 28)
  page.fill(0, 32, 40)
  copyFileSync(file, copy)
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
  const to = openSync(copy, 'r+')
  try {
    writeSync(to, page, 0, PAGE_BYTES, 0)
  } finally {
    closeSync(to)
  }
  return true
}
