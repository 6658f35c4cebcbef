/** Why the store did not do what it was asked. `missing`, `invalid` and `fixed` are about the request, the rest about the disk. */
export type StoreErrorKind =
  | 'full'
  | 'readonly'
  | 'unopenable'
  | 'busy'
  | 'corrupt'
  | 'not_a_database'
  | 'io'
  | 'newer_schema'
  | 'closed'
  | 'cancelled'
  | 'missing'
  | 'invalid'
  | 'fixed'
  | 'other'

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const KIND_OF_CODE: Record<number, StoreErrorKind> = {
  5: 'busy',
  6: 'busy',
  8: 'readonly',
  10: 'io',
  11: 'corrupt',
  13: 'full',
  14: 'unopenable',
  26: 'not_a_database',
}

/** What the file system says: https://nodejs.org/api/errors.html#common-system-errors, and a full quota. */
const KIND_OF_NAME: Record<string, StoreErrorKind> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'readonly',
  EACCES: 'readonly',
  EPERM: 'readonly',
  EBUSY: 'busy',
  EIO: 'io',
  ENOENT: 'unopenable',
  ENOTDIR: 'unopenable',
}

const SENTENCES: Record<StoreErrorKind, string> = {
  full: 'The disk is full. Make room, then try again.',
  readonly:
    'The chat database is read-only, or its folder is. Allow writing there and start Sluice again; nothing was changed.',
  unopenable:
    'The chat database cannot be opened: its folder is missing, or may not be written to. Allow writing there and start Sluice again; nothing was changed.',
  busy: 'Another program holds the chat database. Close it, or wait until it is done.',
  corrupt:
    'The chat database is damaged. Start Sluice again: what can be read is saved into a new one, and the damaged file is kept.',
  not_a_database: 'The chat database file is not one of Sluice. It was left as it is.',
  io: 'The disk reported an error.',
  newer_schema:
    'These chats were saved by a newer version of Sluice. Start that version to read them; nothing was changed.',
  closed: 'The chat database is closed.',
  cancelled: 'It was cancelled.',
  missing: 'It does not exist any more.',
  invalid: 'The value is not allowed.',
  fixed: 'The simulator is part of Sluice and cannot be changed.',
  other: 'The chat database did not accept this.',
}

/** `message` is a sentence for people; `detail` what the database itself said, for the log. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly kind: StoreErrorKind
  /** Whether trying the same again cannot help: the request was at fault, not the disk. */
  readonly final: boolean
  /** SQLite's extended result code; null where SQLite was not the one to refuse. */
  readonly errcode: number | null
  readonly detail: string

  constructor(
    kind: StoreErrorKind,
    message: string = SENTENCES[kind],
    detail = '',
    errcode: number | null = null,
  ) {
    super(message)
    this.kind = kind
    this.final = kind === 'missing' || kind === 'invalid'
    this.errcode = errcode
    this.detail = detail
  }
}

/** Any failure as a StoreError: node:sqlite puts SQLite's extended code into `errcode`, its low byte is the primary one. */
export function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const detail = error instanceof Error ? error.message : String(error)
  const errcode = errcodeOf(error)
  const kind = (errcode === null ? KIND_OF_NAME[nameOf(error)] : KIND_OF_CODE[errcode & 0xff]) ?? 'other'
  return new StoreError(kind, SENTENCES[kind], detail, errcode)
}

function errcodeOf(error: unknown): number | null {
  const hasCode = typeof error === 'object' && error !== null && 'errcode' in error
  return hasCode && typeof error.errcode === 'number' ? error.errcode : null
}

function nameOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error
  return hasCode && typeof error.code === 'string' ? error.code : ''
}
