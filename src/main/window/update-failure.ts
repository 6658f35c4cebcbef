/** How a look for a newer version can end badly. In each case the installed version stays as it is. */
export type UpdateFailure =
  | 'no_feed'
  | 'bad_feed'
  | 'bad_sum'
  | 'bad_signature'
  | 'disk'
  | 'silent'
  | 'connection'

const SENTENCES: Record<UpdateFailure, string> = {
  no_feed: 'There is nothing at the address where newer versions are announced.',
  bad_feed: 'What stands at the address where newer versions are announced cannot be read.',
  bad_sum: 'What came is not what was announced (its SHA-512 is another). It was thrown away.',
  bad_signature: 'What came is not signed by who made this version. It was thrown away.',
  disk: 'The newer version could not be written to the disk.',
  silent: 'The server said nothing more, and was given up.',
  connection: 'The connection broke, or there is none. What had come was thrown away.',
}

/** electron-updater's words for it, and those of the system. */
const KNOWN: [UpdateFailure, RegExp][] = [
  ['no_feed', /^ERR_UPDATER_CHANNEL_FILE_NOT_FOUND$/],
  ['bad_sum', /^ERR_CHECKSUM_MISMATCH$/],
  ['bad_signature', /^ERR_UPDATER_INVALID_SIGNATURE$/],
  ['bad_feed', /^ERR_UPDATER_(?:INVALID_\w+|NO_\w+|ZIP_FILE_NOT_FOUND)$/],
  ['disk', /^(?:ENOSPC|EDQUOT|EACCES|EPERM|EROFS)$/],
  ['silent', /^(?:SILENT|ETIMEDOUT)$/],
]

/** What the log is told: the case, our own sentence, and what the library said. */
export function whyItFailed(error: unknown): { reason: UpdateFailure; message: string; detail: string } {
  const detail = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // A program error of the library's means that it met what it did not expect of a feed.
  const misread = error instanceof TypeError || error instanceof SyntaxError
  const reason = misread ? 'bad_feed' : (KNOWN.find(([, codes]) => codes.test(code))?.[0] ?? 'connection')
  return { reason, message: SENTENCES[reason], detail: detail.slice(0, 500) }
}
