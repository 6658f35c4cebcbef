import type { DatabaseSync } from 'node:sqlite'
import { firstSchema } from './0001-first-schema.ts'
import { wholeChats } from './0002-whole-chats.ts'
import { search } from './0003-search.ts'

/** SQL, or code where SQL alone cannot do it. Runs in a transaction; must not end it. */
export type Migration = string | ((db: DatabaseSync) => void)

/** In order; the index + 1 is the schema's version (`user_version`). Only ever appended to: a released one is never edited. */
export const MIGRATIONS: readonly Migration[] = [firstSchema, wholeChats, search]
