/** Seconds as typed, as milliseconds; null when they are no duration from 1 s to an hour. */
export function secondsToMs(text: string): number | null {
  const seconds = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && seconds >= 1 && seconds <= 3_600 ? Math.round(seconds * 1_000) : null
}
