import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** SQLite's three files belong together; the log first, so that a database is never seen without what was written last. */
const SUFFIXES = ['-wal', '-shm', ''] as const
/** What is being made and not complete: never taken for anything, removed at the next start. */
const PART = '.part'

/** A moment in the name of a file: sorts by time, and every file system takes it. */
export function stampOf(now: number): string {
  return new Date(now).toISOString().replaceAll(/[:.]/g, '-')
}

/** Milliseconds since 1970; null when it is no stamp. */
export function timeOf(stamp: string): number | null {
  const [, day, hours, minutes, seconds, ms] =
    /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/.exec(stamp) ?? []
  const time = Date.parse(`${day}T${hours}:${minutes}:${seconds}.${ms}Z`)
  return Number.isNaN(time) ? null : time
}

/** `prefix` with a stamp behind which nothing lies yet: what is there is never written over. */
export function freeName(prefix: string, now: number): string {
  for (let at = now; ; at++) {
    const name = `${prefix}${stampOf(at)}`
    if (!existsSync(name)) return name
  }
}

/** The files that belong to a database: `sluice.db.daily-…`, without its own three. Names without their folder. */
export function companionsOf(file: string): string[] {
  const prefix = `${basename(file)}.`
  // Opening the database then says what is wrong.
  if (!existsSync(dirname(file))) return []
  return readdirSync(dirname(file)).filter((name) => name.startsWith(prefix))
}

/** Gives a complete file its name; after a power cut it is there, or the old state is. */
export function publish(from: string, to: string): void {
  syncFile(from)
  renameSync(from, to)
  syncFolder(dirname(to))
}

/** All three files, as far as they are there. Cut in the middle it can be called again. */
export function moveDatabase(from: string, to: string): void {
  for (const suffix of SUFFIXES) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix)
}

export function removeDatabase(file: string): void {
  for (const suffix of [...SUFFIXES, '-journal']) rmSync(file + suffix, { force: true })
}

/** What a crash left half made, of files whose name begins like this. Only where nothing of them is being made. */
export function removeParts(file: string, begin = ''): void {
  const half = /\.part(-wal|-shm|-journal)?$/
  const parts = companionsOf(file).filter(
    (name) => name.startsWith(`${basename(file)}.${begin}`) && half.test(name),
  )
  for (const name of parts) rmSync(join(dirname(file), name), { force: true })
}

export function partOf(file: string): string {
  return `${file}${PART}`
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function syncFolder(folder: string): void {
  // Windows opens no folders; its file system keeps renames in order by itself.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
