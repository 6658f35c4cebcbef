import type { DatabaseSync } from 'node:sqlite'
import type { MessagePart } from '../../../shared/session.ts'
import { textOf } from '../../../shared/session.ts'
import { inTransaction } from '../transaction.ts'
import { put, SEARCH_TABLES } from './search-index.ts'
import { removeTable } from './remove-table.ts'
import { searchState, writeSearchState } from './search-state.ts'

/** 60 ms at the median, 190 ms at the worst of a hundred: what else wants to be saved waits as for a slow disk. */
const STEP_CHARACTERS = 250_000

export interface BuildStep {
  /** Whether to throw away what there is: it was found to be damaged. Otherwise one that was begun goes on. */
  anew: boolean
}

/** Whether the index is whole. */
export interface Built {
  done: boolean
}

/** One step of building the index anew, newest messages first; each is a transaction, and may be the last for today. */
export function buildStep(db: DatabaseSync, { anew }: BuildStep): Built {
  const state = searchState(db)
  if (anew || state === 'aside') {
    startAnew(db)
    return { done: false }
  }
  if (state === 'ready') return { done: true }
  return inTransaction(db, () => {
    const next = indexBelow(db, state, STEP_CHARACTERS)
    writeSearchState(db, next === null ? 'ready' : next)
    return { done: next === null }
  })
}

/**
 * Indexes messages below `position`, the newest first, up to about so many characters. Returns the position of the last one;
 * null: there are no more.
 */
export function indexBelow(db: DatabaseSync, position: number, characters: number): number | null {
  let left = characters
  let below: number | null = position
  while (below !== null && left > 0) {
    const { messages, more } = newestBelow(db, below, Math.min(left, STEP_CHARACTERS))
    // From the oldest of them: FTS5 writes out all it holds in memory when a rowid is below the one before.
    for (const message of messages.toReversed()) {
      put(db, 'message_search', message.position, message.text)
      left -= message.text.length
    }
    below = more ? (messages.at(-1)?.position ?? null) : null
  }
  return below
}

interface Written {
  position: number
  text: string
}

function newestBelow(
  db: DatabaseSync,
  position: number,
  characters: number,
): { messages: Written[]; more: boolean } {
  const messages: Written[] = []
  let left = characters
  const sql = `SELECT position, parts FROM message
    WHERE position < ? AND (stream_id IS NULL OR "end" IS NOT NULL) ORDER BY position DESC`
  for (const row of db.prepare(sql).iterate(position)) {
    const text = textOf({ parts: JSON.parse(String(row['parts'])) as MessagePart[] })
    messages.push({ position: Number(row['position']), text })
    left -= text.length
    if (left <= 0) return { messages, more: true }
  }
  return { messages, more: false }
}

export function indexTitles(db: DatabaseSync): void {
  for (const row of db.prepare('SELECT position, title FROM session').all()) {
    put(db, 'title_search', Number(row['position']), String(row['title']))
  }
}

/** Above every message. */
export function topPosition(db: DatabaseSync): number {
  return Number(db.prepare('SELECT coalesce(max(position), 0) + 1 AS top FROM message').get()?.['top'])
}

function startAnew(db: DatabaseSync): void {
  // Nothing is written to it until it is there again, wherever this is cut.
  writeSearchState(db, 'aside')
  removeTable(db, 'message_search')
  removeTable(db, 'title_search')
  inTransaction(db, () => {
    db.exec(SEARCH_TABLES)
    indexTitles(db)
    writeSearchState(db, topPosition(db))
  })
}
