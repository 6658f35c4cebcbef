import { isIP } from 'node:net'
import type { ConnectionStatus } from '../../../shared/engine-info.ts'
import { isServer } from '../../../shared/engine-info.ts'
import { isShortWord } from './short-word.ts'

/** A connection without its name, its address and its key: what kind, how it is reached, and how it stands. */
export function describeConnection({ kind, url, key, status, busy }: ConnectionStatus): string {
  const keys = { none: 'none', saved: 'saved', this_run_only: 'held for this run' }
  const facts = [kind, ...(isServer(kind) ? [describeAddress(url), `key: ${keys[key]}`] : [])]
  const version = status.state === 'ready' && isShortWord(status.version) ? `, version ${status.version}` : ''
  const models = status.state === 'ready' ? `, ${status.models.length} models${version}` : ''
  return [...facts, `${status.state}${models}`, ...(busy === null ? [] : ['may still be finishing'])].join(
    '; ',
  )
}

/** `http, this computer (127.0.0.1), port 11434`. Of a host elsewhere not even the name. */
function describeAddress(text: string): string {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'an address that is none'
  const scheme = url.protocol.slice(0, -1)
  const port = url.port || (scheme === 'https' ? '443' : '80')
  return `${scheme}, ${whereIs(url.hostname)}, port ${port}`
}

function whereIs(hostname: string): string {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (isThisComputer(host)) return `this computer (${host.endsWith('.localhost') ? 'localhost' : host})`
  return isPrivate(host) ? 'private network' : 'elsewhere'
}

function isThisComputer(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.') || host === '0.0.0.0'
  if (isIP(host) === 6) return host === '::1' || host.startsWith('::ffff:7f')
  return host === 'localhost' || host.endsWith('.localhost')
}

/** RFC 1918, link-local, RFC 6598 (shared address space, also of overlay networks), RFC 4193; names without a public domain. */
const PRIVATE_IPV4 =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/
const PRIVATE_IPV6 = /^(?:f[cd]|fe[89ab])/
const PRIVATE_NAME = /^[^.]+$|\.(?:local|lan|home|internal|intranet|home\.arpa|ts\.net)$/

function isPrivate(host: string): boolean {
  if (isIP(host) === 4) return PRIVATE_IPV4.test(host)
  return isIP(host) === 6 ? PRIVATE_IPV6.test(host) : PRIVATE_NAME.test(host)
}
