import { isIP } from 'node:net'

/** Whether the host of this address is this computer. */
export function isLoopback(url: string): boolean {
  const host = (URL.parse(url)?.hostname ?? '').replace(/^\[|\]$/g, '')
  if (isIP(host) === 4) return host.startsWith('127.') || host === '0.0.0.0'
  if (isIP(host) === 6) return host === '::1' || host.startsWith('::ffff:7f')
  return host === 'localhost' || host.endsWith('.localhost')
}
