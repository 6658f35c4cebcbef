/** Code with more lines than this is folded when it is shown as a whole for the first time. */
export const FOLD_LINES = 30
const REMEMBERED = 200

const unfolded = new Set<string>()

/** Code the reader unfolded, so that it is still unfolded when it comes back into view. */
export function isUnfolded(code: string): boolean {
  return unfolded.has(code)
}

export function rememberFold(code: string, open: boolean): void {
  unfolded.delete(code)
  if (!open) return
  unfolded.add(code)
  const [oldest] = unfolded
  if (unfolded.size > REMEMBERED && oldest !== undefined) unfolded.delete(oldest)
}

export function lineCount(code: string): number {
  let count = 1
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) count++
  return count
}
