import type { RemoteEnd } from './remote-end.ts'

/** The proxy itself could not be reached: what went wrong is its cause. */
export class ProxyUnreachable extends Error {
  /** `host:port`, without name and password. */
  readonly host: string

  constructor(host: string, cause: Error) {
    super(`no connection to the proxy ${host}`, { cause })
    this.host = host
  }
}

const AFTER = 'Then start Sluice again'
const OTHERWISE = 'or download the file with your browser and add it.'
/** undici's words for a proxy that opened no tunnel. */
const REFUSED = /^Proxy response \((\d{3})\)/
/** Its code for one that hung up before it had answered. */
const HUNG_UP = 'UND_ERR_PRX_CONN'

/** How a download ends that the proxy did not let through, which no server ever heard of; null: it was not the proxy. */
export function endOfProxy(error: unknown): RemoteEnd | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof ProxyUnreachable) return unreachable(at)
    const status = REFUSED.exec(at.message)?.[1]
    if (status !== undefined) return refused(Number(status))
    if ('code' in at && at.code === HUNG_UP) return hungUp()
  }
  return null
}

function unreachable({ host, cause }: ProxyUnreachable): RemoteEnd {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  const says = `The proxy ${host} cannot be reached${code}; check your network and HTTPS_PROXY.`
  return { end: 'again', says, detail: 'proxy unreachable', after_ms: null }
}

function hungUp(): RemoteEnd {
  const says = 'The proxy hung up without an answer; check HTTPS_PROXY.'
  return { end: 'again', says, detail: 'proxy hung up', after_ms: null }
}

function refused(status: number): RemoteEnd {
  const detail = `proxy ${status}`
  // A gateway's own trouble passes; what it forbids stays forbidden.
  if (status === 429 || status >= 500) {
    const says = `The proxy does not reach the server now (status ${status}).`
    return { end: 'again', says, detail, after_ms: null }
  }
  return { end: 'failed', says: refusal(status), detail }
}

function refusal(status: number): string {
  if (status === 407) {
    return `The proxy asks for a name and a password, or does not take those it was given (status 407). Put them into HTTPS_PROXY (http://name:password@proxy:8080). ${AFTER}, ${OTHERWISE}`
  }
  if (status === 401 || status === 403) {
    return `The proxy does not let Sluice reach this server (status ${status}). Ask those who run the proxy to allow it, name the server in NO_PROXY if it can be reached without, ${OTHERWISE}`
  }
  return `The proxy opened no way to the server (status ${status}). Check HTTPS_PROXY. ${AFTER}, ${OTHERWISE}`
}
