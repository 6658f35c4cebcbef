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

const SENTENCES: Record<StoreErrorKind, string> = {
  full: 'The disk is full.',
  readonly: 'The chat database is read-only.',
  unopenable: 'The chat database cannot be opened: its folder is missing, or may not be written to.',
  busy: 'Another program holds the chat database.',
  corrupt: 'The chat database is damaged. It was left as it is.',
  not_a_database: 'The chat database file is not one of Sluice. It was left as it is.',
  io: 'The disk reported an error.',
  newer_schema:
    'These chats were saved by a newer version of Sluice. Start that version to read them; nothing was changed.',
  closed: 'The chat database is closed.',
  missing: 'It does not exist any more.',
  invalid: 'The value is not allowed.',
  fixed: 'The simulator is part of Sluice and cannot be changed.',
  other: 'The chat database did not accept this.',
}

/** `message` is a sentence for people; `detail` what the database itself said, for the log. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly kind: StoreErrorKind
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
    this.errcode = errcode
    this.detail = detail
  }
}

/** Any failure as a StoreError: node:sqlite puts SQLite's extended code into `errcode`, its low byte is the primary one. */
export function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const detail = error instanceof Error ? error.message : String(error)
  const errcode = errcodeOf(error)
  const kind = errcode === null ? 'other' : (KIND_OF_CODE[errcode & 0xff] ?? 'other')
  return new StoreError(kind, SENTENCES[kind], detail, errcode)
}

function errcodeOf(error: unknown): number | null {
  const hasCode = typeof error === 'object' && error !== null && 'errcode' in error
  return hasCode && typeof error.errcode === 'number' ? error.errcode : null
}
