const BETWEEN = '\n\n'

/** Whether a draft has a text in it as paragraphs of their own: “ok” stands in “ok” and in “ok, blank line, more”, not in “okay”. */
export function hasParagraphs(draft: string, text: string): boolean {
  return (BETWEEN + draft + BETWEEN).includes(BETWEEN + text + BETWEEN)
}

/** A draft with texts above it, oldest first; what it has already is not said twice. */
export function withAbove(draft: string, above: readonly string[]): string {
  const missing = above.filter((text) => !hasParagraphs(draft, text))
  return [...missing, draft].filter((text) => text.trim() !== '').join(BETWEEN)
}
