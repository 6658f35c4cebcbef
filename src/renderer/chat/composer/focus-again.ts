/**
 * Calls `focus` once more in the next task: what asked for the focus may be a dialog that is about to close, and gives it back where
 * it was. A key that is pressed before then moves the focus on purpose, and is left alone. The returned function ends the wait.
 */
export function focusAgain(focus: () => void): () => void {
  const undo = (): void => {
    clearTimeout(timer)
    window.removeEventListener('keydown', undo, true)
  }
  const timer = setTimeout(() => {
    undo()
    focus()
  }, 0)
  window.addEventListener('keydown', undo, true)
  return undo
}
