/** Cuts bytes at the given places, in any order, repeated or beyond the end. */
export function splitBytes(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])].toSorted(
    (a, b) => a - b,
  )
  return places.slice(1).map((end, i) => bytes.slice(places[i], end))
}
