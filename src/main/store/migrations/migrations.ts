import { firstSchema } from './0001-first-schema.ts'

/** In order; the index + 1 is the schema's version (`user_version`). Only ever appended to: a released one is never edited. */
export const MIGRATIONS: readonly string[] = [firstSchema]
