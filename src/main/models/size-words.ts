/** “4.7 GB”, “13 MB”. */
export function sizeWords(bytes: number): string {
  const gb = bytes / 1_000_000_000
  return gb >= 1 ? `${gb.toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1_000_000))} MB`
}
