/** A text with others above it, oldest first; what it holds already is not said twice. */
export function withAbove(text: string, above: readonly string[]): string {
  const missing = above.filter((one) => !text.includes(one))
  return [...missing, text].filter((one) => one.trim() !== '').join('\n\n')
}
