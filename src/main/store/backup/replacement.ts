import { existsSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { companionsOf, moveDatabase, publish } from '../durable-files.ts'

/** Why a database is replaced, and so how the old one is called: `sluice.db.damaged-…` or `sluice.db.restore-…`. */
export type Replaced = 'damaged' | 'restore'

const NEXT = 'next-'

/** Holds the name of the backup that a person wants back, until the next start. */
export function restoreRequestOf(file: string): string {
  return `${file}.restore-request`
}

/**
 * Puts `part`, a complete database, in the place of `file`; the old one is kept as `aside`. The name `….next-damaged-TIME` is
 * the moment of decision: before it the old database is the one, after it every start goes on here until it is done.
 */
export function replaceDatabase(file: string, part: string, aside: string): void {
  publish(part, `${file}.${NEXT}${basename(aside).slice(basename(file).length + 1)}`)
  finishReplacement(file)
}

/** Ends a replacement that was cut. Does nothing where there is none. */
export function finishReplacement(file: string): void {
  const next = companionsOf(file).find((name) => name.startsWith(`${basename(file)}.${NEXT}`))
  if (next === undefined) return
  rmSync(restoreRequestOf(file), { force: true })
  const aside = `${file}.${next.slice(basename(file).length + 1 + NEXT.length)}`
  // Both there: an older version of the app was started in between and made an empty one. It is kept, too.
  const taken = existsSync(aside) && existsSync(file)
  moveDatabase(file, taken ? `${aside}-2` : aside)
  publish(join(dirname(file), next), file)
}
