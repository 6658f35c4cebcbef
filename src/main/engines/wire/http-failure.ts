import type { StreamError } from '../../../shared/stream-end.ts'

/** Why a server could not be heard, or not to the end. `aborted` is ours: nobody is told. */
export interface HttpFailure {
  failure:
    | 'aborted'
    | 'refused'
    | 'unknown_host'
    | 'no_route'
    | 'connect_timeout'
    | 'untrusted'
    | 'not_http'
    | 'closed'
    | 'too_large'
    | 'other'
  /** The system's own word for it, e.g. ECONNREFUSED. */
  detail: string
}

const FAILURES: Record<string, HttpFailure['failure']> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_route',
  EHOSTDOWN: 'no_route',
  EADDRNOTAVAIL: 'no_route',
  ETIMEDOUT: 'connect_timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed',
  UND_ERR_HEADERS_OVERFLOW: 'not_http',
  EPROTO: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
}

/** Sorts an exception of the network by its code, its own or its cause's. */
export function failureOf(error: unknown): HttpFailure {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined)
  // undici's parser does not always name the fault.
  if (error instanceof Error && error.name === 'HTTPParserError') return parserFailure(code)
  if (code === undefined) {
    return { failure: 'other', detail: error instanceof Error ? error.message : String(error) }
  }
  const failure = FAILURES[code]
  if (failure) return { failure, detail: code }
  if (/^(CERT_|ERR_TLS_|ERR_SSL_)/.test(code)) return { failure: 'untrusted', detail: code }
  return { failure: 'other', detail: code }
}

function parserFailure(code = 'HPE_UNKNOWN'): HttpFailure {
  const closed = /^HPE_(INVALID_EOF_STATE|CLOSED_CONNECTION)$/.test(code)
  return { failure: closed ? 'closed' : 'not_http', detail: code }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The sentence for a server that could not be reached or did not speak HTTP: nothing was generated. */
export function unreachable(label: string, { failure, detail }: HttpFailure): StreamError {
  return { content: `${label} ${sentence(failure, detail)}`, error_type: typeOf(failure), retryable: true }
}

function typeOf(failure: HttpFailure['failure']): StreamError['error_type'] {
  if (failure === 'not_http' || failure === 'too_large') return 'bad_reply'
  return failure === 'closed' ? 'cut_off' : 'engine_unreachable'
}

function sentence(failure: HttpFailure['failure'], detail: string): string {
  switch (failure) {
    case 'refused':
      return 'refused the connection. Is it running? Start it, then try again.'
    case 'unknown_host':
      return 'was not found on the network; check the address and that this computer is online.'
    case 'no_route':
      return `cannot be reached from this computer (${detail}); check the network and the address.`
    case 'connect_timeout':
      return 'did not answer in time. Is it running? Check the address, then try again.'
    case 'untrusted':
      return `could not be trusted (${detail}); check its certificate, and whether the address needs http:// or https://.`
    case 'not_http':
      return 'does not speak HTTP; check the address and the port.'
    case 'closed':
      return 'closed the connection before it answered. Check that it is still running, then try again.'
    case 'too_large':
      return 'sent far more than an answer needs, so reading was ended.'
    case 'aborted':
    case 'other':
      return `could not be asked (${detail}). Check the connection's settings, then try again.`
  }
}

/** The sentence for a connection lost while the answer was arriving. */
export function cutOff(label: string): StreamError {
  return {
    content: `${label} ended the answer before it was complete. What arrived is kept; send again to retry.`,
    error_type: 'cut_off',
    retryable: true,
  }
}

/** The sentence for bytes without end that are no answer. */
export function tooMuch(label: string): StreamError {
  return {
    content: `${label} sent far more than an answer needs, so reading was ended. What arrived is kept.`,
    error_type: 'too_long',
    retryable: false,
  }
}
