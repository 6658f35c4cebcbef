/** Answers that could not be saved, whatever the cause: nothing is lost while the app runs. */
export function unsavedWords(count: number): string {
  return count === 1
    ? 'One answer could not be saved. It stays here while Sluice runs.'
    : `${count} answers could not be saved. They stay here while Sluice runs.`
}

/** Answers cut by a crash or a kill; an ordinary quit is not told here. */
export function interruptedWords(count: number): string {
  return count === 1
    ? 'One answer was interrupted when Sluice ended unexpectedly. What it had written is kept.'
    : `${count} answers were interrupted when Sluice ended unexpectedly. What they had written is kept.`
}
