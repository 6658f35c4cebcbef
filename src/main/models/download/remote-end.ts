/** How asking a server for a file ended, where it was not with the file. `says` is for people, `detail` for the log. */
export type RemoteEnd =
  /** May be better in a while. */
  | { end: 'again'; says: string; detail: string; after_ms: number | null }
  /** What is here is of no use any more. */
  | { end: 'anew'; says: string; detail: string }
  /** Nothing comes any more because all of it is here. */
  | { end: 'whole' }
  | { end: 'failed'; says: string; detail: string }
  | { end: 'aborted' }

/** A server that asks for more is not waited for without a word. */
const RETRY_AFTER_MAX_S = 600

const RESUME = 'Then press Resume.'

export function endOfStatus(status: number, retry_after: string | undefined): RemoteEnd {
  const detail = `status ${status}`
  if (status === 429 || status === 408 || status === 425 || status >= 500) {
    const says =
      status === 429
        ? 'The server asks for less at once.'
        : `The server is not able to answer now (status ${status}).`
    return { end: 'again', says, detail, after_ms: waitOf(retry_after) }
  }
  switch (status) {
    case 401:
    case 403:
      return {
        end: 'failed',
        says: `The server gives this file only to those who signed in (status ${status}), for instance after they accepted its licence. Download it with your browser, then add it.`,
        detail,
      }
    case 404:
    case 410:
      return {
        end: 'failed',
        says: `The server has no such file (status ${status}). Check its address.`,
        detail,
      }
    case 451:
      return { end: 'failed', says: 'The server may not give this file to you (status 451).', detail }
    default:
      return {
        end: 'failed',
        says: `The server answered with status ${status} instead of the file. Try later, or another address. ${RESUME}`,
        detail,
      }
  }
}

const UNTRUSTED =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|ERR_SSL_|EPROTO$)/

export function endOfError(error: unknown): RemoteEnd {
  const detail = codeOf(error)
  if (UNTRUSTED.test(detail)) {
    return {
      end: 'failed',
      says: `The safe connection to the server could not be made (${detail}). Check the date of this computer and its network. ${RESUME}`,
      detail,
    }
  }
  const says =
    detail === 'ENOTFOUND' || detail === 'EAI_AGAIN' || detail === 'ENETUNREACH'
      ? 'The server is not found; this computer may be offline.'
      : detail === 'ECONNREFUSED'
        ? 'The server does not take connections.'
        : 'The connection was lost.'
  return { end: 'again', says, detail, after_ms: null }
}

/** Of the deepest cause that has one: undici wraps what the system said. */
function codeOf(error: unknown): string {
  let code = 'unknown'
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string') ({ code } = at)
  return code
}

/** Seconds; a date is left to our own patience. */
function waitOf(retry_after: string | undefined): number | null {
  const seconds = /^\d{1,6}$/.test(retry_after ?? '') ? Number(retry_after) : null
  return seconds === null ? null : Math.min(seconds, RETRY_AFTER_MAX_S) * 1_000
}
