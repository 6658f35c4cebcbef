import type { StreamError } from '../../../shared/stream-end.ts'

/** The header for a key, none without a key, or null for a key that no HTTP header can carry. */
export function keyHeaders(key: string | null): Record<string, string> | null {
  const trimmed = key?.trim() ?? ''
  if (trimmed === '') return {}
  return /^[\x21-\x7e]+$/.test(trimmed) ? { authorization: `Bearer ${trimmed}` } : null
}

export function unusableKey(label: string): StreamError {
  return {
    content: `The key for ${label} contains characters that a key cannot have; enter it again in the connection's settings.`,
    error_type: 'unauthorized',
    retryable: false,
  }
}
