/** Answers the disk refused: nothing is lost while the app runs. */
export function unsavedWords(count: number): string {
  return count === 1
    ? 'One answer could not be saved. Its text stays here while Sluice runs; free some disk space, then retry.'
    : `${count} answers could not be saved. Their text stays here while Sluice runs; free some disk space, then retry.`
}

/** Answers that ran when the app was last closed. */
export function interruptedWords(count: number): string {
  return count === 1
    ? 'One answer was interrupted when Sluice was last closed. What it had written is kept.'
    : `${count} answers were interrupted when Sluice was last closed. What they had written is kept.`
}
