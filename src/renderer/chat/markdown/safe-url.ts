const ALLOWED_START = /^(?:https?:\/\/|mailto:[^?])/i
// Controls, bidi marks and overrides, zero-width characters, line and paragraph separators.
const DECEIVING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/**
 * The absolute address of a link in an answer, as the URL parser understands it, or null when it must stay plain text.
 * Only http, https and mailto pass; relative addresses have no meaning in an answer.
 * `href` must have its character references resolved already, so that `javascript&colon;` cannot slip through.
 */
export function safeUrl(href: string): string | null {
  const trimmed = href.trim()
  if (DECEIVING.test(trimmed) || !ALLOWED_START.test(trimmed)) return null
  const url = URL.parse(trimmed)
  return url && /^(?:https?|mailto):$/.test(url.protocol) ? url.href : null
}

// A word that reads as an address: with a scheme, or a name with dots in it.
const ADDRESS =
  /^\s*(?:https?:\/\/|www\.)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,}|\[[\da-f:]+\]|\d+(?:\.\d+){3})(?::\d+)?(?:[/?#]\S*)?\s*$/iu

/** The host that the words of a link show to the reader, or null when they are no address. */
export function hostShown(words: string): string | null {
  const visible = words.replace(/\p{Cf}/gu, '')
  if (!ADDRESS.test(visible)) return null
  const address = visible.trim()
  return URL.parse(/^https?:/i.test(address) ? address : `https://${address}`)?.host ?? null
}

/** The host of a web address, or null when it has none we would name. */
export function hostOf(href: string): string | null {
  const safe = safeUrl(href)
  return (safe && URL.parse(safe)?.host) || null
}
